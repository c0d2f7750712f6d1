// The reference reading of a privacy list: RFC 3921 s.10.1 (matching) and s.10.2 (business rules), XEP-0016 s.2.1.
import type { PrivacyItem, StanzaKind, Subscription } from './list'
import { sorted } from './list'

/** The other party, as the server knows them. */
export interface Entity {
  readonly jid: string
  readonly groups: readonly string[]
  readonly subscription: Subscription
}

/** The answer and the rule that gave it; `null` where no rule fits and everything is allowed. */
export interface Ruling {
  readonly action: 'allow' | 'deny'
  readonly item: PrivacyItem | null
}

/** How a server reads a list where it departs from s.10.1. */
export interface Reading {
  /** A domain covers its users, but none of its subdomains. */
  readonly exactDomains?: boolean
  /** The value of a rule for a group or a subscription is also taken for an address. */
  readonly valuesAreAddresses?: boolean
}

/** The reading of s.10.1. */
export const asSpecified: Reading = {}

/**
 * Reads a list for one kind of stanza and one party: the first item that fits decides; none means allow.
 * An empty list, as a declined one, allows everything.
 */
export function evaluate(
  items: readonly PrivacyItem[],
  kind: StanzaKind,
  entity: Entity,
  reading = asSpecified,
): Ruling {
  const item = sorted(items).find((candidate) => fits(candidate, kind, entity, reading))
  return { action: item?.action ?? 'allow', item: item ?? null }
}

/** Whether a rule is about that kind of stanza; one that names no kind is about all. */
export function concerns({ kinds }: PrivacyItem, kind: StanzaKind): boolean {
  return kinds.length === 0 || kinds.includes(kind)
}

function fits(item: PrivacyItem, kind: StanzaKind, entity: Entity, reading: Reading): boolean {
  const { match } = item
  if (!concerns(item, kind)) return false
  if (match.type === 'all') return true
  const isAddress = match.type === 'jid' || reading.valuesAreAddresses === true
  if (isAddress && jidFits(match.value, entity.jid, reading)) return true
  if (match.type === 'group') return entity.groups.includes(match.value)
  return match.type === 'subscription' && entity.subscription === match.value
}

/**
 * Whether a `jid` item's value names an address. The four forms of s.10.1: user@domain/resource, user@domain,
 * domain/resource, and domain, which also covers user@domain and subdomains.
 */
export function jidFits(pattern: string, jid: string, reading = asSpecified): boolean {
  if (pattern === jid) return true
  const bare = jid.split('/', 1)[0] ?? jid
  if (pattern === bare) return true
  if (pattern.includes('@') || pattern.includes('/')) return false
  const domain = bare.slice(bare.indexOf('@') + 1)
  if (domain === pattern) return true
  return reading.exactDomains !== true && domain.endsWith(`.${pattern}`)
}
