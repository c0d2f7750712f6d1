// How lists are called: XEP-0126 (implementation notes) recommends names for the simple cases. What a list means is never
// read from its name, and a list that bears the name but says something else is somebody's own: it is left alone.
import type { Policy } from '../policy'

/** The recommended name for a policy with at most one exception, about a person or a group; null for any other. */
export function recommendedName({ base, exceptions }: Policy): string | null {
  const [only, ...more] = exceptions
  if (more.length > 0) return null
  if (!only) return base
  const { target, sees } = only
  if (sees === (base === 'visible') || (target.type !== 'jid' && target.type !== 'group'))
    return null
  return `${sees ? 'visible' : 'invisible'}-to-${target.value}`
}
