// What is on the disk of an account's policy while Casper runs, so that an end at any moment never brings it back
// shown to anybody from whom the last confirmed wish hid it: hiding is stored before it is sent, showing once confirmed.
// Beside what an absence hides the user by is the policy that is their own, which comes back once somebody is there.
import type { Absence } from '../../shared/away/absence'
import type { AwayView } from '../../shared/away/auto-away'
import type { AccountId, VisibilityView } from '../../shared/model'
import { leastOf, samePolicy } from '../../shared/visibility/least'
import type { Policy } from '../../shared/visibility/policy'
import type { SettingsFile } from './settings'
import type { AutoHidden, StoredAccount } from './settings-schema'

/** The policy of one account, as the disk has it. */
export interface DurableWish {
  /** What hid the user when the Casper before this one was killed: it holds until somebody is there. null: nothing did. */
  readonly presumed: Absence | null
  /** Something of the account was stored: call before anything is sent for it. It is on the disk on return. */
  stored(): void
  /**
   * The visibility engine moved, or what lies upon the wishes for it.
   * @param under what is wished under an absence
   */
  moved(view: Moved, under: Policy): void
}

type Told = Omit<AutoHidden, 'own'>

interface Moved {
  readonly visibility: Pick<VisibilityView, 'phase' | 'requested'>
  readonly away: AwayView | null
}

/**
 * Keeps it. In memory the account's policy is the user's own from now on.
 * @param mayHide whether a policy may hide the user: else who was hidden stays it, by the policy that is stored
 */
export function createDurableWish(
  settings: Pick<SettingsFile, 'read' | 'update' | 'writeInstead'>,
  { id, policy, autoHidden }: StoredAccount,
  mayHide: boolean,
): DurableWish {
  const found = mayHide ? autoHidden : null
  let safe = policy
  let own = found?.own ?? policy
  let hiding = found && told(found)
  let last: readonly unknown[] = []

  const wish = (): Policy =>
    settings.read().accounts.find((account) => account.id === id)?.policy ?? own
  const changeWritten = (): void =>
    settings.writeInstead(id, { policy: safe, autoHidden: hiding && { ...hiding, own } })
  const write = (): void => {
    changeWritten()
    settings.update((file) => file, 'now')
  }

  if (autoHidden) {
    changeWritten()
    adopt(settings, id, own)
  }
  return {
    presumed: hiding && { ...hiding, hidden: true, idleSince: null },
    stored: () => {
      safe = leastOf(safe, wish())
      own = leastOf(own, wish())
      write()
    },
    moved: ({ visibility: { phase, requested }, away }, under) => {
      const hides = away?.hidden === true ? away : null
      const seen = [phase, requested, wish(), under, hides?.show, hides?.why, hides?.since]
      if (seen.every((one, index) => one === last[index])) return
      last = seen
      const confirmed = phase === 'confirmed'
      const before = { safe, own, hiding }
      const [both, beneath] = [leastOf(wish(), requested), leastOf(wish(), under)]
      safe = confirmed ? both : leastOf(safe, both)
      own = confirmed ? beneath : leastOf(own, beneath)
      if (hides) hiding = told(hides)
      // Who comes back is hidden until the server says otherwise.
      else if (confirmed && samePolicy(requested, under)) hiding = null
      const isSame =
        samePolicy(before.safe, safe) &&
        sameHiding(before.hiding, hiding) &&
        (hiding === null || samePolicy(before.own, own))
      if (!isSame) write()
    },
  }
}

function adopt(settings: Pick<SettingsFile, 'update'>, id: AccountId, policy: Policy): void {
  settings.update((file) => ({
    ...file,
    accounts: file.accounts.map((account) =>
      account.id === id ? { ...account, policy, autoHidden: null } : account,
    ),
  }))
}

function told({ show, why, since }: Told): Told {
  return { show, why, since }
}

function sameHiding(a: Told | null, b: Told | null): boolean {
  if (a === null || b === null) return a === b
  return a.show === b.show && a.why === b.why && a.since === b.since
}
