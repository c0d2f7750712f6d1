// The indexed reading of a list gives what the reference gives, and nobody is left out of a recount.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Ruling } from '../../shared/privacy/evaluate'
import { evaluate } from '../../shared/privacy/evaluate'
import type { PrivacyItem } from '../../shared/privacy/list'
import { createMatcher } from '../../shared/privacy/matcher'
import { indexRoster, touchedBy } from '../../shared/visibility/recount'
import { holds } from './laws'
import { crowd, kinds, lists, rule } from './lists'
import { chance, reading } from './world'

const cases = 10000

/** A few rules are added, removed, turned over, moved or put in another order. */
const edits = fc.record({
  steps: fc.array(
    fc.record({
      from: fc.nat(12),
      taken: fc.boolean(),
      to: fc.nat(12),
      added: fc.option(rule),
      turned: fc.boolean(),
    }),
    { maxLength: 3 },
  ),
  renumbered: chance(3, 10),
})

type Edits = typeof edits extends fc.Arbitrary<infer Drawn> ? Drawn : never

function changed(items: readonly PrivacyItem[], { steps, renumbered }: Edits): PrivacyItem[] {
  const result = [...items]
  for (const { from, taken, to, added, turned: turns } of steps) {
    const [old] = result.splice(from, taken ? 1 : 0)
    const put = added ?? old
    if (put !== undefined) result.splice(to, 0, turns ? turned(put) : put)
  }
  return renumbered ? result.map((item, order) => ({ ...item, order })) : result
}

function turned(item: PrivacyItem): PrivacyItem {
  return { ...item, action: item.action === 'allow' ? 'deny' : 'allow' }
}

/** What a rule says, whatever number it bears and whatever other stanzas it is about. */
function told({ action, item }: Ruling): unknown {
  return { action, match: item?.match }
}

describe('a matcher', () => {
  it('rules as the reference does, by the same item', () => {
    let decided = 0
    holds(cases, fc.record({ items: lists, people: crowd, how: reading }), (drawn) => {
      const { items, people, how } = drawn
      const matcher = createMatcher(items, how)
      for (const who of people) {
        for (const kind of kinds) {
          const wanted = evaluate(items, kind, who, how)
          const given = matcher.ruling(kind, who)
          const same = given.action === wanted.action && given.item === wanted.item
          const words = () => `${kind} ${JSON.stringify({ who, items })}`
          if (!same) expect(given, words()).toEqual(wanted)
          if (!same) expect.fail(`another item, word for word the same: ${words()}`)
          if (wanted.item !== null) decided += 1
        }
      }
    })
    expect(decided).toBeGreaterThan(0)
  })
})

describe('a recount', () => {
  it('takes in everybody whose ruling a change of rules can change', () => {
    let spared = 0
    const drawn = fc.record({ before: lists, people: crowd, edited: edits })
    holds(cases, drawn, ({ before, people, edited }) => {
      const after = changed(before, edited)
      const roster = indexRoster(people)
      for (const kind of kinds) {
        const touched = touchedBy(kind, before, after, roster)
        const others = people.filter((who) => !touched.has(who))
        for (const who of others) {
          const said = told(evaluate(after, kind, who))
          const note = `${kind} ${JSON.stringify({ who, before, after })}`
          expect(said, note).toEqual(told(evaluate(before, kind, who)))
        }
        if (touched.size > 0) spared += others.length
      }
    })
    expect(spared).toBeGreaterThan(0)
  })
})
