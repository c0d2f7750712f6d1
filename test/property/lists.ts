// Random lists and people that take every turn of matching: all forms of addresses, some of them no addresses at all,
// groups that look like addresses, rules out of turn or with the same number.
import type { Arbitrary } from 'fast-check'
import * as fc from 'fast-check'
import type { Entity } from '../../shared/privacy/evaluate'
import type { PrivacyItem, PrivacyMatch, StanzaKind, Subscription } from '../../shared/privacy/list'
import { some } from './world'

/** Every kind of stanza. */
export const kinds: readonly StanzaKind[] = ['message', 'iq', 'presence-in', 'presence-out']

const subscriptions: readonly Subscription[] = ['both', 'none', 'to', 'from']
const groups = ['Friends', 'Work', 'work', '', 'ann@shire.example'] as const
const domains = [
  'example',
  'shire.example',
  'west.shire.example',
  'newshire.example',
  '[::1]',
] as const
const locals = ['', 'ann@', 'joann@', 'shire.example@'] as const
const resources = ['', '/garden', '/shire.example', '/ann@shire.example', '/a/b'] as const
/** Nobody has these, but a server may hand out a list that names them. */
const odd = ['', '.example', 'example.', '@', '/', 'ann@@shire.example', 'a@b@example'] as const

const wellFormed = locals.flatMap((local) =>
  domains.flatMap((domain) => resources.map((resource) => local + domain + resource)),
)
const address = fc.constantFrom(...wellFormed, ...odd)

const match: Arbitrary<PrivacyMatch> = fc.oneof(
  { weight: 1, arbitrary: fc.constant<PrivacyMatch>({ type: 'all' }) },
  { weight: 1, arbitrary: fc.constantFrom(...domains).map(byAddress) },
  { weight: 2, arbitrary: fc.constantFrom(...groups).map(byGroup) },
  { weight: 2, arbitrary: fc.constantFrom(...subscriptions).map(bySubscription) },
  { weight: 8, arbitrary: address.map(byAddress) },
)

/** A rule. */
export const rule: Arbitrary<PrivacyItem> = fc.record({
  action: fc.constantFrom('allow', 'deny'),
  order: fc.nat(11),
  match,
  kinds: fc.oneof(fc.constant([]), some(kinds)),
})

/** Up to a dozen rules, their orders out of turn and some of them the same. */
export const lists: Arbitrary<PrivacyItem[]> = fc.array(rule, { maxLength: 12, size: 'max' })

/** Somebody. */
export const person: Arbitrary<Entity> = fc.record({
  jid: address,
  groups: some(groups),
  subscription: fc.constantFrom(...subscriptions),
})

/** Up to a dozen people. */
export const crowd: Arbitrary<Entity[]> = fc.array(person, {
  minLength: 1,
  maxLength: 12,
  size: 'max',
})

function byAddress(value: string): PrivacyMatch {
  return { type: 'jid', value }
}

function byGroup(value: string): PrivacyMatch {
  return { type: 'group', value }
}

function bySubscription(value: Subscription): PrivacyMatch {
  return { type: 'subscription', value }
}
