// One random life of the engine on the model server. Everything that happens is written down; what breaks the
// safety law is reported together with all that led to it.
import type { OwnPresence } from '../../shared/model'
import { isTrivial } from '../../shared/privacy/compose'
import type { Entity } from '../../shared/privacy/evaluate'
import type { PrivacyItem } from '../../shared/privacy/list'
import { declined } from '../../shared/privacy/list'
import type { Effect, EffectReply, Input, NumberedEffect } from '../../shared/visibility/effects'
import type { Wishes } from '../../shared/visibility/engine'
import { createEngine, step } from '../../shared/visibility/engine'
import type { Policy } from '../../shared/visibility/policy'
import { allows } from '../../shared/visibility/policy'
import type { Result } from '../../shared/result'
import { ok } from '../../shared/result'
import { visibilityView } from '../../shared/visibility/view'
import type { Fault, ModelServer } from '../support/model-server'
import { modelServer } from '../support/model-server'
import {
  effectWords,
  inputWords,
  itemsWords,
  personWords,
  policyWords,
  presenceWords,
} from '../support/visibility-words'
import type { Moment } from './law'
import { allDue, contactsOf, permitted, personAt, samePresence } from './law'

/** The two list names that are the engine's own in every trial. */
export const slots = ['casper-a', 'casper-b'] as const

/** How a trial begins. */
export interface Start {
  readonly people: readonly Entity[]
  readonly policy: Policy
  readonly presence: OwnPresence
  readonly supportsLists: boolean
  readonly blocksProbes: boolean
  /** Whether the server says that a list changed; not all do. */
  readonly pushes: boolean
  readonly lists: Readonly<Record<string, readonly PrivacyItem[]>>
  readonly active: string | null
  readonly default: string | null
}

/** A start as the engine is given it: the strategy is left to it, hiding holds for the session. */
function wishes({ policy, presence }: Start): Wishes {
  return { policy, presence, choice: 'privacy-lists', scope: 'session', keptDefault: declined }
}

/** Chooses what goes wrong with an effect, given the one that was done before it. */
export type FaultOf = (effect: Effect, before: Effect | null) => Fault | undefined

interface Underway {
  readonly numbered: NumberedEffect
  readonly asked: Moment
}

/** A trial under way. */
export interface Trial {
  readonly server: ModelServer
  /** Does the next piece of what is under way: a stanza reaches the server, or an answer the engine. */
  advance(choice: { early: boolean; fault: FaultOf }): void
  tell(input: Input): void
  /** The server does something by itself; whoever is shown presence by it must be allowed to be, once at rest. */
  happen(what: string, change: () => void): void
  /** The connection breaks; the server may or may not have got what was sent last. */
  lose(reached: boolean): void
  /** A new session, or the old one taken up again. */
  begin(resumed: boolean): void
  /** Runs until nothing is left to do. @throws where that never comes. */
  settle(): void
}

/** The law was broken. The message holds everything that happened. */
export class Broken extends Error {}

/** Starts a trial: signed in, roster loaded. */
export function trial(start: Start): Trial {
  const script: string[] = [startWords(start)]
  const server = modelServer({
    people: start.people,
    supportsLists: start.supportsLists,
    lists: start.lists,
    active: start.active,
    default: start.default,
    onPush: (name) => {
      if (start.pushes) tell({ type: 'list-pushed', name })
    },
  })
  let engine = createEngine(wishes(start), slots)
  let own = start.active
  let seen = 0
  let before: Effect | null = null
  let underway: Underway | null = null
  let answer: Result<EffectReply> | null = null
  let written: Underway[] = []

  const moment = (): Moment => ({
    policy: engine.policy,
    rules: server.lists.get(own ?? server.default ?? '') ?? [],
    people: new Map(server.people),
  })
  const phase = () => visibilityView(engine, []).phase
  const atRest = () => underway === null
  const broken = (what: string): never => {
    throw new Broken([what, ...script].join('\n  '))
  }

  function tell(input: Input): void {
    script.push(`tell: ${inputWords(input)}`)
    const taken = step(engine, input, 1)
    engine = taken.state
    if (engine.inFlight === null) underway = null
    for (const numbered of taken.effects) {
      script.push(`asks ${String(numbered.id)}: ${effectWords(numbered.effect)}`)
      underway = { numbered, asked: moment() }
      answer = null
    }
    if (atRest()) checkRest()
  }

  function run({ numbered, asked }: Underway, fault?: Fault): Result<EffectReply> {
    script.push(
      `runs ${String(numbered.id)}${fault ? ` with ${Object.values(fault).join(' ')}` : ''}`,
    )
    before = fault ? null : numbered.effect
    const result = server.answer(numbered.effect, fault)
    checkDeliveries([asked, moment()])
    return result
  }

  function flush(): void {
    const late = written
    written = []
    for (const each of late) run(each)
  }

  // What an effect asked for under one wish shows, that wish allows; or the present one, if it changed meanwhile.
  function checkDeliveries(moments: readonly Moment[]): void {
    for (; seen < server.deliveries.length; seen += 1) {
      const { to, presence } = server.deliveries[seen] ?? { to: '', presence: null }
      script.push(`  ${to} is sent ${presence ? 'available' : 'unavailable'}`)
      if (presence && !moments.some((each) => permitted(each, to))) {
        broken(`${to} was shown the user, against every wish and rule of the time`)
      }
    }
  }

  function checkRest(): void {
    if (engine.session === null || engine.roster === null || written.length > 0) return
    const now = moment()
    const shown = server.shown()
    if (engine.failure !== null) {
      // Whom the rules in force deny, or who missed the unavailable presence, can only be told after a retry.
      const exposed = shown.filter(
        (jid) => server.broadcast && server.reaches(jid) && !allows(now.policy, personAt(now, jid)),
      )
      if (exposed.length > 0) broken(`failed, and ${exposed.join()} still shown the user`)
      return
    }
    // A gateway may be left out: it cannot be let in without the people of its domain (s.10.1).
    const due = allDue(now).filter((jid) => jid.includes('@') || shown.includes(jid))
    if (phase() !== 'confirmed') broken(`at rest in phase ${phase()}`)
    if (shown.join() !== due.join()) {
      broken(`confirmed, and shown to [${shown.join()}] instead of [${due.join()}]`)
    }
    const stale = due.filter((jid) => !samePresence(server.view(jid), engine.presence))
    if (stale.length > 0) broken(`confirmed, and ${stale.join()} shown an old presence`)
    const { seenBy } = visibilityView(engine, contactsOf(now))
    if (seenBy !== due.length) broken(`says it is seen by ${String(seenBy)} of ${due.join()}`)
  }

  const self: Trial = {
    server,
    tell,
    advance({ early, fault }) {
      if (underway === null) {
        flush()
        if (engine.session !== null) checkRest()
        return
      }
      const { numbered } = underway
      // A presence stanza is done for the engine once it is written; a question or an order when it is answered.
      if (isPresence(numbered)) {
        written.push(underway)
        if (!early) flush()
        tell({ type: 'effect-done', id: numbered.id, result: ok({ kind: 'done' }) })
      } else if (answer === null) {
        flush()
        answer = run(underway, fault(numbered.effect, before))
      } else {
        tell({ type: 'effect-done', id: numbered.id, result: answer })
      }
    },
    happen(what, change) {
      // Presence is written as soon as it is asked for, and reaches the server before that does something by itself.
      if (underway && isPresence(underway.numbered))
        self.advance({ early: false, fault: () => undefined })
      flush()
      const settled = atRest() && phase() === 'confirmed'
      script.push(`then ${what}`)
      change()
      if (settled) checkDeliveries([moment()])
      else seen = server.deliveries.length
    },
    lose(reached) {
      const unanswered = underway !== null && answer === null ? [underway] : []
      const lost = [...written, ...unanswered]
      written = []
      if (reached) for (const each of lost) run(each)
      tell({ type: 'session-lost' })
      if (reached) return
      for (const { numbered } of lost) {
        const { effect } = numbered
        if (effect.kind === 'presence') tell({ type: 'presence-unsure', to: null, available: true })
        if (effect.kind === 'unavailable') {
          tell({ type: 'presence-unsure', to: null, available: false })
        }
        if (effect.kind === 'directed') {
          for (const to of effect.to) {
            tell({ type: 'presence-unsure', to, available: effect.presence !== null })
          }
        }
      }
    },
    begin(resumed) {
      if (!resumed) {
        server.beginSession()
        own = null
        before = null
        seen = 0
      }
      tell({ type: 'session-started', resumed, blocksProbes: start.blocksProbes })
      if (!resumed) tell({ type: 'roster-loaded', people: [...server.people.values()] })
    },
    settle() {
      for (let left = 400; left > 0; left -= 1) {
        self.advance({ early: false, fault: () => undefined })
        if (atRest() && written.length === 0) {
          if (engine.failure === null) return
          if (!start.supportsLists && !isTrivial(engine.policy)) return
          tell({ type: 'retry' })
        }
      }
      broken('never comes to rest')
    },
  }
  self.tell({ type: 'session-started', resumed: false, blocksProbes: start.blocksProbes })
  self.tell({ type: 'roster-loaded', people: start.people })
  return self
}

function isPresence({ effect }: NumberedEffect): boolean {
  return ['presence', 'unavailable', 'directed'].includes(effect.kind)
}

function startWords(start: Start): string {
  const lists = Object.entries(start.lists).map(([name, items]) => `${name}: ${itemsWords(items)}`)
  return [
    `start with ${policyWords(start.policy)}, ${presenceWords(start.presence)}`,
    ...start.people.map((who) => `roster: ${personWords(who)}`),
    ...(start.supportsLists ? lists : ['no lists']),
    `active ${String(start.active)}, default ${String(start.default)}, ${start.pushes ? '' : 'no '}pushes`,
  ].join('\n  ')
}
