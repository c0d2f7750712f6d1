// The account that a legacy client has for the time it is logged in through the bridge.
import type { BridgedClient } from '../../shared/bridge'
import type { BareJid } from '../../shared/jid'
import type { AccountId } from '../../shared/model'
import type { Policy } from '../../shared/visibility/policy'
import type { About } from './legacy-client-about'
import type { ClientSide } from './legacy-client-side'
import type { StoredAccount } from './settings-schema'

/** What such an account is made of. */
export interface Guest {
  stored: StoredAccount
  readonly client: ClientSide
  about(): BridgedClient
}

/** A client that is logged in. */
export interface Lodger extends Guest {
  /** From 1: tells it from others of the same address, whose privacy lists must not be its own. */
  readonly number: number
}

/** The lowest number that no other client of that address has: lists of an earlier one are used again. */
export function freeNumber(others: Iterable<Lodger>, jid: BareJid): number {
  const same = [...others].filter(({ stored }) => stored.jid === jid)
  const taken = new Set(same.map(({ number }) => number))
  let number = 1
  while (taken.has(number)) number += 1
  return number
}

/** The account of a guest, as it follows another one. */
interface Following {
  readonly session: { signOut(): Promise<void> }
  setPolicy(policy: Policy, about: About): void
}

/** What another profile of an account comes to for its guests. */
interface Switch {
  readonly jid: BareJid
  readonly policy: Policy
  /** Whether anybody may be hidden so; else the guests are signed out, as the account is. */
  readonly allowed: boolean
}

/** Lets the guests at an account's address follow it to another profile; what they hid themselves stays hidden. */
export function switchGuests(
  guests: ReadonlyMap<AccountId, Guest>,
  accounts: ReadonlyMap<AccountId, Following>,
  { jid, policy, allowed }: Switch,
): void {
  for (const [id, { stored }] of guests) {
    if (stored.jid !== jid) continue
    const guest = accounts.get(id)
    if (allowed) guest?.setPolicy(policy, 'showing')
    else queueMicrotask(() => void guest?.session.signOut())
  }
}
