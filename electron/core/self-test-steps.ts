// The steps of the self-test: what is done, what the observer may see of it, and what is made of what they saw.
import { randomUUID } from 'node:crypto'
import type { SelfTestStep } from '../../shared/observer'
import type { Result } from '../../shared/result'
import { ok } from '../../shared/result'
import type { Policy } from '../../shared/visibility/policy'
import { allows, withException } from '../../shared/visibility/policy'
import { isLeak } from './observer-judgement'
import type { Heard } from './observers'
import type { Trial } from './self-test-trial'

/** What came of a step. */
export interface Finding {
  readonly saw: readonly string[]
  readonly verdict: Exclude<SelfTestStep['verdict'], 'running'>
  readonly leaks: number
}

/** One step before it is done. */
export interface StepPlan {
  readonly name: string
  readonly allowed: string
  /** An error breaks the check off. */
  readonly run: (trial: Trial) => Promise<Result<Finding>>
}

const nothing = 'Nothing.'

/** The steps, in order. Each ends hidden from the observer, but for the first two and the last. */
export const stepPlans: readonly StepPlan[] = [
  {
    name: 'Your wish as it is',
    allowed: 'What you allow this contact.',
    run: (trial) => asWished(trial),
  },
  {
    name: 'You let them see you',
    allowed: 'That you are available.',
    run: (trial) => shown(trial),
  },
  {
    name: 'You hide from them',
    allowed: 'That you went offline, once, without a word.',
    run: (trial) => gone(trial),
  },
  {
    name: 'You are away while hidden',
    allowed: nothing,
    run: async (trial) => {
      const reached = othersReached(trial)
      if (reached !== null) return ok(notPossible(reached))
      const { presence } = trial.own
      const show = presence.show === 'away' ? 'xa' : 'away'
      const away = await trial.lay(hiding(trial), { ...presence, show })
      if (!away.ok) return away
      const back = await trial.lay(hiding(trial))
      return back.ok ? quiet(trial) : back
    },
  },
  {
    name: 'They sign in again and ask for your presence',
    allowed: nothing,
    run: async (trial) => {
      const again = await trial.acts.again()
      return again.ok ? quiet(trial) : again
    },
  },
  {
    name: 'They ask for a sign of life at the address they saw',
    allowed: 'The answer for an address where nobody is.',
    run: (trial) => asked(trial, 'ping'),
  },
  {
    name: 'They ask which program you use, at the address they saw',
    allowed: 'The answer for an address where nobody is.',
    run: (trial) => asked(trial, 'version'),
  },
  {
    name: 'They write to you while you are hidden',
    allowed: nothing,
    run: (trial) => written(trial),
  },
  {
    name: 'The connection breaks while you are hidden',
    allowed: nothing,
    run: async (trial) => {
      const leaks = trial.view()?.serverInfo?.leaks ?? []
      const told = leaks.filter((leak) => leak.includes('connection breaks'))
      return ok(notPossible(told[0] ?? 'Casper cannot break its own connection for a check.'))
    },
  },
  {
    name: 'You let them see you again',
    allowed: 'That you are available.',
    run: (trial) => shown(trial),
  },
  {
    name: 'You hide from them again',
    allowed: 'That you went offline, once, without a word.',
    run: (trial) => gone(trial),
  },
  {
    name: 'Your own wish is back',
    allowed: 'What you allow this contact.',
    run: async (trial) => {
      const back = await trial.lay(trial.own.policy)
      return back.ok ? asWished(trial) : back
    },
  },
]

async function asWished(trial: Trial): Promise<Result<Finding>> {
  if (!allows(trial.own.policy, trial.person)) return quiet(trial)
  return visible(trial)
}

async function shown(trial: Trial): Promise<Result<Finding>> {
  const laid = await trial.lay(withException(trial.own.policy, targetOf(trial), true))
  return laid.ok ? visible(trial) : laid
}

async function visible(trial: Trial): Promise<Result<Finding>> {
  const came = await trial.until(() => trial.seen() !== undefined, trial.patience.arrival)
  if (!came.ok) return came
  const settled = await trial.settle()
  if (!settled.ok) return settled
  const seen = trial.seen()
  const news = trial.news()
  const saw = news.length > 0 ? wordsOf(news) : seen === undefined ? [] : ['is shown as before']
  return ok({ saw, verdict: seen === undefined ? 'missed' : 'held', leaks: 0 })
}

async function gone(trial: Trial): Promise<Result<Finding>> {
  const laid = await trial.lay(hiding(trial))
  if (!laid.ok) return laid
  const left = await trial.until(() => trial.seen() === undefined, trial.patience.arrival)
  if (!left.ok) return left
  const settled = await trial.settle()
  if (!settled.ok) return settled
  const news = trial.news()
  const leaks = leaksIn(news) + news.filter(saysMore).length
  const verdict = leaks > 0 ? 'leaked' : trial.seen() === undefined ? 'held' : 'missed'
  return ok({ saw: wordsOf(news), verdict, leaks })
}

// Nothing that tells of the user may have come.
async function quiet(trial: Trial): Promise<Result<Finding>> {
  const settled = await trial.settle()
  if (!settled.ok) return settled
  const news = trial.news()
  const leaks = Math.max(leaksIn(news), trial.seen() === undefined ? 0 : 1)
  return ok({ saw: wordsOf(news), verdict: leaks > 0 ? 'leaked' : 'held', leaks })
}

async function asked(trial: Trial, what: 'version' | 'ping'): Promise<Result<Finding>> {
  if (!trial.own.policy.guards.requests) {
    return ok(notPossible('You let requests be answered, whoever asks.'))
  }
  const resource = trial.lastSeen()
  const jid = trial.view()?.jid ?? ''
  if (resource === undefined) return ok(notPossible('They never saw an address to ask.'))
  const answer = await trial.acts.ask(`${jid}/${resource}`, what)
  if (!answer.ok) return answer
  // The same question to where nobody can be: who is hidden must not be told apart from who is not there.
  const absent = await trial.acts.ask(`${jid}/${randomUUID()}`, what)
  if (!absent.ok) return absent
  if (answer.value === absent.value) return quiet(trial)
  trial.news()
  const saw = [
    `was answered ${answer.value.slice(0, 800)}`,
    `where nobody is: ${absent.value.slice(0, 800)}`,
  ]
  return ok({ saw, verdict: 'leaked', leaks: 1 })
}

async function written(trial: Trial): Promise<Result<Finding>> {
  const body = `Casper checks how it hides you (${randomUUID().slice(0, 8)}).`
  const sent = await trial.acts.write(body)
  if (!sent.ok) return sent
  const direct = trial.view()?.visibility.strategy === 'directed-presence'
  const came = await trial.until(() => direct || trial.arrived(body), trial.patience.arrival)
  if (!came.ok) return came
  const result = await quiet(trial)
  if (!result.ok || result.value.leaks > 0 || came.value) return result
  return ok({ saw: ['The message did not arrive at this device.'], verdict: 'missed', leaks: 0 })
}

function hiding(trial: Trial): Policy {
  return withException(trial.own.policy, targetOf(trial), false)
}

function targetOf({ person }: Trial): { readonly type: 'jid'; readonly value: string } {
  return { type: 'jid', value: person.jid }
}

// A change of availability would be shown to whoever else sees the user.
function othersReached({ own, others, inRoom }: Trial): string | null {
  if (inRoom()) return 'You are in a room, which would be shown that you are away.'
  const some = others().some((person) => allows(own.policy, person))
  return some ? 'Others see you, and would be shown that you are away.' : null
}

function notPossible(why: string): Finding {
  return { saw: [why], verdict: 'not-possible', leaks: 0 }
}

function leaksIn(news: readonly Heard[]): number {
  const hidden = { allowed: false, answers: false } as const
  return news.filter(({ fact, moment }) => isLeak(fact, { ...moment, ...hidden })).length
}

// A last word tells going into hiding from signing out, or the other way round.
function saysMore({ fact }: Heard): boolean {
  return fact.kind === 'presence' && fact.presence.kind === 'unavailable' && fact.status !== ''
}

function wordsOf(news: readonly Heard[]): string[] {
  return news.slice(0, 20).map(({ words }) => words)
}
