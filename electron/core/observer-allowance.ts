// Who was allowed to see the user at a moment: by the wish that was confirmed before, or by the one that is asked for.
import type { VisibilityView } from '../../shared/model'
import type { Guards, Person, Policy } from '../../shared/visibility/policy'
import { allows } from '../../shared/visibility/policy'

/** The wishes that may be in force. */
export interface Allowance {
  note(view: VisibilityView): void
  /** Whether some wish that may be in force lets them see the user, and the guards that are up in all of those wishes. */
  of(person: Person): { readonly allowed: boolean; readonly guards: Guards }
}

interface Held {
  readonly policy: Policy
  /** When it ceased to hold, ms since the epoch; null while it may hold. */
  readonly until: number | null
}

/** How long after the confirmation of a wish what was sent before it may still arrive, ms. */
const underway = 1000
const atMost = 100

/** Nothing is noted yet: nobody is allowed anything. */
export function createAllowance(now: () => number): Allowance {
  let held: readonly Held[] = []

  const fresh = (): readonly Held[] =>
    held.filter(({ until }) => until === null || now() - until <= underway)

  return {
    note: ({ requested, phase }) => {
      const others = fresh().filter(({ policy }) => policy !== requested)
      const past =
        phase === 'confirmed'
          ? others.map(({ policy, until }) => ({ policy, until: until ?? now() }))
          : others
      held = [...past.slice(1 - atMost), { policy: requested, until: null }]
    },
    of: (person) => {
      const policies = fresh().map(({ policy }) => policy)
      return {
        allowed: policies.some((policy) => allows(policy, person)),
        guards: {
          requests: policies.every(({ guards }) => guards.requests),
          typing: policies.every(({ guards }) => guards.typing),
          receipts: policies.every(({ guards }) => guards.receipts),
        },
      }
    },
  }
}
