// What a well-behaved server would hold after a policy was carried out: with a privacy list (XEP-0126), or with
// directed presence.
import type { Contact, Exposure } from '../../shared/model'
import { asSpecified } from '../../shared/privacy/evaluate'
import type { PrivacyItem } from '../../shared/privacy/list'
import { mayReceive } from '../../shared/visibility/audience'
import { allows, matchOf } from '../../shared/visibility/policy'
import type { Policy } from '../../shared/visibility/policy'

/** The exposure once directed presence was sent to those who may see the user. */
export function directedExposure(policy: Policy, contacts: readonly Contact[]): Exposure {
  const seeing = contacts.filter((one) => mayReceive(one) && allows(policy, one))
  return { kind: 'directed', to: seeing.map(({ jid }) => jid) }
}

/** The exposure once a list was confirmed. */
export function exposureFor(policy: Policy): Exposure {
  return { kind: 'available', items: rulesFor(policy), reading: asSpecified }
}

/** The rules of that list. */
export function rulesFor({ base, exceptions }: Policy): readonly PrivacyItem[] {
  const kinds = ['presence-out'] as const
  const items = exceptions.map(({ target, sees }, index) => ({
    action: sees ? ('allow' as const) : ('deny' as const),
    order: index + 1,
    match: matchOf(target),
    kinds,
  }))
  if (base === 'visible') return items
  const rest = { action: 'deny', order: items.length + 1, match: { type: 'all' }, kinds } as const
  return [...items, rest]
}
