// One random life: a server and its people, wishes one after another, and what else may happen meanwhile.
import type { StrategyChoice } from '../../shared/visibility/strategies/names'
import type { LegacyConduct, ModelQuirk } from '../support/model-quirks'
import type { Random } from '../support/random'
import { personWords } from '../support/visibility-words'
import type { Start } from './start'
import { slots } from './start'
import type { Trial } from './trial'
import { trial } from './trial'
import { fault, gateway, people, person, policy, presence, roster, rules } from './world'

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
const quirks: readonly ModelQuirk[] = [
  'shares-default',
  'announces-end',
  'forgets-directed',
  'forgets-blocks',
  'loses-refused-list',
]

/** Lives it. @throws Broken where a law is broken. */
export function live(random: Random, habitat: Habitat, troubles: Troubles): void {
  const life = trial(startOf(random, habitat, troubles))
  for (let events = 2 + random.below(8); events > 0; events -= 1) {
    while (random.chance(0.85)) {
      life.advance({
        early: random.chance(0.3),
        fault: (effect, before) =>
          troubles.faults && random.chance(0.1) ? fault(random, effect, before) : undefined,
      })
    }
    event(random, life, habitat, troubles)
  }
  life.settle()
  life.leave()
}

/** How a life begins there. */
export function startOf(random: Random, habitat: Habitat, troubles: Troubles): Start {
  const supportsLists = random.chance(habitat.lists === 'mostly' ? 0.9 : 0.5)
  const own = { mine: rules(random), house: rules(random) }
  // A list of another client may bear a name that is recommended for ours (XEP-0126).
  const namesake = random.chance(0.2) ? { invisible: rules(random) } : {}
  const lists = supportsLists ? { ...own, ...namesake } : {}
  const active = supportsLists && random.chance(0.2) ? 'mine' : null
  return {
    people: roster(random, pool(troubles)),
    policy: policy(random),
    presence: presence(random),
    choice: random.pick(habitat.choices === 'any' ? anyChoice : habitat.choices),
    scope: random.pick(['session', 'session', 'account']),
    supportsLists,
    supportsCommand: habitat.command ?? random.chance(0.5),
    legacy: random.pick(habitat.legacy ? honest : ([...honest, 'refused', 'forwarded'] as const)),
    // What a list of the user's own does to the block list is not ours to mend.
    quirks: random.some(quirks).filter((quirk) => active === null || quirk !== 'forgets-blocks'),
    otherDevice: random.chance(0.2),
    blocksProbes: random.chance(0.5),
    pushes: troubles.others || random.chance(0.7),
    lists,
    active,
    default: supportsLists && random.chance(0.3) ? 'house' : null,
  }
}

function pool(troubles: Troubles): readonly string[] {
  return troubles.gateway ? [...people, gateway] : people
}

function event(random: Random, life: Trial, habitat: Habitat, troubles: Troubles): void {
  const { server } = life
  const jid = random.pick(pool(troubles))
  switch (random.below(troubles.others ? 18 : 14)) {
    case 0:
    case 1:
    case 2:
      life.tell({ type: 'policy-changed', policy: policy(random) })
      return
    case 3:
      life.tell({ type: 'presence-chosen', presence: presence(random) })
      return
    case 4: {
      const changed = person(random, jid)
      life.happen(`the roster has ${personWords(changed)}`, () => server.putPerson(changed))
      life.tell({ type: 'roster-changed', person: changed })
      return
    }
    case 5:
      life.happen(`the roster loses ${jid}`, () => server.removePerson(jid))
      life.tell({ type: 'roster-removed', jid })
      return
    case 6:
      if (troubles.losses) interrupt(random, life)
      return
    case 7:
    case 8:
      if (habitat.choices === 'any') {
        life.tell({ type: 'strategy-chosen', choice: random.pick(anyChoice) })
      }
      return
    case 9:
      life.tell({ type: 'scope-chosen', scope: random.pick(['session', 'account']) })
      return
    case 10:
      life.happen(`${jid} goes offline`, () => server.goOffline(jid))
      return
    case 11:
    case 12:
      life.appear(jid)
      return
    case 13:
      block(random, life, jid)
      return
    default:
      if (server.lists.size > 0) meddle(random, life)
  }
}

function block(random: Random, life: Trial, jid: string): void {
  const { server } = life
  if (server.blocked.has(jid)) life.happen(`${jid} is unblocked`, () => server.unblock(jid))
  else if (random.chance(0.5)) life.happen(`${jid} is blocked`, () => server.block(jid))
  const services = random.chance(0.5) ? ['conference.shire.example'] : []
  life.tell({ type: 'surroundings-known', services, blocked: [...server.blocked] })
}

function interrupt(random: Random, life: Trial): void {
  life.lose(random.chance(0.5))
  if (random.chance(0.3)) life.tell({ type: 'policy-changed', policy: policy(random) })
  life.begin(random.chance(0.6))
}

// Another client of the user's writes or removes a list; nothing of this session is on its way just then.
function meddle(random: Random, life: Trial): void {
  const name = random.pick(['mine', 'house', 'invisible', ...slots])
  const gone = name !== 'mine' && name !== 'house' && random.chance(0.5)
  life.meddle(name, gone ? null : rules(random))
}
