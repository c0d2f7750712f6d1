// What a well-behaved server would hold after a policy was carried out with a privacy list (XEP-0126).
import type { Exposure } from '../../shared/model'
import type { Policy } from '../../shared/visibility/policy'

/** The exposure once everything was confirmed. */
export function exposureFor({ base, exceptions }: Policy): Exposure {
  const kinds = ['presence-out'] as const
  const items = exceptions.map(({ target, sees }, index) => ({
    action: sees ? ('allow' as const) : ('deny' as const),
    order: index + 1,
    match: target,
    kinds,
  }))
  if (base === 'visible') return { kind: 'available', items }
  const rest = { action: 'deny', order: items.length + 1, match: { type: 'all' }, kinds } as const
  return { kind: 'available', items: [...items, rest] }
}
