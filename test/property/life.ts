// Random lives: a server and its people, wishes one after another, and what else may happen meanwhile.
import type { Arbitrary } from 'fast-check'
import * as fc from 'fast-check'
import type { BareJid } from '../../shared/jid'
import { domainOf } from '../../shared/jid'
import { jidFits } from '../../shared/privacy/evaluate'
import { mayReceive } from '../../shared/visibility/audience'
import type { Input } from '../../shared/visibility/effects'
import { personWords } from '../support/visibility-words'
import type { Habitat, Troubles } from './habitat'
import { anyChoice, pool, starts } from './habitat'
import type { Start } from './start'
import { slots } from './start'
import { trial } from './trial'
import type { FaultOf, Trial } from './trial-acts'
import {
  anybody,
  chance,
  domains,
  faultOf,
  policy,
  presence,
  rules,
  stranger,
  subscriptionActs,
  trouble,
} from './world'

/** One thing that happens in a life. */
export type Act = (life: Trial) => void

/** A life: how it begins, and all that happens. */
export interface Life {
  readonly start: Start
  readonly acts: readonly Act[]
}

/** Lives it. @throws Broken where a law is broken. */
export function live({ start, acts }: Life): void {
  const life = trial(start)
  for (const act of acts) act(life)
  life.settle()
  life.leave()
}

/** The lives that may be lived there. */
export function lives(habitat: Habitat, troubles: Troubles): Arbitrary<Life> {
  const act = fc.oneof(
    { weight: 17, arbitrary: advance(troubles) },
    { weight: 3, arbitrary: event(habitat, troubles) },
  )
  return fc.record({
    start: starts(habitat, troubles),
    acts: fc.noBias(fc.array(act, { minLength: 4, maxLength: 70, size: 'max' })),
  })
}

/** A piece of what is under way is done: by itself or, early, before presence that was written reaches the server. */
function advance({ faults }: Troubles): Arbitrary<Act> {
  const wrong: Arbitrary<FaultOf> = trouble.map(
    (what) =>
      (...at) =>
        faultOf(what, ...at),
  )
  const smooth: FaultOf = () => undefined
  const fault = faults ? fc.option(wrong, { freq: 10, nil: smooth }) : fc.constant(smooth)
  return fc.tuple(chance(3, 10), fault).map(([early, goesWrong]) => {
    return (life) => life.advance({ early, fault: goesWrong })
  })
}

/** The user wishes something. */
export const wishes = {
  policy: policy.map((wish): Input => ({ type: 'policy-changed', policy: wish })),
  presence: presence.map((wish): Input => ({ type: 'presence-chosen', presence: wish })),
  /** As a profile does. */
  both: fc
    .tuple(policy, presence)
    .map(([to, as]): Input => ({ type: 'policy-changed', policy: to, presence: as })),
  scope: fc
    .constantFrom('session' as const, 'account' as const)
    .map((scope): Input => ({ type: 'scope-chosen', scope })),
  choice: fc
    .constantFrom(...anyChoice)
    .map((choice): Input => ({ type: 'strategy-chosen', choice })),
}

function event(habitat: Habitat, troubles: Troubles): Arbitrary<Act> {
  const jid = fc.constantFrom(...pool(troubles))
  const told = (wish: Arbitrary<Input>) =>
    wish.map(
      (input): Act =>
        (life) =>
          life.tell(input),
    )
  const of = (weight: number, arbitrary: Arbitrary<Act>) => ({ weight, arbitrary })
  return fc.oneof(
    of(3, told(wishes.policy)),
    of(1, told(wishes.presence)),
    of(1, told(wishes.both)),
    of(1, told(wishes.scope)),
    of(habitat.choices === 'any' ? 2 : 0, told(wishes.choice)),
    of(1, enlist(pool(troubles))),
    of(1, jid.map(delist)),
    of(1, jid.map(goOffline)),
    of(2, jid.map(appear)),
    of(1, block(jid)),
    of(1, jid.map(blockByUser)),
    of(2, want(fc.oneof(jid, fc.constant(stranger)))),
    of(troubles.losses ? 1 : 0, interrupt),
    of(troubles.losses ? 1 : 0, fc.constant(comeAgain)),
    of(troubles.others ? 4 : 0, meddle),
    of(troubles.others ? 1 : 0, switchList),
  )
}

/**
 * A roster item comes or changes. Another device never lets somebody subscribe in the instant in which a way is open for
 * an act about them: the server would show them what is out. Only taking presence back before every act would close that,
 * and who asks to see somebody would be unavailable to everybody for it. Nor the first
 * one below a domain, where the server reads domains exactly: no rule of a list covers whom nobody knows (docs/threat-model.md).
 */
export function enlist(jids: readonly string[]): Arbitrary<Act> {
  return anybody(jids).map((who) => (life) => {
    if (life.mayHaveWay(who.jid) && mayReceive(who)) return
    if (isFirstBelow(life, who.jid)) return
    life.happen(`the roster has ${personWords(who)}`, () => life.server.putPerson(who))
    life.tell({ type: 'roster-changed', person: who })
  })
}

function isFirstBelow({ server, state }: Trial, jid: string): boolean {
  const at = domainOf(jid as BareJid)
  const isKnown = [...server.people.keys()].some((one) => domainOf(one as BareJid) === at)
  const isBelow = domains.some((domain) => at.endsWith(`.${domain}`))
  return state().server.reading.exactDomains === true && isBelow && !isKnown
}

function delist(jid: string): Act {
  return (life) => {
    life.happen(`the roster loses ${jid}`, () => life.server.removePerson(jid))
    life.tell({ type: 'roster-removed', jid })
  }
}

function goOffline(jid: string): Act {
  return (life) => life.happen(`${jid} goes offline`, () => life.server.goOffline(jid))
}

function appear(jid: string): Act {
  return (life) => life.appear(jid)
}

function blockByUser(jid: string): Act {
  return (life) => {
    if (!life.server.blocked.has(jid)) life.block(jid)
  }
}

/**
 * Another device blocks somebody, or unblocks them. Where the server tells them nothing, whoever was shown the session
 * then goes on being shown it, and nobody can tell them any more: that is not tried.
 */
function block(whom: Arbitrary<string>): Arbitrary<Act> {
  return fc.tuple(whom, fc.boolean(), fc.boolean()).map(([jid, blocks, meets]) => (life) => {
    const { server } = life
    const isQuiet = life.state().session?.quietBlocks === true
    if (server.blocked.has(jid)) life.happen(`${jid} is unblocked`, () => server.unblock(jid))
    else if (blocks)
      life.happen(`${jid} is blocked, where nobody is left behind`, () => {
        if (!isQuiet || !server.shown().some((shown) => jidFits(jid, shown))) server.block(jid)
      })
    const services = meets ? ['conference.shire.example'] : []
    life.tell({ type: 'surroundings-known', services, blocked: [...server.blocked] })
  })
}

// The user asks to see somebody, answers a request, or ends a subscription.
function want(whom: Arbitrary<string>): Arbitrary<Act> {
  return fc.tuple(fc.constantFrom(...subscriptionActs), whom).map(([act, to]) => (life) => {
    life.want(act, to)
  })
}

const interrupt: Arbitrary<Act> = fc
  .tuple(fc.boolean(), chance(6, 10), fc.option(wishes.policy, { freq: 3 }))
  .map(([reached, resumed, wish]) => (life) => {
    life.lose(reached)
    if (wish) life.tell(wish)
    life.begin(resumed)
  })

// The user signs out and in again.
function comeAgain(life: Trial): void {
  life.settle()
  life.leave()
  life.begin(false)
}

// Another client of the user's writes or removes a list; nothing of this session is on its way just then.
const meddle: Arbitrary<Act> = fc
  .tuple(fc.constantFrom('mine', 'house', 'invisible', ...slots), fc.boolean(), rules)
  .map(([name, gone, items]) => (life) => {
    if (life.server.lists.size === 0) return
    const removed = gone && name !== 'mine' && name !== 'house'
    life.meddle(name, removed ? null : items)
  })

// The server makes another list the active one, as some do when somebody is blocked.
const switchList: Arbitrary<Act> = fc
  .constantFrom(null, 'mine', 'house')
  .map((name) => (life) => life.switchList(name))
