// Which rule decides, in words: every kind of stanza, both answers, every type of rule.
import { describe, expect, it } from 'vitest'
import type { Entity } from '../../../shared/privacy/evaluate'
import { evaluate } from '../../../shared/privacy/evaluate'
import { explain } from '../../../shared/privacy/explain'
import type { PrivacyItem, PrivacyMatch, StanzaKind } from '../../../shared/privacy/list'

const bob: Entity = { jid: 'bob@west.shire.example', groups: ['Work'], subscription: 'both' }
const called = { name: 'Bob' }

function rule(
  action: PrivacyItem['action'],
  match: PrivacyMatch,
  order = 3,
  kinds: readonly StanzaKind[] = [],
): PrivacyItem {
  return { action, order, match, kinds }
}

function sentence(items: readonly PrivacyItem[], kind: StanzaKind, who = bob): string {
  return explain(items, kind, who, called).sentence
}

describe('what happens to a stanza', () => {
  it.each([
    ['message', 'allow', 'Messages from Bob are let through: rule 3, for the group Work.'],
    ['message', 'deny', 'Messages from Bob are not let through: rule 3, for the group Work.'],
    ['iq', 'allow', 'Requests and replies from Bob are let through: rule 3, for the group Work.'],
    [
      'iq',
      'deny',
      'Requests and replies from Bob are not let through: rule 3, for the group Work.',
    ],
    ['presence-in', 'allow', 'Presence from Bob is let through: rule 3, for the group Work.'],
    ['presence-in', 'deny', 'Presence from Bob is not let through: rule 3, for the group Work.'],
    ['presence-out', 'allow', 'Your presence may go to Bob: rule 3, for the group Work.'],
    ['presence-out', 'deny', 'Your presence does not go to Bob: rule 3, for the group Work.'],
  ] as const)('%s, %s', (kind, action, words) => {
    expect(sentence([rule(action, { type: 'group', value: 'Work' })], kind)).toBe(words)
  })

  it.each([
    ['message', 'Messages from Bob are let through: no rule is about them.'],
    ['iq', 'Requests and replies from Bob are let through: no rule is about them.'],
    ['presence-in', 'Presence from Bob is let through: no rule is about it.'],
    ['presence-out', 'Your presence may go to Bob: no rule is about it.'],
  ] as const)('%s, where no rule fits', (kind, words) => {
    expect(sentence([rule('deny', { type: 'group', value: 'Kin' })], kind)).toBe(words)
  })

  it('where there are no rules at all', () => {
    expect(sentence([], 'message')).toBe('Messages from Bob are let through: there are no rules.')
  })
})

describe('whom the rule is for', () => {
  it.each<[string, PrivacyMatch, Entity]>([
    [
      'the address bob@shire.example/pda',
      jid('bob@shire.example/pda'),
      at('bob@shire.example/pda'),
    ],
    ['the address bob@west.shire.example', jid(bob.jid), bob],
    ['the address shire.example/gate', jid('shire.example/gate'), at('shire.example/gate')],
    ['everybody at shire.example, its subdomains included', jid('shire.example'), bob],
    ['the group Work', { type: 'group', value: 'Work' }, bob],
    [
      'people without a subscription either way, strangers included',
      { type: 'subscription', value: 'none' },
      { ...bob, subscription: 'none' },
    ],
    [
      'people to whose presence you are subscribed, but who are not to yours',
      { type: 'subscription', value: 'to' },
      { ...bob, subscription: 'to' },
    ],
    [
      'people who are subscribed to your presence, but you are not to theirs',
      { type: 'subscription', value: 'from' },
      { ...bob, subscription: 'from' },
    ],
    [
      'people who are subscribed to your presence and you to theirs',
      { type: 'subscription', value: 'both' },
      bob,
    ],
    ['everybody', { type: 'all' }, bob],
  ])('%s', (words, match, who) => {
    const said = sentence([rule('deny', match, 8)], 'message', who)
    expect(said).toBe(`Messages from Bob are not let through: rule 8, for ${words}.`)
  })
})

describe('an explanation', () => {
  it('holds the ruling it explains', () => {
    const items = [
      rule('deny', { type: 'all' }, 9),
      rule('allow', jid(bob.jid), 2, ['iq', 'presence-out']),
    ]
    for (const kind of ['message', 'iq', 'presence-in', 'presence-out'] as const) {
      expect(explain(items, kind, bob, called)).toMatchObject(evaluate(items, kind, bob))
    }
  })

  it('calls people by their address where they have no name', () => {
    const words = 'Messages from bob@west.shire.example are let through: there are no rules.'
    expect(explain([], 'message', bob).sentence).toBe(words)
    expect(explain([], 'message', bob, { name: '' }).sentence).toBe(words)
  })
})

function jid(value: string): PrivacyMatch {
  return { type: 'jid', value }
}

function at(address: string): Entity {
  return { ...bob, jid: address }
}
