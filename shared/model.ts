// The JSON-safe views that cross from the main process to the renderer. Data only; no behaviour.
import type { AwayView } from './away/auto-away'
import type { BridgedClient } from './bridge'
import type { BareJid } from './jid'
import type { Reading } from './privacy/evaluate'
import type { PrivacyItem, Subscription } from './privacy/list'
import type { ProfilesView } from './profiles/view'
import type { AppError } from './result'
import type { Policy } from './visibility/policy'
import type { Scope, StrategyChoice, StrategyId } from './visibility/strategies/names'

/** Identifies an account within this installation; never sent to anybody. */
export type AccountId = string

/** The `<show/>` values of RFC 3921 s.2.2.2.1; absent means plainly available. */
export type Show = 'chat' | 'away' | 'xa' | 'dnd'

/** The availability the user chose. Whether anybody may see it is the policy's business, not a show value's. */
export interface OwnPresence {
  readonly show: Show | null
  readonly status: string
  readonly priority: number
  /** Since when nobody is at the machine (XEP-0319), ms since the epoch; left out where that is not to be told. */
  readonly idleSince?: number
  /** What the program says of itself that this is the presence of; left out where it says nothing. */
  readonly program?: ProgramNote
}

/** What a program says of itself with its presence: what it can do (XEP-0115 s.4), and which picture its user has. */
export interface ProgramNote {
  readonly node: string
  readonly ver: string
  readonly hash?: string
  readonly ext?: string
  /** The hash of the picture, empty where there is none (XEP-0153 s.3); left out where nothing is said of it. */
  readonly photo?: string
}

/** What one resource of a contact last told us. */
export interface ResourcePresence {
  readonly resource: string
  readonly show: Show | null
  readonly status: string
  readonly priority: number
}

/** A roster item (RFC 3921 s.7) together with the presence of its resources. */
export interface Contact {
  readonly jid: BareJid
  readonly name: string
  readonly groups: readonly string[]
  readonly subscription: Subscription
  readonly ask: boolean
  /** Available resources, highest priority first; empty when offline or unknown. */
  readonly resources: readonly ResourcePresence[]
  readonly unread: number
}

/** How to reach the server. `auto` asks DNS (RFC 6120 s.3.2, XEP-0368). */
export type ServerAddress =
  | { readonly mode: 'auto' }
  | {
      readonly mode: 'manual'
      readonly host: string
      readonly port: number
      /** `plain` (no encryption at all) is accepted for loopback only. */
      readonly security: 'direct-tls' | 'starttls' | 'plain'
    }
  | { readonly mode: 'websocket'; readonly url: string }

/** The state of the connection. */
export type ConnectionView =
  | { readonly state: 'signed-out'; readonly error: AppError | null }
  | { readonly state: 'connecting'; readonly attempt: number }
  | { readonly state: 'online'; readonly since: number; readonly resumed: boolean }
  | {
      readonly state: 'waiting'
      readonly retryAt: number
      readonly attempt: number
      readonly error: AppError
    }

/** A certificate that could not be trusted, for the user to look at. */
export interface CertificateView {
  readonly subject: string
  readonly issuer: string
  readonly names: readonly string[]
  readonly validFrom: string
  readonly validTo: string
  /** SHA-256, upper-case hex pairs separated by colons. */
  readonly fingerprint: string
  readonly reason: string
}

/** What is known of the server the account is signed in to. */
export interface ServerView {
  readonly software: string
  readonly version: string
  readonly secure: 'direct-tls' | 'starttls' | 'websocket' | 'plain'
  /** `unknown` until the server was asked. */
  readonly privacyLists: 'unknown' | 'yes' | 'no'
  /** What this server itself gives away whatever Casper does, as sentences. */
  readonly leaks: readonly string[]
  /** What certain acts of the user's would tell the contact on this server while hidden, as sentences. */
  readonly costs: ActCosts
}

/** What an act tells a contact who must not see the user; null where it tells nothing. */
export interface ActCosts {
  /** Removing a contact, or taking back their subscription. */
  readonly part: string | null
  /** Blocking a contact. */
  readonly block: string | null
}

/** An act about a subscription (RFC 3921 s.6 and s.8): ask, allow, stop reading, stop being read. */
export type SubscriptionAct = 'subscribe' | 'subscribed' | 'unsubscribe' | 'unsubscribed'

/** An act that has yet to go out, and to whom. It waits while sending it would show the user to them. */
export interface WaitingAct {
  readonly to: BareJid
  readonly act: SubscriptionAct
}

/** Somebody in a room (XEP-0045 s.7.1). */
export interface Occupant {
  readonly nick: string
  readonly show: Show | null
  readonly status: string
  readonly role: 'moderator' | 'participant' | 'visitor'
  readonly affiliation: 'owner' | 'admin' | 'member' | 'none'
  /** Their address, where the room shows it. */
  readonly jid: BareJid | null
}

/** A room the user is in, is entering, or was refused. */
export interface Room {
  readonly jid: BareJid
  readonly nick: string
  readonly state: 'joining' | 'joined' | 'left'
  readonly subject: string
  /** Whether its members are shown each other's addresses; null before it said so. */
  readonly anonymous: boolean | null
  readonly occupants: readonly Occupant[]
  readonly error: AppError | null
  readonly unread: number
}

/** What is out on the server, as far as it confirmed: the ground truth for every eye. */
export type Exposure =
  /** No available presence of this session is out: nobody is shown anything. */
  | { readonly kind: 'nobody' }
  /** Available presence is out under these rules (none: no list is in force), as the server reads them. */
  | {
      readonly kind: 'available'
      readonly items: readonly PrivacyItem[]
      readonly reading: Reading
    }
  /** The session is hidden from everybody; only these were sent its presence directly. */
  | { readonly kind: 'directed'; readonly to: readonly string[] }
  /** The server did not tell. */
  | { readonly kind: 'unknown' }

/** Visibility as wished for and as confirmed; the two are never mixed. */
export interface VisibilityView {
  readonly requested: Policy
  /** What the user chose, and what is in use; null while the server is being asked. */
  readonly choice: StrategyChoice
  readonly strategy: StrategyId | null
  readonly scope: Scope
  readonly phase: 'offline' | 'changing' | 'confirmed' | 'failed'
  readonly exposure: Exposure
  /** The rules that are in force, as far as they are known: the active list, else the default one, else none. */
  readonly rules: readonly PrivacyItem[] | null
  /** How the server reads rules. */
  readonly reading: Reading
  /** When the server last confirmed the requested policy, ms since the epoch. */
  readonly confirmedAt: number | null
  /** The list that was confirmed active, for the details. */
  readonly activeList: string | null
  readonly error: AppError | null
  /** Contacts who are shown the user's presence, by the confirmed state. */
  readonly seenBy: number
}

/** A message, to or from a person or in a room. */
export interface Message {
  readonly id: string
  readonly peer: BareJid
  /** Who said it in a room; null in a conversation of two, and for what the room itself says. */
  readonly nick?: string | null
  /** Said by an occupant of a room to the user alone. */
  readonly whispered?: boolean
  readonly direction: 'in' | 'out'
  readonly body: string
  /** ms since the epoch. */
  readonly at: number
  /** `sent`: handed to the server's care; `unsure`: the connection was lost before the server acknowledged it. */
  readonly state: 'received' | 'pending' | 'sent' | 'failed' | 'unsure'
}

/** Somebody who is let see the user for the length of a conversation. */
export interface Decloaked {
  readonly jid: BareJid
  /** When it ends if nothing more is said, ms since the epoch. */
  readonly until: number
}

/** Where the password of an account is kept. */
export type SecretPlace = 'system-keyring' | 'memory' | 'none'

/** One account, whole. */
export interface AccountView {
  readonly id: AccountId
  readonly jid: BareJid
  readonly server: ServerAddress
  readonly signInInvisible: boolean
  /** Whether one of Casper's lists is the default list on the server: it hides the user's other devices, too. */
  readonly holdsDefault: boolean
  /** Whether it lives on the embedded server, with a cast for contacts. */
  readonly demo: boolean
  readonly secret: SecretPlace
  readonly connection: ConnectionView
  /** Set when the last sign-in failed for the certificate; the user may trust it. */
  readonly certificate: CertificateView | null
  readonly serverInfo: ServerView | null
  readonly presence: OwnPresence
  readonly visibility: VisibilityView
  readonly rosterLoaded: boolean
  /** Who asks to see the user's presence (RFC 3921 s.8.1). */
  readonly requests: readonly BareJid[]
  /** Who is blocked (XEP-0191); null where the server has no block list. */
  readonly blocked: readonly BareJid[] | null
  readonly waitingActs: readonly WaitingAct[]
  /** To whom the user writes without being asked, although that shows them that the user is there. */
  readonly revealTo: readonly BareJid[]
  /** Who is not announced: people and rooms. */
  readonly muted: readonly BareJid[]
  readonly decloaked: readonly Decloaked[]
  /** The server's own room services (XEP-0045 s.6.1). */
  readonly roomServices: readonly string[]
  readonly profiles: ProfilesView
  /** What is done because nobody is at the machine; null while somebody is. */
  readonly away: AwayView | null
  /** The legacy client whose session this is; null for accounts of Casper itself. */
  readonly bridged: BridgedClient | null
  /** Whether legacy clients can log in to it with a password of their own. */
  readonly bridgePassword: boolean
}

/** A stanza that the XML console shows. Secrets in it are left out. */
export interface SeenStanza {
  /** Counts the stanzas of this account. */
  readonly id: number
  readonly direction: 'in' | 'out'
  /** Cut at 16,384 UTF-16 units. */
  readonly xml: string
  /** ms since the epoch. */
  readonly at: number
  /** Why the gate did not let it out; null for everything that was on the wire. */
  readonly held: string | null
}

/** Something the user should know that belongs to no view. */
export interface Notice {
  readonly id: string
  readonly level: 'info' | 'warning' | 'error'
  readonly account: AccountId | null
  readonly error: AppError
}

/** What the host can do, for the renderer to say it honestly. */
export interface HostInfo {
  readonly kind: 'desktop' | 'tab'
  /** Where passwords go when "remember" is ticked. */
  readonly secrets: 'system-keyring' | 'memory'
  readonly version: string
  /** Who brings newer versions: Casper itself, or the system's packages. Absent where nobody does. */
  readonly updates?: 'casper' | 'system'
}
