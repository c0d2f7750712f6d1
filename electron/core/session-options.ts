// What an account's session is given from outside.
import type { FullJid } from '../../shared/jid'
import type { AppEvent } from '../../shared/snapshot'
import type { History } from '../store/history'
import type { Ledger } from './ledger'
import type { ClientSide } from './legacy-client-side'
import type { Log } from './log'
import type { StoredAccount } from './settings-schema'

/** What a session needs. */
export interface SessionOptions {
  /** What is stored of the account, as of now. */
  readonly stored: () => StoredAccount
  readonly password: () => Promise<string | undefined>
  /** Tells this session from the user's others, in the names of lists: the installation, and which legacy client. */
  readonly installation: string
  /** Told of the full address of every session, when it begins. */
  readonly started: (jid: FullJid) => void
  /** Changes what is stored. */
  readonly store: (change: Partial<StoredAccount>) => void
  readonly history: History
  readonly ledger: Pick<Ledger, 'add'>
  readonly publish: (event: AppEvent) => void
  readonly log: Log
  readonly now: () => number
  /** The legacy client whose session this is; none in an account of Casper's own. */
  readonly client?: ClientSide
  /** How long a request waits for its reply, in ms. */
  readonly replyTimeout: number
  /** After that long, in ms, a session that was lost before this one has expired, and its lists may be removed. */
  readonly tidyAfter: number
}
