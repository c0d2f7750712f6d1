// Whether a profile is what holds at the moment.
import type { OwnPresence } from '../model'
import { sameRules } from '../visibility/legacy-policy'
import type { Policy } from '../visibility/policy'
import { samePresence } from '../visibility/state'
import type { Profile } from './profile'

/** What holds for an account. */
interface Held {
  readonly policy: Policy
  readonly presence: OwnPresence
}

/** Whether what a profile says is what holds. */
export function holdsProfile({ policy, presence }: Profile, held: Held): boolean {
  const { guards } = policy
  const sameGuards = guardKinds.every((kind) => guards[kind] === held.policy.guards[kind])
  const same = presence === null || samePresence(presence, held.presence)
  return same && sameGuards && sameRules(policy, held.policy)
}

const guardKinds = ['requests', 'typing', 'receipts', 'remoteMedia'] as const
