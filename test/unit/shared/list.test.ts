// Privacy lists as data: choices, the order of items, and when two lists say the same.
import { describe, expect, it } from 'vitest'
import type { PrivacyItem } from '../../../shared/privacy/list'
import {
  declined,
  named,
  renumber,
  sameChoice,
  sameItems,
  sorted,
  unknownChoice,
} from '../../../shared/privacy/list'

const item = (order: number, value: string): PrivacyItem => ({
  action: 'deny',
  order,
  match: { type: 'jid', value },
  kinds: ['presence-out'],
})

describe('the choice of a list', () => {
  it('is the same for the same name, and for declined twice', () => {
    expect(sameChoice(named('a'), named('a'))).toBe(true)
    expect(sameChoice(declined, { kind: 'declined' })).toBe(true)
  })

  it('differs between names, and between a name and none', () => {
    expect(sameChoice(named('a'), named('b'))).toBe(false)
    expect(sameChoice(named('a'), declined)).toBe(false)
  })

  it('is never the same while unknown, not even as itself', () => {
    expect(sameChoice(unknownChoice, unknownChoice)).toBe(false)
  })
})

describe('the order of items', () => {
  it('is ascending by the number, however they are written', () => {
    expect(sorted([item(9, 'b'), item(3, 'a')]).map(({ order }) => order)).toEqual([3, 9])
  })

  it('is renumbered from 1 without a gap', () => {
    expect(renumber([item(9, 'b'), item(3, 'a')])).toEqual([item(1, 'a'), item(2, 'b')])
  })

  it('leaves the given list as it was', () => {
    const given = Object.freeze([item(9, 'b'), item(3, 'a')])
    renumber(given)
    expect(given.map(({ order }) => order)).toEqual([9, 3])
  })
})

describe('two lists of items', () => {
  it('say the same whatever their numbers are', () => {
    expect(sameItems([item(1, 'a'), item(2, 'b')], [item(70, 'b'), item(7, 'a')])).toBe(true)
  })

  it('say the same whatever order the kinds of stanza stand in', () => {
    const one = { ...item(1, 'a'), kinds: ['iq', 'message'] as const }
    const other = { ...item(1, 'a'), kinds: ['message', 'iq'] as const }
    expect(sameItems([one], [other])).toBe(true)
  })

  it.each<[string, PrivacyItem]>([
    ['action', { ...item(1, 'a'), action: 'allow' }],
    ['value', item(1, 'b')],
    ['type', { ...item(1, 'a'), match: { type: 'group', value: 'a' } }],
    ['kinds of stanza', { ...item(1, 'a'), kinds: [] }],
  ])('differ by the %s of an item', (_, other) => {
    expect(sameItems([item(1, 'a')], [other])).toBe(false)
  })

  it('differ by the order of their rules', () => {
    expect(sameItems([item(1, 'a'), item(2, 'b')], [item(1, 'b'), item(2, 'a')])).toBe(false)
  })

  it('differ by one more rule', () => {
    expect(sameItems([item(1, 'a')], [item(1, 'a'), item(2, 'b')])).toBe(false)
  })
})
