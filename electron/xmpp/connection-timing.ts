// Every time and size the connection is bounded by.
import type { BackOff } from './back-off'
import type { Limits } from './library-guard'
import type { ManagementTiming } from './library-stream-management'

/** Times in ms. */
export interface Timing extends ManagementTiming {
  /** For one candidate, until the socket is connected and encrypted. */
  readonly connectTimeout: number
  /** From a connected socket until the session has started. */
  readonly negotiationTimeout: number
  /** For the answer to `<enable/>`, which some servers announce and never give. */
  readonly enableTimeout: number
  /** For a polite end. */
  readonly closeTimeout: number
  /** Idle time before TCP asks whether the peer is still there. */
  readonly keepAlive: number
  /** A session that lasted so long lets the back-off start anew. */
  readonly stableAfter: number
  readonly backOff: BackOff
}

/** The times in use where nothing else was asked for. */
export const defaultTiming: Timing = {
  connectTimeout: 15_000,
  negotiationTimeout: 30_000,
  enableTimeout: 5_000,
  closeTimeout: 2_000,
  keepAlive: 60_000,
  stableAfter: 60_000,
  ackInterval: 60_000,
  ackTimeout: 30_000,
  ackDelay: 250,
  backOff: { first: 1_000, max: 300_000, jitter: Math.random },
}

/** Generous for rosters of 10,000, and still a bound. */
export const defaultLimits: Limits = { size: 16 * 1024 * 1024, depth: 100 }
