// What may pass between a session and others: privacy lists (RFC 3921 s.10) and blocked addresses (XEP-0191).
import { evaluate, jidFits } from '../../../shared/privacy/evaluate'
import type { StanzaKind } from '../../../shared/privacy/list'
import type { Account, SessionState } from './account'
import { bareOf, personOf } from './account'
import type { Conduct } from './quirks'
import { readingOf } from './quirks'

/**
 * What is to pass. Anything that has no stanza kind of its own, such as messages to others and requests for a subscription,
 * is the concern only of items about all kinds (RFC 3921 s.10.13).
 */
export type Passage = StanzaKind | 'anything'

/** Whether the rules in force for the session let that pass. The user's own resources always may. */
export function sessionAllows(
  session: SessionState<unknown>,
  passage: Passage,
  jid: string,
  conduct: Conduct,
): boolean {
  const { account, active } = session
  if (bareOf(jid) === account.jid) return true
  if (!listAllows(account, active ?? account.default, passage, jid, conduct)) return false
  const heeds = active === null || !conduct.quirks.includes('forgets-blocks')
  return !(heeds && isBlocked(account, jid, conduct))
}

/** The same for what concerns the account without any of its sessions: the default list rules. */
export function accountAllows(
  account: Account<unknown>,
  passage: Passage,
  jid: string,
  conduct: Conduct,
): boolean {
  if (bareOf(jid) === account.jid) return true
  const listed = listAllows(account, account.default, passage, jid, conduct)
  return listed && !isBlocked(account, jid, conduct)
}

/** Whether an address is blocked; a blocked domain blocks its people, too (XEP-0191 s.5). */
export function isBlocked(
  { blocked }: Account<unknown>,
  jid: string,
  { quirks }: Conduct,
): boolean {
  const reading = readingOf(quirks)
  for (const pattern of blocked) if (jidFits(pattern, jid, reading)) return true
  return false
}

/** What one list of the account says; one that is not there, or null, allows everything. */
export function listAllows(
  account: Account<unknown>,
  name: string | null,
  passage: Passage,
  jid: string,
  { quirks }: Conduct,
): boolean {
  const items = name === null ? undefined : account.lists.get(name)
  if (!items) return true
  const person = personOf(account, jid)
  const reading = readingOf(quirks)
  if (passage !== 'anything') return evaluate(items, passage, person, reading).action === 'allow'
  const about = items.filter(({ kinds }) => kinds.length === 0)
  return evaluate(about, 'message', person, reading).action === 'allow'
}
