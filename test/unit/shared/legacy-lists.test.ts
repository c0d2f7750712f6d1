// A legacy client's privacy list as a policy: whom it denies is hidden from; what it allows shows nobody.
import { expect, test } from 'vitest'
import type { PrivacyItem } from '../../../shared/privacy/list'
import { screened } from '../../../shared/visibility/legacy-lists'
import type { Person, Policy } from '../../../shared/visibility/policy'
import {
  allows,
  invisibleToAll,
  visibleToAll,
  withException,
} from '../../../shared/visibility/policy'

const self = 'me@shire.example'
const person = (jid: string, ...groups: string[]): Person => ({ jid, groups, subscription: 'both' })
const ann = person('ann@shire.example', 'Friends')
const bob = person('bob@shire.example', 'Work')
const cat = person('cat@mordor.example', 'Work', 'Friends')
const people = [ann, bob, cat]

const rule = (
  action: 'allow' | 'deny',
  order: number,
  match: PrivacyItem['match'],
  ...kinds: PrivacyItem['kinds']
): PrivacyItem => ({ action, order, match, kinds })
const all = { type: 'all' } as const
const jid = (value: string) => ({ type: 'jid', value }) as const
const group = (value: string) => ({ type: 'group', value }) as const

const seenBy = (policy: Policy, ...items: PrivacyItem[]): string[] => {
  const laid = screened(policy, items, self, people)
  return people.filter((one) => allows(laid, one)).map((one) => one.jid)
}

test('Tkabber: the own address is allowed first, one contact is denied, the others are allowed', () => {
  const items = [
    rule('allow', 1, jid(self)),
    rule('deny', 2, jid(bob.jid), 'iq', 'presence-out'),
    rule('allow', 3, all),
  ]
  expect(seenBy(visibleToAll, ...items)).toEqual([ann.jid, cat.jid])
  expect(screened(visibleToAll, items, self, []).exceptions).toHaveLength(1)
})

test('who is denied at one resource is hidden from, with or without others allowed before', () => {
  const denied = rule('deny', 2, jid(`${bob.jid}/phone`))
  expect(seenBy(visibleToAll, denied)).toEqual([ann.jid, cat.jid])
  const masked = [rule('allow', 1, group('Friends')), denied]
  expect(seenBy(visibleToAll, ...masked)).toEqual([ann.jid, cat.jid])
})

test('what a list denies of other stanzas hides from nobody', () => {
  const items = [rule('deny', 1, jid(bob.jid), 'message', 'iq', 'presence-in')]
  expect(seenBy(visibleToAll, ...items)).toHaveLength(3)
})

test('the first rule that fits decides, as in a list (RFC 3921 s.10.1)', () => {
  const items = [rule('deny', 2, group('Work')), rule('allow', 1, jid(cat.jid))]
  expect(seenBy(visibleToAll, ...items)).toEqual([ann.jid, cat.jid])
})

test('a domain, and everybody', () => {
  expect(seenBy(visibleToAll, rule('deny', 1, jid('mordor.example')))).toEqual([ann.jid, bob.jid])
  expect(seenBy(visibleToAll, rule('deny', 1, all, 'presence-out'))).toEqual([])
  const butAnn = [rule('allow', 1, jid(ann.jid)), rule('deny', 2, all)]
  expect(seenBy(visibleToAll, ...butAnn)).toEqual([ann.jid])
})

test('what a list allows shows the user to nobody from whom they are hidden', () => {
  const hidden = withException(visibleToAll, { type: 'jid', value: ann.jid }, false)
  expect(seenBy(hidden, rule('allow', 1, jid(ann.jid)), rule('deny', 2, group('Work')))).toEqual([])
  expect(seenBy(invisibleToAll, rule('allow', 1, all))).toEqual([])
})

test('what a list denies outweighs what is let see', () => {
  const shown = withException(invisibleToAll, { type: 'jid', value: ann.jid }, true)
  expect(seenBy(shown)).toEqual([ann.jid])
  expect(seenBy(shown, rule('deny', 1, jid(ann.jid)))).toEqual([])
})
