// What two policies both allow (shared/visibility/least.ts): it shows the user to nobody whom either hides them from.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { leastOf } from '../../shared/visibility/least'
import type { Exception, Person, Policy } from '../../shared/visibility/policy'
import { allows, visibleToAll } from '../../shared/visibility/policy'

const jids = ['a@x', 'b@x', 'c@y', 'd@sub.y'] as const
const groups = ['one', 'two'] as const
const subscriptions = ['none', 'to', 'from', 'both'] as const

const target = fc.oneof(
  fc.record({ type: fc.constant('jid' as const), value: fc.constantFrom(...jids) }),
  fc.record({ type: fc.constant('domain' as const), value: fc.constantFrom('x', 'y') }),
  fc.record({ type: fc.constant('group' as const), value: fc.constantFrom(...groups) }),
  fc.record({
    type: fc.constant('subscription' as const),
    value: fc.constantFrom(...subscriptions),
  }),
)
const exception: fc.Arbitrary<Exception> = fc.record({ target, sees: fc.boolean() })
const policy: fc.Arbitrary<Policy> = fc
  .record({
    base: fc.constantFrom('visible' as const, 'invisible' as const),
    exceptions: fc.array(exception, { maxLength: 6 }),
  })
  .map((parts) => ({ ...visibleToAll, ...parts }))
const person: fc.Arbitrary<Person> = fc.record({
  jid: fc.constantFrom(...jids),
  groups: fc.subarray([...groups]),
  subscription: fc.constantFrom(...subscriptions),
})

test('whoever sees the user by the least of two policies does so by both', () => {
  fc.assert(
    fc.property(policy, policy, person, (a, b, who) => {
      if (allows(leastOf(a, b), who)) expect([allows(a, who), allows(b, who)]).toEqual([true, true])
    }),
    { numRuns: 2000 },
  )
})

test('with the same exceptions it hides no more than the two do together', () => {
  fc.assert(
    fc.property(policy, policy, person, (a, { base }, who) => {
      const b = { ...a, base }
      expect(allows(leastOf(a, b), who)).toBe(allows(a, who) && allows(b, who))
    }),
  )
})
