// Where random lives take place: what a server can do and does otherwise, who is on the roster, which lists there are.
import type { Arbitrary } from 'fast-check'
import * as fc from 'fast-check'
import { readingOf } from '../../electron/demo/state/quirks'
import type { StrategyChoice } from '../../shared/visibility/strategies/names'
import type { LegacyConduct, ModelQuirk } from '../support/model-quirks'
import type { Start } from './start'
import { chance, gateway, people, policy, presence, roster, rules } from './world'

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

/** Every choice there is. */
export const anyChoice: readonly StrategyChoice[] = [
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
  'quiet-blocks',
  'loses-refused-list',
  'swallows-subscriptions',
  'exact-domains',
  'values-are-addresses',
]

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
    const { supportsLists, quirks: all } = start
    const active = supportsLists && activated ? 'mine' : null
    const held = { mine, house, ...(namesake ? { invisible: namesake } : {}) }
    const quirks = all.filter((quirk) => isMet(quirk, { all, active, supportsLists }))
    const isQuiet = quirks.includes('quiet-blocks')
    const swallows = quirks.includes('swallows-subscriptions')
    return {
      ...start,
      // What a server does is known; of a server that nobody knows it is feared.
      habits: {
        ...habits,
        swallowsSubscriptions: swallows || habits.swallowsSubscriptions,
        silentLists: !start.pushes,
        ...(isQuiet ? { quietBlocks: true, forgetsBlocks: true } : {}),
        reading: readingOf(quirks),
      },
      quirks,
      lists: supportsLists ? held : {},
      active,
      default: supportsLists && standing ? 'house' : null,
    }
  })
}

interface Circumstances {
  readonly all: readonly ModelQuirk[]
  readonly active: string | null
  readonly supportsLists: boolean
}

function isMet(quirk: ModelQuirk, { all, active, supportsLists }: Circumstances): boolean {
  // What a list of the user's own does to the block list is not ours to mend.
  if (quirk === 'forgets-blocks') return active === null
  // The block list that tells nobody is one of the privacy lists (ejabberd).
  if (quirk === 'quiet-blocks') {
    return supportsLists && active === null && all.includes('forgets-blocks')
  }
  // The end is for all where one without a subscription is left to be told: where the others are forgotten (jabberd2).
  return quirk !== 'ends-widely' || all.includes('forgets-directed')
}

/** Everybody who may come up there. */
export function pool(troubles: Troubles): readonly string[] {
  return troubles.gateway ? [...people, gateway] : people
}
