// The embedded server's world: its users with their sessions, and what else has an address there.
import { randomBytes } from 'node:crypto'
import type { Element } from '@xmpp/xml'
import type { ScramHash, ScramKeys, Session } from '../../c2s/backend'
import { deriveKeys } from '../../c2s/scram'
import { bareOf, beginSession, createAccount } from '../state/account'
import type { Account, SessionState } from '../state/account'
import type { PresenceActs } from '../state/presence'
import { presenceActs } from '../state/presence'
import type { Conduct } from '../state/quirks'

/** What an available presence says: the children of its stanza. */
export interface PresenceContent {
  readonly priority: number
  readonly children: readonly (Element | string)[]
  /** Only where a server hands on a type that it does not know. */
  readonly type?: string
}

/** A user who is signed in, with one resource. */
export interface OnlineSession {
  readonly user: User
  readonly stream: Session
  readonly state: SessionState<PresenceContent>
  readonly acts: PresenceActs<PresenceContent>
  /** Whether it asked for the roster, and is told of its changes (RFC 3921 s.7.4). */
  wantsRoster: boolean
  /** Whether it asked for the block list (XEP-0191 s.3.2). */
  wantsBlocks: boolean
}

/** An account with all that is kept for it. */
export interface User {
  readonly account: Account<PresenceContent>
  readonly password: string
  readonly keysOf: (hash: ScramHash) => ScramKeys
  /** By resource. */
  readonly sessions: Map<string, OnlineSession>
  /** Requests for a subscription that wait for an answer, by bare address. */
  readonly requests: Map<string, Element>
  /** Messages that came while nobody was there, each with its time. */
  readonly stored: { readonly stanza: Element; readonly stamp: string }[]
  vcard: Element | null
  /** When the last visible session ended, in ms of the clock, and what it said then (XEP-0012). */
  lastSeen: { readonly at: number; readonly status: string }
}

/** Takes stanzas to an address that is no user's: the server itself, its rooms. */
export interface Component {
  receive(stanza: Element): void
}

/** What the server can do beside the rest. */
export interface Offers {
  /** Privacy lists (RFC 3921 s.10). */
  readonly lists: boolean
  /** XEP-0191. */
  readonly blocking: boolean
  /** XEP-0186. */
  readonly command: boolean
}

/** The world. */
export interface Realm {
  readonly domain: string
  readonly conduct: Conduct
  readonly offers: Offers
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly users: Map<string, User>
  /** By domain. */
  readonly components: Map<string, Component>
}

/** How much is kept for one user. */
export const atMost = { stored: 200, rosterItems: 100_000, told: 10_000 } as const

/** A new account with that bare address, without anybody on its roster; one that is there stays as it is. */
export function addUser(realm: Realm, jid: string, password: string): void {
  if (realm.users.has(jid)) return
  const keys = new Map<ScramHash, ScramKeys>()
  const user: User = {
    account: createAccount(jid),
    password,
    keysOf(hash) {
      const known = keys.get(hash) ?? deriveKeys(password, randomBytes(16), hash)
      keys.set(hash, known)
      return known
    },
    sessions: new Map(),
    requests: new Map(),
    stored: [],
    vcard: null,
    lastSeen: { at: realm.now(), status: '' },
  }
  realm.users.set(jid, user)
}

/** Adds a signed-in resource. @param deliver takes presence of it that goes out */
export function addSession(
  realm: Realm,
  user: User,
  stream: Session,
  deliver: (from: OnlineSession, to: string, presence: PresenceContent | null) => void,
): OnlineSession {
  const state = beginSession(user.account)
  const session: OnlineSession = {
    user,
    stream,
    state,
    acts: presenceActs(state, realm.conduct, (to, presence) => deliver(session, to, presence)),
    wantsRoster: false,
    wantsBlocks: false,
  }
  user.sessions.set(stream.resource, session)
  return session
}

/** The user with that address, whatever resource it names. */
export function userAt(realm: Realm, jid: string): User | undefined {
  return realm.users.get(bareOf(jid))
}

/** The session with exactly that address. */
export function sessionAt(realm: Realm, jid: string): OnlineSession | undefined {
  const slash = jid.indexOf('/')
  return slash < 0 ? undefined : userAt(realm, jid)?.sessions.get(jid.slice(slash + 1))
}

/** With which priority messages reach a session; null where it is not available (RFC 3921 s.11.1). */
export function priorityOf({ state, acts }: OnlineSession): number | null {
  if (!acts.hears()) return null
  return (state.broadcast ?? state.withheld)?.priority ?? 0
}
