// The safety law: no contact is ever shown more than the wish and the user's own rules allow; when nothing is left
// to do, exactly those who may see the user do. SEED=<number> runs one life again.
import { describe, expect, it } from 'vitest'
import type { Random } from '../support/random'
import { seeded } from '../support/random'
import { itemsWords, personWords } from '../support/visibility-words'
import type { Start, Trial } from './trial'
import { Broken, slots, trial } from './trial'
import { fault, gateway, people, person, policy, presence, roster, rules } from './world'

const lives = 3000

/** What may happen in a life besides wishes. */
interface Troubles {
  readonly faults: boolean
  readonly losses: boolean
  readonly others: boolean
  /** Whether the roster may hold a gateway with the domain of others. */
  readonly gateway?: boolean
}

function start(random: Random, troubles: Troubles): Start {
  const supportsLists = random.chance(0.9)
  const lists = supportsLists ? { mine: rules(random), house: rules(random) } : {}
  return {
    people: roster(random, pool(troubles)),
    policy: policy(random),
    presence: presence(random),
    supportsLists,
    blocksProbes: random.chance(0.5),
    pushes: troubles.others || random.chance(0.7),
    lists,
    active: supportsLists && random.chance(0.2) ? 'mine' : null,
    default: supportsLists && random.chance(0.3) ? 'house' : null,
  }
}

function pool(troubles: Troubles): readonly string[] {
  return troubles.gateway ? [...people, gateway] : people
}

function event(random: Random, life: Trial, troubles: Troubles): void {
  const { server } = life
  const jid = random.pick(pool(troubles))
  switch (random.below(troubles.others ? 10 : 7)) {
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
    default:
      if (server.lists.size > 0) meddle(random, life)
  }
}

function interrupt(random: Random, life: Trial): void {
  life.lose(random.chance(0.5))
  if (random.chance(0.3)) life.tell({ type: 'policy-changed', policy: policy(random) })
  life.begin(random.chance(0.6))
}

// Another client of the user's writes or removes a list; nothing of this session is on its way just then.
function meddle(random: Random, life: Trial): void {
  const name = random.pick(['mine', 'house', ...slots])
  const gone = slots.some((slot) => slot === name) && random.chance(0.5)
  const items = gone ? null : rules(random)
  life.settle()
  life.happen(`another client writes ${name}: ${items ? itemsWords(items) : 'gone'}`, () => {
    life.server.putList(name, items)
  })
}

function live(seed: number, troubles: Troubles): void {
  const random = seeded(seed)
  const life = trial(start(random, troubles))
  for (let events = 2 + random.below(8); events > 0; events -= 1) {
    while (random.chance(0.85)) {
      life.advance({
        early: random.chance(0.3),
        fault: (effect, before) =>
          troubles.faults && random.chance(0.1) ? fault(random, effect, before) : undefined,
      })
    }
    event(random, life, troubles)
  }
  life.settle()
}

function holds(troubles: Troubles): void {
  const only = process.env['SEED']
  const seeds = only === undefined ? Array.from({ length: lives }, (_, i) => i) : [Number(only)]
  for (const seed of seeds) {
    try {
      live(seed, troubles)
    } catch (thrown) {
      if (thrown instanceof Broken) expect.fail(`SEED=${String(seed)}: ${thrown.message}`)
      throw thrown
    }
  }
}

describe('nobody is ever shown more than is wished and ruled, and in the end all who may are', () => {
  it('holds where nothing goes wrong', () => {
    holds({ faults: false, losses: false, others: false })
  })

  it('holds where other clients change lists', () => {
    holds({ faults: false, losses: false, others: true })
  })

  it('holds where sessions break and are taken up again or not', () => {
    holds({ faults: false, losses: true, others: false })
  })

  it('holds where the server refuses, is silent, and says what is not so', () => {
    holds({ faults: true, losses: false, others: false })
  })

  it('holds where a gateway has the domain of others (RFC 3921 s.10.1: a domain matches its users)', () => {
    holds({ faults: false, losses: false, others: false, gateway: true })
  })

  it('holds where everything goes wrong', () => {
    holds({ faults: true, losses: true, others: true })
  })
})
