// Random lives: a server and its people, wishes one after another, and what else may happen meanwhile.
import type { Arbitrary } from 'fast-check'
import * as fc from 'fast-check'
import { mayReceive } from '../../shared/visibility/audience'
import type { Input } from '../../shared/visibility/effects'
import type { StrategyChoice } from '../../shared/visibility/strategies/names'
import { readingOf } from '../../electron/demo/state/quirks'
import type { LegacyConduct, ModelQuirk } from '../support/model-quirks'
import { personWords } from '../support/visibility-words'
import type { Start } from './start'
import { slots } from './start'
import type { FaultOf, Trial } from './trial'
import { trial } from './trial'
import {
  anybody,
  chance,
  faultOf,
  gateway,
  people,
  policy,
  presence,
  roster,
  rules,
  stranger,
  subscriptionActs,
  trouble,
} from './world'

/** Where a life takes place. */
export interface Habitat {
  /** The strategies that may be chosen, one at the start; `any` and a change of the choice is among what happens. */
  readonly choices: readonly StrategyChoice[] | 'any'
  readonly lists: 'mostly' | 'perhaps'
  /** Whether there is the invisible command, or honest invisible presence, for sure. */
  readonly command?: boolean
  readonly legacy?: boolean
}

/** What may happen in a life besides wishes. */
export interface Troubles {
  readonly faults: boolean
  readonly losses: boolean
  readonly others: boolean
  /** Whether the roster may hold a gateway with the domain of others. */
  readonly gateway?: boolean
}

/** One thing that happens in a life. */
export type Act = (life: Trial) => void

/** A life: how it begins, and all that happens. */
export interface Life {
  readonly start: Start
  readonly acts: readonly Act[]
}

/** Every choice there is. */
const anyChoice: readonly StrategyChoice[] = [
  'automatic',
  'privacy-lists',
  'invisible-command',
  'directed-presence',
  'legacy-presence',
]
const honest: readonly LegacyConduct[] = ['honoured-until-presence', 'honoured-until-visible']
const conducts: readonly LegacyConduct[] = ['refused', 'forwarded', ...honest]
const quirks: readonly ModelQuirk[] = [
  'shares-default',
  'announces-end',
  'forgets-directed',
  'remembers-denied',
  'ends-widely',
  'forgets-blocks',
  'loses-refused-list',
  'swallows-subscriptions',
  'exact-domains',
  'values-are-addresses',
]

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

/** How a life may begin there. */
export function starts(habitat: Habitat, troubles: Troubles): Arbitrary<Start> {
  const drawn = fc.record({
    people: roster(pool(troubles)),
    policy,
    presence,
    choice: fc.constantFrom(...(habitat.choices === 'any' ? anyChoice : habitat.choices)),
    scope: fc.constantFrom('session', 'session', 'account'),
    supportsLists: habitat.lists === 'mostly' ? chance(9, 10) : fc.boolean(),
    supportsCommand: habitat.command ? fc.constant(true) : fc.boolean(),
    legacy: fc.constantFrom(...(habitat.legacy ? honest : conducts)),
    quirks: fc.subarray([...quirks]),
    otherDevice: chance(2, 10),
    habits: fc.record({ blocksProbes: fc.boolean(), swallowsSubscriptions: fc.boolean() }),
    pushes: chance(7, 10),
    mine: rules,
    house: rules,
    // A list of another client may bear a name that is recommended for ours (XEP-0126).
    namesake: fc.option(rules, { freq: 5 }),
    activated: chance(2, 10),
    standing: chance(3, 10),
  })
  return drawn.map(({ mine, house, namesake, activated, standing, habits, ...start }) => {
    const { supportsLists } = start
    const active = supportsLists && activated ? 'mine' : null
    const held = { mine, house, ...(namesake ? { invisible: namesake } : {}) }
    const swallows = start.quirks.includes('swallows-subscriptions')
    return {
      ...start,
      // What a server does is known; of a server that nobody knows it is feared.
      habits: {
        ...habits,
        swallowsSubscriptions: swallows || habits.swallowsSubscriptions,
        silentLists: !start.pushes,
        reading: readingOf(start.quirks),
      },
      quirks: start.quirks.filter((quirk) => isMet(quirk, start.quirks, active)),
      lists: supportsLists ? held : {},
      active,
      default: supportsLists && standing ? 'house' : null,
    }
  })
}

function isMet(quirk: ModelQuirk, all: readonly ModelQuirk[], active: string | null): boolean {
  // What a list of the user's own does to the block list is not ours to mend.
  if (quirk === 'forgets-blocks') return active === null
  // The end is for all where one without a subscription is left to be told: where the others are forgotten (jabberd2).
  return quirk !== 'ends-widely' || all.includes('forgets-directed')
}

function pool(troubles: Troubles): readonly string[] {
  return troubles.gateway ? [...people, gateway] : people
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
 * and who asks to see somebody would be unavailable to everybody for it.
 */
export function enlist(jids: readonly string[]): Arbitrary<Act> {
  return anybody(jids).map((who) => (life) => {
    if (life.mayHaveWay(who.jid) && mayReceive(who)) return
    life.happen(`the roster has ${personWords(who)}`, () => life.server.putPerson(who))
    life.tell({ type: 'roster-changed', person: who })
  })
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

function block(whom: Arbitrary<string>): Arbitrary<Act> {
  return fc.tuple(whom, fc.boolean(), fc.boolean()).map(([jid, blocks, meets]) => (life) => {
    const { server } = life
    if (server.blocked.has(jid)) life.happen(`${jid} is unblocked`, () => server.unblock(jid))
    else if (blocks) life.happen(`${jid} is blocked`, () => server.block(jid))
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
