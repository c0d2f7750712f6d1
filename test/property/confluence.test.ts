// Whatever the order of confirmations, whether wishes coalesce, sessions break or are begun anew: the same wishes end
// in the same state of the server, as contacts and the user's other devices see it.
import { describe, expect, it } from 'vitest'
import { evaluate } from '../../shared/privacy/evaluate'
import type { Input } from '../../shared/visibility/effects'
import type { ModelServer } from '../support/model-server'
import type { Random } from '../support/random'
import { seeded } from '../support/random'
import { presenceWords } from '../support/visibility-words'
import { anyChoice, startOf } from './life'
import { forEachSeed, seedWords } from './seeds'
import type { Start } from './start'
import type { Trial } from './trial'
import { trial } from './trial'
import { people, person, policy, presence } from './world'

const cases = 1500
const ways = 3
const calm = { faults: false, losses: false, others: false }

/** What happens to the user, apart from when. */
type Story = readonly ((life: Trial) => void)[]

function wish(random: Random): Input {
  switch (random.below(6)) {
    case 0:
      return { type: 'strategy-chosen', choice: random.pick(anyChoice) }
    case 1:
      return { type: 'scope-chosen', scope: random.pick(['session', 'account']) }
    case 2:
      return { type: 'presence-chosen', presence: presence(random) }
    default:
      return { type: 'policy-changed', policy: policy(random) }
  }
}

function story(random: Random): Story {
  return Array.from({ length: 2 + random.below(5) }, () => {
    if (random.chance(0.8)) {
      const input = wish(random)
      return (life: Trial) => life.tell(input)
    }
    const who = person(random, random.pick(people))
    return (life: Trial) => {
      life.happen(`the roster has ${who.jid}`, () => life.server.putPerson(who))
      life.tell({ type: 'roster-changed', person: who })
    }
  })
}

/** Lives the story in one way, and says how it ends. */
function end(start: Start, told: Story, random: Random): string {
  const life = trial(start)
  for (const chapter of told) {
    while (random.chance(0.7)) {
      life.advance({ early: random.chance(0.3), fault: () => undefined })
    }
    if (random.chance(0.15)) {
      life.lose(random.chance(0.5))
      if (random.chance(0.5)) life.begin(random.chance(0.6))
      else {
        chapter(life)
        life.begin(random.chance(0.6))
        continue
      }
    }
    chapter(life)
  }
  life.settle()
  // What the server cannot do ends in the same failure; who was shown before it is shown no more than that.
  return life.state().failure?.code ?? endWords(life.server)
}

function endWords(server: ModelServer): string {
  const own = server.lists.get(server.default ?? '') ?? []
  const contacts = [...server.people.values()].map((who) => {
    const other = evaluate(own, 'presence-out', who).action
    return `${who.jid}: ${presenceWords(server.view(who.jid))}, other devices ${other}`
  })
  return contacts.sort().join('\n')
}

describe(`the same wishes (${seedWords(cases)})`, () => {
  it('end in the same, whatever happens on the way', () => {
    forEachSeed(cases, (random, seed) => {
      // A list that was activated for one session is gone with it, so that there is none here.
      const start = {
        ...startOf(random, { choices: 'any', lists: 'perhaps' }, calm),
        active: null,
        otherDevice: false,
      }
      const told = story(random)
      const [first, ...others] = Array.from({ length: ways }, (_, way) => {
        return end(start, told, seeded(seed * ways + way))
      })
      for (const other of others) expect(other).toBe(first)
    })
  })
})
