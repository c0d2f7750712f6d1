// What a server holds of one user: roster, privacy lists, blocked addresses, sessions. P is what a presence says.
import type { Entity } from '../../../shared/privacy/evaluate'
import type { PrivacyItem } from '../../../shared/privacy/list'

/** A roster item (RFC 3921 s.7.1). */
export interface RosterItem extends Entity {
  readonly name?: string
  /** Whether a request to see them waits for their answer. */
  readonly ask?: boolean
}

/** One account. */
export interface Account<P> {
  /** Bare. */
  readonly jid: string
  readonly roster: Map<string, RosterItem>
  /** Privacy lists by their names; one that is changed is replaced. */
  readonly lists: Map<string, readonly PrivacyItem[]>
  /** The default list (RFC 3921 s.10.6). */
  default: string | null
  /** Blocked addresses (XEP-0191). */
  readonly blocked: Set<string>
  readonly sessions: Set<SessionState<P>>
}

/** One session of it. */
export interface SessionState<P> {
  readonly account: Account<P>
  /** The active list (RFC 3921 s.10.5). */
  active: string | null
  /** The last available presence broadcast, or null where the session is not available. */
  broadcast: P | null
  /** How the session is hidden from everybody, if it is: XEP-0186 or XEP-0018. */
  cover: 'none' | 'command' | 'legacy'
  /** What was broadcast while it was hidden by invisible presence. */
  withheld: P | null
  /** To whom directed presence was sent that was not taken back (RFC 6121 s.4.6). */
  readonly told: Set<string>
}

/** An account as it begins. */
export function createAccount<P>(jid: string): Account<P> {
  return {
    jid,
    roster: new Map(),
    lists: new Map(),
    default: null,
    blocked: new Set(),
    sessions: new Set(),
  }
}

/** Adds a session that has sent nothing. */
export function beginSession<P>(account: Account<P>): SessionState<P> {
  const session: SessionState<P> = {
    account,
    active: null,
    broadcast: null,
    cover: 'none',
    withheld: null,
    told: new Set(),
  }
  account.sessions.add(session)
  return session
}

/** Somebody as the roster has them, or as a stranger. Keeps the address as it is given. */
export function personOf(account: Account<unknown>, jid: string): Entity {
  const exact = account.roster.get(jid)
  if (exact) return exact
  const bare = bareOf(jid)
  const { groups = [], subscription = 'none' } = (bare !== jid && account.roster.get(bare)) || {}
  return { jid, groups, subscription }
}

/** An address without its resource. */
export function bareOf(jid: string): string {
  const slash = jid.indexOf('/')
  return slash < 0 ? jid : jid.slice(0, slash)
}
