// The JSON-safe views that cross from the main process to the renderer. Data only; no behaviour.
import type { BareJid } from './jid'
import type { PrivacyItem, Subscription } from './privacy/list'
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
}

/** What is out on the server, as far as it confirmed: the ground truth for every eye. */
export type Exposure =
  /** No available presence of this session is out: nobody is shown anything. */
  | { readonly kind: 'nobody' }
  /** Available presence is out under these rules (none: no list is in force). */
  | { readonly kind: 'available'; readonly items: readonly PrivacyItem[] }
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
  /** When the server last confirmed the requested policy, ms since the epoch. */
  readonly confirmedAt: number | null
  /** The list that was confirmed active, for the details. */
  readonly activeList: string | null
  readonly error: AppError | null
  /** Contacts who are shown the user's presence, by the confirmed state. */
  readonly seenBy: number
}

/** A one-to-one message. */
export interface Message {
  readonly id: string
  readonly peer: BareJid
  readonly direction: 'in' | 'out'
  readonly body: string
  /** ms since the epoch. */
  readonly at: number
  /** `sent`: handed to the server's care; `unsure`: the connection was lost before the server acknowledged it. */
  readonly state: 'received' | 'pending' | 'sent' | 'failed' | 'unsure'
}

/** Where the password of an account is kept. */
export type SecretPlace = 'system-keyring' | 'memory' | 'none'

/** One account, whole. */
export interface AccountView {
  readonly id: AccountId
  readonly jid: BareJid
  readonly server: ServerAddress
  readonly signInInvisible: boolean
  readonly secret: SecretPlace
  readonly connection: ConnectionView
  /** Set when the last sign-in failed for the certificate; the user may trust it. */
  readonly certificate: CertificateView | null
  readonly serverInfo: ServerView | null
  readonly presence: OwnPresence
  readonly visibility: VisibilityView
  readonly rosterLoaded: boolean
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
}

/** Preferences of the user interface. */
export interface Settings {
  readonly theme: 'system' | 'light' | 'dark'
}
