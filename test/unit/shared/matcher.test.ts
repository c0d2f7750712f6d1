// The indexed reading of a list: which rule wins, and that its cost does not grow with the people it is asked about.
import { describe, expect, it } from 'vitest'
import { overlay } from '../../../shared/privacy/compose'
import type { Entity } from '../../../shared/privacy/evaluate'
import type { PrivacyItem, PrivacyMatch, StanzaKind } from '../../../shared/privacy/list'
import { createMatcher } from '../../../shared/privacy/matcher'
import { invisibleToAll, withException } from '../../../shared/visibility/policy'

const ann: Entity = { jid: 'ann@west.shire.example', groups: ['Kin', 'Work'], subscription: 'both' }
const all: PrivacyMatch = { type: 'all' }
const work: PrivacyMatch = { type: 'group', value: 'Work' }

function rule(order: number, match: PrivacyMatch, kinds: readonly StanzaKind[] = []): PrivacyItem {
  return { action: 'deny', order, match, kinds }
}

function jid(value: string): PrivacyMatch {
  return { type: 'jid', value }
}

function people(count: number): Entity[] {
  return Array.from({ length: count }, (_, i) => ({ ...ann, jid: `p${i}@shire.example` }))
}

/** Items that count how often somebody looks whom they are about. */
function counted(items: readonly PrivacyItem[]): { items: PrivacyItem[]; looks: () => number } {
  let looks = 0
  const watched = items.map(({ match, ...rest }) => ({
    ...rest,
    get match() {
      looks += 1
      return match
    },
  }))
  return { items: watched, looks: () => looks }
}

describe('the rule that wins', () => {
  it.each<[string, PrivacyMatch]>([
    ['an address', jid(ann.jid)],
    ['a domain', jid('west.shire.example')],
    ['a domain above', jid('example')],
    ['a group', work],
    ['a subscription', { type: 'subscription', value: 'both' }],
    ['a fall-through', all],
  ])('is the first by order, be it of %s', (_, match) => {
    const items = [rule(5, all), rule(4, jid(ann.jid)), rule(3, work), rule(1, match)]
    expect(createMatcher(items).ruling('message', ann).item).toBe(items[3])
  })

  it('is the first as written where two bear the same order', () => {
    const items = [rule(1, work), rule(1, jid(ann.jid)), rule(1, work)]
    expect(createMatcher(items).ruling('message', ann).item).toBe(items[0])
  })

  it('is about that kind of stanza', () => {
    const items = [rule(1, all, ['iq', 'presence-in']), rule(2, all, ['message'])]
    const matcher = createMatcher(items)
    expect(matcher.ruling('message', ann).item).toBe(items[1])
    expect(matcher.ruling('iq', ann).item).toBe(items[0])
    expect(matcher.ruling('presence-out', ann)).toEqual({ action: 'allow', item: null })
  })

  it('is for one device where the rule names one', () => {
    const matcher = createMatcher([rule(1, jid(`${ann.jid}/garden`))])
    expect(matcher.ruling('iq', { ...ann, jid: `${ann.jid}/garden` }).action).toBe('deny')
    expect(matcher.ruling('iq', { ...ann, jid: `${ann.jid}/kitchen` }).action).toBe('allow')
    expect(matcher.ruling('iq', ann).action).toBe('allow')
  })

  it('is not one for another domain with the same ending', () => {
    const matcher = createMatcher([rule(1, jid('hire.example'))])
    expect(matcher.ruling('message', ann).action).toBe('allow')
  })
})

describe('a list that is read for many people', () => {
  it('is looked through once', () => {
    const { items, looks } = counted([rule(1, work), rule(2, jid('p1@shire.example'))])
    const matcher = createMatcher(items)
    matcher.ruling('message', ann)
    const once = looks()
    for (const person of people(1000)) matcher.ruling('message', person)
    expect(looks()).toBe(once)
  })

  it('is looked through as often by the overlay for a thousand as for ten', () => {
    const wish = withException(invisibleToAll, { type: 'group', value: 'Kin' }, true)
    const own = [rule(1, jid('p1@shire.example')), rule(2, work, ['message'])]
    const [few, many] = [counted(own), counted(own)]
    overlay(wish, few.items, people(10))
    overlay(wish, many.items, people(1000))
    expect(many.looks()).toBe(few.looks())
  })
})
