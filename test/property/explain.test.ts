// What is said to be the reason is the reason: the rule that a sentence names is the one that decides, by the reference.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asSpecified, evaluate } from '../../shared/privacy/evaluate'
import type { PrivacyItem } from '../../shared/privacy/list'
import { renumber } from '../../shared/privacy/list'
import { explain } from '../../shared/privacy/explain'
import { eyeOf, mayReceive } from '../../shared/visibility/audience'
import { holds } from './laws'
import { kinds, lists, person } from './lists'

const cases = 5000
const called = { name: 'Bob' }
const asked = fc.record({
  // Numbers are what a rule is named by, so no two are the same.
  items: lists.map(renumber),
  kind: fc.constantFrom(...kinds),
  who: person,
})

/** The rule that a sentence names by its number; null where it names none. */
function namedIn(sentence: string, items: readonly PrivacyItem[]): PrivacyItem | null {
  const [, number] = /rule (\d+)/.exec(sentence) ?? []
  return items.find(({ order }) => String(order) === number) ?? null
}

function turned(item: PrivacyItem): PrivacyItem {
  return { ...item, action: item.action === 'allow' ? 'deny' : 'allow' }
}

describe('the sentence on a list', () => {
  it('names the rule that decides', () => {
    let decided = 0
    holds(cases, asked, ({ items, kind, who }) => {
      const { action, sentence } = explain(items, kind, who, called)
      const rule = namedIn(sentence, items)
      expect({ action, item: rule }).toEqual(evaluate(items, kind, who))
      const [outcome = ''] = sentence.split(': ')
      expect(outcome.includes(' not ')).toBe(action === 'deny')
      if (rule) decided += 1
    })
    expect(decided).toBeGreaterThan(0)
  })

  it('names the one rule that turns the answer over when it is turned over', () => {
    holds(cases, asked, ({ items, kind, who }) => {
      const { action, sentence } = explain(items, kind, who, called)
      const rule = namedIn(sentence, items)
      const others = items.filter((item) => item !== rule)
      const changed = items.map((item) => (item === rule ? turned(item) : item))
      const after = evaluate(rule ? changed : [], kind, who).action
      expect(after === action).toBe(rule === null)
      // The rules before it are not about this at all.
      const before = others.filter(({ order }) => order < (rule?.order ?? Infinity))
      expect(evaluate(before, kind, who).item).toBeNull()
    })
  })

  it('is the same rule that the eye of a contact names', () => {
    holds(cases, asked, ({ items, who }) => {
      fc.pre(mayReceive(who))
      const { state, reason } = eyeOf(
        { ...who, ...called, jid: who.jid },
        { kind: 'available', items, reading: asSpecified },
      )
      const { action, item } = evaluate(items, 'presence-out', who)
      expect({ state, rule: namedIn(reason, items) }).toEqual({
        state: action === 'allow' ? 'open' : 'closed',
        rule: item,
      })
    })
  })
})
