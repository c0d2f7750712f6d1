// The keys by which rules and people find each other without trying every pair (RFC 3921 s.10.1): a rule has one key,
// a person has one for each match that fits them.
import type { Entity } from './evaluate'
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

/** The key of a rule. */
export function keyOf(match: PrivacyMatch): { readonly type: KeyType; readonly value: string } {
  if (match.type === 'all') return { type: 'all', value: '' }
  if (match.type !== 'jid') return match
  const { value } = match
  return { type: isDomain(value) ? 'domain' : 'address', value }
}

/** Visits the keys of all rules that fit somebody; some may come twice. */
export function visitKeys(entity: Entity, visit: (type: KeyType, value: string) => void): void {
  const { jid } = entity
  const slash = jid.indexOf('/')
  const bare = slash < 0 ? jid : jid.slice(0, slash)
  visit('address', bare)
  if (slash >= 0) visit('address', jid)
  let domain = bare.slice(bare.indexOf('@') + 1)
  visit('domain', domain)
  for (let dot = domain.indexOf('.'); dot >= 0; dot = domain.indexOf('.')) {
    domain = domain.slice(dot + 1)
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
