// What the ledger says: who was told what of the user, who was not, and why.
import type { BareJid } from './jid'

/** What kind of disclosure a row of the ledger is about. */
export type LedgerKind = 'presence' | 'message' | 'iq' | 'subscription' | 'room'

/**
 * What became of it. `shown`: it was sent; `server`: the server told it by itself; `held-back`: it was not sent, or did
 * not reach them; `answered-absent`: a request was answered as if the user were not there.
 */
export type LedgerOutcome = 'shown' | 'server' | 'held-back' | 'answered-absent'

/** One thing that told somebody of the user, or was kept from doing so. */
export interface LedgerRow {
  /** Counts up; a later row has a greater one. */
  readonly id: number
  /** ms since the epoch. */
  readonly at: number
  /** When it happened last, where it happened several times; ms since the epoch. */
  readonly until: number
  readonly times: number
  /** Whom it is about; null for several people at once. */
  readonly jid: BareJid | null
  readonly kind: LedgerKind
  /** A few words: "available, away", "answered: your version". Never the text of a message. */
  readonly what: string
  readonly outcome: LedgerOutcome
  /** The rule in a few words: "because group Friends", "hidden: invisible to all". */
  readonly why: string
  /** How many people were shown it, and from how many it was kept; both 0 where `jid` is somebody. */
  readonly shownTo: number
  readonly keptFrom: number
}

/** One of several people whom a row of the ledger is about. */
export interface LedgerPerson {
  readonly jid: BareJid
  readonly sees: boolean
  readonly why: string
}
