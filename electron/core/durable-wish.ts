// What is on the disk of an account's policy while Casper runs, so that an end at any moment never brings it back
// shown to anybody from whom the last confirmed wish hid it: hiding is stored before it is sent, showing once confirmed.
import type { AccountId, VisibilityView } from '../../shared/model'
import { leastOf, samePolicy } from '../../shared/visibility/least'
import type { Policy } from '../../shared/visibility/policy'
import type { SettingsFile } from './settings'

/** The policy of one account, as the disk has it. */
export interface DurableWish {
  /** Something of the account was stored: call before anything is sent for it. It is on the disk on return. */
  stored(): void
  /** The visibility engine moved. */
  moved(view: Pick<VisibilityView, 'phase' | 'requested'>): void
}

/**
 * Keeps it.
 * @param wish the policy that is stored of the account, as of now
 */
export function createDurableWish(
  settings: Pick<SettingsFile, 'update' | 'writeInstead'>,
  account: AccountId,
  wish: () => Policy,
): DurableWish {
  let safe = wish()
  let last: readonly unknown[] = []

  const write = (policy: Policy): void => {
    safe = policy
    settings.writeInstead(account, policy)
    settings.update((file) => file, 'now')
  }

  return {
    stored: () => write(leastOf(safe, wish())),
    moved: ({ phase, requested }) => {
      const seen = [phase, requested, wish()]
      if (seen.every((one, index) => one === last[index])) return
      last = seen
      const both = leastOf(wish(), requested)
      const next = phase === 'confirmed' ? both : leastOf(safe, both)
      if (!samePolicy(next, safe)) write(next)
    },
  }
}
