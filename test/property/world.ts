// Random people, rules, wishes and servers, all small, so that they meet often. What stands first is the simplest: a
// case that fails is made small towards it.
import type { Arbitrary } from 'fast-check'
import * as fc from 'fast-check'
import type { OwnPresence, SubscriptionAct } from '../../shared/model'
import type { Entity, Reading } from '../../shared/privacy/evaluate'
import type { PrivacyItem, PrivacyMatch, StanzaKind, Subscription } from '../../shared/privacy/list'
import type { Policy, Target } from '../../shared/visibility/policy'
import { matchOf, visibleToAll } from '../../shared/visibility/policy'
import type { Effect } from '../../shared/visibility/effects'
import type { Fault } from '../support/model-server'

const subscriptions: readonly Subscription[] = ['both', 'both', 'both', 'none', 'to', 'from']
// A group may be called like a domain.
const groups = ['Friends', 'Work', 'rohan.example'] as const
/** The domains of the people; one is below another. */
export const domains = ['shire.example', 'rohan.example', 'edoras.rohan.example'] as const
const kinds: readonly StanzaKind[] = ['message', 'iq', 'presence-in', 'presence-out']
const names = ['ann', 'bob', 'cay', 'dan', 'eve', 'fay', 'gil', 'hal'] as const

/** Every person's address that may come up. */
export const people: readonly string[] = names.map((name, index) => {
  return `${name}@${domains[index % domains.length] ?? ''}`
})

/** Somebody who is on no roster at first. */
export const stranger = 'sam@shire.example'

/** What a user may wish about a subscription. */
export const subscriptionActs: readonly SubscriptionAct[] = [
  'subscribe',
  'subscribed',
  'unsubscribe',
  'unsubscribed',
]

/** The address of a gateway: the domain of some of the people. */
export const gateway: string = domains[1]

/** Something that happens so many times out of so many. */
export function chance(times: number, outOf: number): Arbitrary<boolean> {
  return fc.constantFrom(...Array.from({ length: outOf }, (_, index) => index >= outOf - times))
}

/** Each of these or not, each as likely; for a few of them, and quickly. */
export function some<T>(from: readonly T[]): Arbitrary<readonly T[]> {
  const all = from.reduce<T[][]>((sets, one) => [...sets, ...sets.map((s) => [...s, one])], [[]])
  return fc.constantFrom(...all)
}

/** Somebody with that address. */
export function person(jid: string): Arbitrary<Entity> {
  return fc
    .tuple(some(groups), fc.constantFrom(...subscriptions))
    .map(([their, subscription]) => ({ jid, groups: their, subscription }))
}

/** Somebody with one of these addresses. */
export function anybody(pool: readonly string[]): Arbitrary<Entity> {
  return fc
    .tuple(fc.constantFrom(...pool), person(''))
    .map(([jid, somebody]) => ({ ...somebody, jid }))
}

/** A roster of some of these. */
export function roster(pool: readonly string[]): Arbitrary<Entity[]> {
  return fc
    .tuple(...pool.map((jid) => fc.option(person(jid), { freq: 2 })))
    .map((drawn) => drawn.filter((who) => who !== null))
}

const targets: readonly Target[] = [
  ...people.map((value): Target => ({ type: 'jid', value })),
  ...[...groups, ...groups].map((value): Target => ({ type: 'group', value })),
  ...subscriptions.map((value): Target => ({ type: 'subscription', value })),
  ...domains.map((value): Target => ({ type: 'domain', value })),
]

/** A wish with up to three exceptions. */
export const policy: Arbitrary<Policy> = fc
  .tuple(
    fc.constantFrom('visible', 'invisible'),
    fc.array(fc.record({ target: fc.constantFrom(...targets), sees: fc.boolean() }), {
      maxLength: 3,
    }),
  )
  .map(([base, exceptions]) => ({ ...visibleToAll, base, exceptions }))

/** An availability; few of them, so that the same comes again. */
export const presence: Arbitrary<OwnPresence> = fc
  .tuple(fc.constantFrom(null, 'away' as const), fc.constantFrom('', 'tea'))
  .map(([show, status]) => ({ show, status, priority: 0 }))

const matches: readonly PrivacyMatch[] = [
  ...Array.from({ length: 7 }, (): PrivacyMatch => ({ type: 'all' })),
  ...targets.map(matchOf),
  ...[...domains, ...domains].map((value): PrivacyMatch => ({ type: 'jid', value })),
]
const about: readonly (readonly StanzaKind[])[] = [
  ...[[], [], []],
  ...kinds.map((kind): StanzaKind[] => [kind, 'presence-out']),
]
const rule: Arbitrary<Omit<PrivacyItem, 'order'>> = fc
  .tuple(
    fc.constantFrom('allow' as const, 'deny' as const),
    fc.constantFrom(...matches),
    fc.constantFrom(...about),
  )
  .map(([action, match, limited]) => ({ action, match, kinds: limited }))

/** The user's own rules: up to three items, of every type and about every kind of stanza. */
export const rules: Arbitrary<PrivacyItem[]> = fc
  .array(rule, { minLength: 1, maxLength: 3 })
  .map((items) => items.map((item, index) => ({ ...item, order: index * 3 })))

/** How a server may read lists. */
export const reading: Arbitrary<Reading> = fc.record({
  exactDomains: fc.boolean(),
  valuesAreAddresses: fc.boolean(),
})

/** What is to go wrong with an effect, whichever it will be. */
export interface Trouble {
  readonly code: 'timeout' | 'internal-server-error' | 'forbidden'
  readonly applied: boolean
  readonly ignored: boolean
  readonly misreported: boolean
}

/** Trouble of every kind. */
export const trouble: Arbitrary<Trouble> = fc.record({
  code: fc.constantFrom('timeout', 'internal-server-error', 'forbidden'),
  applied: fc.boolean(),
  ignored: chance(3, 10),
  misreported: fc.boolean(),
})

/**
 * What goes wrong with one effect; undefined where nothing of the kind can.
 * @param before the effect that was done before: what is read back wrongly is what was just done
 */
export function faultOf(
  { code, applied, ignored, misreported }: Trouble,
  effect: Effect,
  before: Effect | null,
): Fault | undefined {
  const asked = { kind: 'error', code, applied: false } as const
  switch (effect.kind) {
    case 'get-names':
      if (before?.kind === 'set-active' && misreported) return { kind: 'misreported' }
      // A server that forbids to look at its lists does so for good.
      return code === 'forbidden' ? undefined : asked
    case 'get-list':
      return before?.kind === 'set-list' && before.name === effect.name && misreported
        ? { kind: 'misreported' }
        : asked
    case 'set-list':
    case 'set-active':
    case 'set-default':
      return ignored ? { kind: 'ignored' } : { ...asked, applied }
    case 'cloak':
    case 'sync':
      // Who says that it is forbidden has not done it.
      return code === 'forbidden' ? undefined : { ...asked, applied }
    default:
      return undefined
  }
}
