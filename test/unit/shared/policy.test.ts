// What the user wants others to see: a base, and exceptions of which the first that fits decides.
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import type { Person, Policy, Target } from '../../../shared/visibility/policy'
import {
  allows,
  decidingException,
  guarded,
  invisibleToAll,
  policySchema,
  sameTarget,
  visibleToAll,
  withBase,
  withException,
  withoutException,
} from '../../../shared/visibility/policy'

const ann: Person = { jid: 'ann@shire.example', groups: ['Kin', 'Work'], subscription: 'both' }
const theAnn: Target = { type: 'jid', value: ann.jid }
const theBob: Target = { type: 'jid', value: 'bob@shire.example' }
const work: Target = { type: 'group', value: 'Work' }
const kin: Target = { type: 'group', value: 'Kin' }

describe('the base', () => {
  it('decides where no exception fits', () => {
    expect(allows(visibleToAll, ann)).toBe(true)
    expect(allows(invisibleToAll, ann)).toBe(false)
    expect(allows(withException(invisibleToAll, theBob, true), ann)).toBe(false)
  })

  it('may change while the exceptions stay', () => {
    const policy = withBase(withException(visibleToAll, work, false), 'invisible')
    expect(policy.base).toBe('invisible')
    expect(policy.exceptions).toHaveLength(1)
  })
})

describe('an exception', () => {
  it.each<[string, Target]>([
    ['an address', theAnn],
    ['a group', work],
    ['a subscription', { type: 'subscription', value: 'both' }],
  ])('about %s fits', (_, target) => {
    expect(allows(withException(visibleToAll, target, false), ann)).toBe(false)
  })

  it('about a person stands before those about groups, whichever came first', () => {
    const first = withException(withException(visibleToAll, theAnn, true), work, false)
    const last = withException(withException(visibleToAll, work, false), theAnn, true)
    expect(allows(first, ann)).toBe(true)
    expect(allows(last, ann)).toBe(true)
  })

  it('about a group stands before the earlier ones about groups', () => {
    const policy = withException(withException(visibleToAll, work, false), kin, true)
    expect(decidingException(policy, ann)?.target).toEqual(kin)
  })

  it('replaces the one about the same target', () => {
    const policy = withException(withException(visibleToAll, work, false), work, true)
    expect(policy.exceptions).toEqual([{ target: work, sees: true }])
  })

  it('is dropped, and the base decides again', () => {
    const policy = withoutException(withException(visibleToAll, work, false), work)
    expect(policy).toEqual(visibleToAll)
  })

  it('about an address and a group of the same name are two', () => {
    expect(sameTarget({ type: 'jid', value: 'x' }, { type: 'group', value: 'x' })).toBe(false)
  })
})

describe('a change', () => {
  it('leaves the policy it began with as it was', () => {
    const policy: Policy = Object.freeze({ ...visibleToAll, exceptions: Object.freeze([]) })
    withException(policy, work, false)
    withBase(policy, 'invisible')
    expect(policy).toEqual(visibleToAll)
  })
})

describe('a policy from outside', () => {
  it.each([visibleToAll, invisibleToAll, withException(visibleToAll, theAnn, false)])(
    'is accepted: %j',
    (policy) => {
      expect(v.safeParse(policySchema, policy).success).toBe(true)
    },
  )

  it.each([true, false])('of version 1 loses the guard on what was never loaded', (remoteMedia) => {
    const own = withException(invisibleToAll, work, true)
    const guards = { requests: true, typing: false, receipts: true }
    const first = { ...own, version: 1, guards: { ...guards, remoteMedia } }
    expect(v.parse(policySchema, first)).toEqual({ ...own, version: 2, guards })
  })

  it.each([
    ['another version', { ...visibleToAll, version: 3 }],
    ['an older version without its guards', { ...visibleToAll, version: 1 }],
    ['a guard of an older version', { ...visibleToAll, guards: { ...guarded, remoteMedia: true } }],
    ['an unknown base', { ...visibleToAll, base: 'away' }],
    ['a field that is not known', { ...visibleToAll, guard: true }],
    ['no exceptions', { version: 2, base: 'visible' }],
    [
      'an empty target',
      { ...visibleToAll, exceptions: [{ target: { ...work, value: '' }, sees: true }] },
    ],
    [
      'an unknown subscription',
      {
        ...visibleToAll,
        exceptions: [{ target: { type: 'subscription', value: 'all' }, sees: true }],
      },
    ],
    [
      'an exception that does not say what is seen',
      { ...visibleToAll, exceptions: [{ target: work }] },
    ],
  ])('is refused: %s', (_, policy) => {
    expect(v.safeParse(policySchema, policy).success).toBe(false)
  })
})
