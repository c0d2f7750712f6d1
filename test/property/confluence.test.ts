// Whatever the order of confirmations, whether wishes coalesce, sessions break or are begun anew: the same wishes end
// in the same state of the server, as contacts and the user's other devices see it.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluate } from '../../shared/privacy/evaluate'
import { presenceWords } from '../support/visibility-words'
import { isOutOfReach } from './checks'
import { holds } from './laws'
import { starts } from './habitat'
import type { Act } from './life'
import { enlist, wishes } from './life'
import type { Start } from './start'
import { trial } from './trial'
import type { Trial } from './trial-acts'
import { chance, people } from './world'

const cases = 2000
const ways = 3
const calm = { faults: false, losses: false, others: false }
const smooth = () => undefined

/** What happens on one way before a chapter of the story: pieces of what is under way are done, sessions break. */
interface Passage {
  /** The pieces, and which of them are done early. */
  readonly pieces: readonly boolean[]
  readonly break: {
    readonly reached: boolean
    readonly resumed: boolean
    /** Whether the chapter comes before there is a session again. */
    readonly during: boolean
  } | null
}

/** What happens to the user, and how each way comes there. */
interface Chapter {
  readonly deed: Act
  readonly passages: readonly Passage[]
}

const passage: fc.Arbitrary<Passage> = fc.record({
  pieces: fc.oneof(
    { weight: 1, arbitrary: fc.constant([]) },
    { weight: 2, arbitrary: fc.array(chance(3, 10), { maxLength: 7 }) },
  ),
  break: fc.option(
    fc.record({ reached: fc.boolean(), resumed: chance(6, 10), during: fc.boolean() }),
    { freq: 7 },
  ),
})

const wish = fc.oneof(
  { weight: 3, arbitrary: wishes.policy },
  { weight: 1, arbitrary: wishes.choice },
  { weight: 1, arbitrary: wishes.scope },
  { weight: 1, arbitrary: wishes.presence },
)

const chapter: fc.Arbitrary<Chapter> = fc.record({
  deed: fc.oneof(
    {
      weight: 4,
      arbitrary: wish.map(
        (input): Act =>
          (life) =>
            life.tell(input),
      ),
    },
    { weight: 1, arbitrary: enlist(people) },
  ),
  passages: fc.array(passage, { minLength: ways, maxLength: ways }),
})

// A list that was activated for one session is gone with it, so that there is none here.
const beginning = starts({ choices: 'any', lists: 'perhaps' }, calm).map((start): Start => ({
  ...start,
  active: null,
  otherDevice: false,
}))
const stories = fc.record({
  start: beginning,
  told: fc.array(chapter, { minLength: 1, maxLength: 6 }),
})

function live(life: Trial, { deed, passages }: Chapter, way: number): void {
  const { pieces = [], break: broken = null } = passages[way] ?? {}
  for (const early of pieces) life.advance({ early, fault: smooth })
  if (broken) life.lose(broken.reached)
  if (broken && !broken.during) life.begin(broken.resumed)
  deed(life)
  if (broken?.during) life.begin(broken.resumed)
}

/** How a story ended: in a failure, or in what each contact is shown; null where they cannot be told any more. */
interface Ending {
  readonly failure: string | null
  readonly views: ReadonlyMap<string, string | null>
  readonly report: string
}

/** Lives the story in one way. */
function end(start: Start, told: readonly Chapter[], way: number): Ending {
  const life = trial(start)
  for (const each of told) live(life, each, way)
  life.settle()
  return {
    failure: life.state().failure?.code ?? null,
    views: views(life),
    report: life.report(),
  }
}

function views(life: Trial): Map<string, string | null> {
  const { server } = life
  const own = server.lists.get(server.default ?? '') ?? []
  const contacts = [...server.people.values()].map((who): [string, string | null] => {
    if (isOutOfReach({ engine: life.state(), server }, who.jid)) return [who.jid, null]
    const other = evaluate(own, 'presence-out', who, life.state().server.reading).action
    return [who.jid, `${presenceWords(server.view(who.jid))}, other devices ${other}`]
  })
  return new Map(contacts)
}

// What the server cannot do ends in the same failure; who was shown before it is shown no more than that.
function difference(one: Ending, other: Ending): string | null {
  if (one.failure !== other.failure) {
    return `ends in ${String(one.failure)}, and in ${String(other.failure)}`
  }
  if (one.failure !== null) return null
  for (const [jid, view] of one.views) {
    const seen = other.views.get(jid) ?? null
    if (view !== null && seen !== null && view !== seen) return `${jid}: ${view}; and ${seen}`
  }
  return null
}

describe('the same wishes', () => {
  it('end in the same, whatever happens on the way', () => {
    holds(cases, stories, ({ start, told }) => {
      const first = end(start, told, 0)
      for (let way = 1; way < ways; way += 1) {
        const other = end(start, told, way)
        const differs = difference(first, other)
        if (differs !== null) {
          expect.fail(`${differs}\n${first.report}\nand on another way\n${other.report}`)
        }
      }
    })
  })
})
