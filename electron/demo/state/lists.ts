// The privacy lists of one account as its sessions use them: RFC 3921 s.10.4-10.8. Each function gives the error condition
// with which the server refuses, or null where it was done.
import type { PrivacyItem } from '../../../shared/privacy/list'
import type { Account, SessionState } from './account'
import type { Conduct } from './quirks'

/** Why something was refused. */
export type ListRefusal = 'bad-request' | 'conflict' | 'item-not-found'

/** Creates or replaces a list (s.10.7). Orders must ascend: one server reads items as they stand in the XML. */
export function putList(
  { lists }: Account<unknown>,
  name: string,
  items: readonly PrivacyItem[],
  { quirks }: Conduct,
): ListRefusal | null {
  if (isWellNumbered(items)) {
    lists.set(name, items)
    return null
  }
  if (quirks.includes('loses-refused-list')) lists.delete(name)
  return 'bad-request'
}

/** Removes a list that no session uses (s.10.8). */
export function removeList(account: Account<unknown>, name: string): ListRefusal | null {
  if (!account.lists.has(name)) return 'item-not-found'
  const active = [...account.sessions].some((session) => session.active === name)
  if (active || name === account.default) return 'conflict'
  account.lists.delete(name)
  return null
}

/** Chooses the active list of a session, or declines to have one (s.10.5). */
export function chooseActive(
  session: SessionState<unknown>,
  name: string | null,
): ListRefusal | null {
  if (name !== null && !session.account.lists.has(name)) return 'item-not-found'
  session.active = name
  return null
}

/** Chooses the default list of the account, or declines to have one (s.10.6). */
export function chooseDefault(
  session: SessionState<unknown>,
  name: string | null,
  { quirks }: Conduct,
): ListRefusal | null {
  const { account } = session
  const others = [...account.sessions].some((each) => each !== session && each.active === null)
  if (others && !quirks.includes('shares-default')) return 'conflict'
  if (name !== null && !account.lists.has(name)) return 'item-not-found'
  account.default = name
  return null
}

function isWellNumbered(items: readonly PrivacyItem[]): boolean {
  return items.length > 0 && items.every(({ order }, i) => order > (items[i - 1]?.order ?? -1))
}
