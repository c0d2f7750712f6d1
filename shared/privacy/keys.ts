// The keys by which rules and people find each other without trying every pair (RFC 3921 s.10.1): a rule has one key, or
// two where the server takes its value for an address; a person has one for each match that fits them.
import type { Entity, Reading } from './evaluate'
import { asSpecified } from './evaluate'
import type { PrivacyMatch } from './list'

/** What a key names. A `jid` rule names one address or, where it is a bare domain, all that belongs to it. */
export type KeyType = 'address' | 'domain' | 'group' | 'subscription' | 'all'

/** One thing for every key. */
export type Keyed<T> = Readonly<Record<KeyType, Map<string, T>>>

/** Nothing yet. */
export function keyed<T>(): Keyed<T> {
  return {
    address: new Map(),
    domain: new Map(),
    group: new Map(),
    subscription: new Map(),
    all: new Map(),
  }
}

/** One key. */
export interface Key {
  readonly type: KeyType
  readonly value: string
}

/** The keys of a rule, as that server reads it. */
export function keysOf(match: PrivacyMatch, reading: Reading): readonly Key[] {
  if (match.type === 'all') return [{ type: 'all', value: '' }]
  const { value } = match
  const address: Key = { type: isDomain(value) ? 'domain' : 'address', value }
  if (match.type === 'jid') return [address]
  return reading.valuesAreAddresses ? [match, address] : [match]
}

/** Visits the keys of all rules that fit somebody; some may come twice. */
export function visitKeys(
  entity: Entity,
  visit: (type: KeyType, value: string) => void,
  { exactDomains } = asSpecified,
): void {
  const { jid } = entity
  const slash = jid.indexOf('/')
  const bare = slash < 0 ? jid : jid.slice(0, slash)
  visit('address', bare)
  if (slash >= 0) visit('address', jid)
  let domain = bare.slice(bare.indexOf('@') + 1)
  visit('domain', domain)
  while (!exactDomains && domain.includes('.')) {
    domain = domain.slice(domain.indexOf('.') + 1)
    visit('domain', domain)
  }
  for (const group of entity.groups) visit('group', group)
  visit('subscription', entity.subscription)
  visit('all', '')
}

// A bare domain, which covers its users and subdomains.
function isDomain(value: string): boolean {
  return !value.includes('@') && !value.includes('/')
}
