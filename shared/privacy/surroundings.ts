// What every list of Casper's must hold besides the policy: people who are blocked stay blocked (some servers forget
// the block list while a privacy list is active), and presence to rooms is let out (XEP-0126 s.3.2; Spark's allow items).
import { bareJid, fullJid } from '../jid'
import type { PrivacyItem } from './list'

/**
 * Puts these rules above others.
 * @param blocked addresses of the block list (XEP-0191)
 * @param rooms room services of the own server, found by service discovery
 * @returns the items, numbered from 1
 */
export function around(
  items: readonly PrivacyItem[],
  blocked: readonly string[],
  rooms: readonly string[],
): PrivacyItem[] {
  const denied = blocked.map((value): PrivacyItem => rule('deny', value, []))
  const open = rooms.map((value): PrivacyItem => rule('allow', value, ['presence-out']))
  return [...denied, ...open, ...items].map((item, index) => ({ ...item, order: index + 1 }))
}

/** Whom a rule denies everything, by normal address: where the block list is a privacy list, that is to block them. */
export function blockedBy({ action, match, kinds }: PrivacyItem): string | null {
  const isWhole = kinds.length === 0 || kinds.length === 4
  if (action !== 'deny' || match.type !== 'jid' || !isWhole) return null
  return fullJid(match.value) ?? bareJid(match.value) ?? null
}

function rule(
  action: PrivacyItem['action'],
  value: string,
  kinds: PrivacyItem['kinds'],
): PrivacyItem {
  return { action, order: 0, match: { type: 'jid', value }, kinds }
}
