// Which profile is what holds at the moment.
import type { OwnPresence } from '../model'
import { sameRules } from '../visibility/legacy-policy'
import type { Policy } from '../visibility/policy'
import { guardNames } from '../visibility/policy'
import { samePresence } from '../visibility/state'
import type { Profile } from './profile'

/** What holds for an account. */
interface Held {
  readonly policy: Policy
  readonly presence: OwnPresence
}

/**
 * The profile that holds: the one that was switched to, while what it says is what holds; else the first that says just
 * what holds. One with an auto-away of its own is switched to, or does not hold.
 * @param chosen the one that was switched to last
 */
export function profileThatHolds(
  profiles: readonly Profile[],
  chosen: string | null,
  held: Held,
): Profile | undefined {
  const holding = profiles.filter((profile) => holdsProfile(profile, held))
  const switched = holding.find(({ id }) => id === chosen)
  return switched ?? holding.find(({ autoAway }) => autoAway === null)
}

function holdsProfile({ policy, presence }: Profile, held: Held): boolean {
  const { guards } = policy
  const sameGuards = guardNames.every((kind) => guards[kind] === held.policy.guards[kind])
  const same = presence === null || samePresence(presence, held.presence)
  return same && sameGuards && sameRules(policy, held.policy)
}
