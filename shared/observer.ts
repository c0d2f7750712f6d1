// What the renderer is shown of those who watch the user from their own side.
import type { BareJid } from './jid'
import type { ResourcePresence } from './model'
import type { AppError } from './result'
import type { StrategyId } from './visibility/strategies/names'

/** One stanza of the user's as a contact's own client got it. */
export interface ObservedStanza {
  /** Counts up within one observer. */
  readonly id: number
  /** ms since the epoch. */
  readonly at: number
  readonly kind: 'presence' | 'message' | 'iq'
  /** What it told them, in a few words: "available, away", "went offline", "wrote to them". */
  readonly words: string
  readonly xml: string
  /** Whether the confirmed wish did not allow them to see it. */
  readonly leak: boolean
}

/**
 * A contact's own session, watched from their side: what their client shows of the user comes from what it received,
 * never from what Casper believes.
 */
export interface Observer {
  readonly jid: BareJid
  /** One of the cast of the demo, or a second account of the user's own that watches the first. */
  readonly kind: 'cast' | 'own'
  readonly state: 'connecting' | 'online' | 'offline'
  readonly error: AppError | null
  /** The user's resources as this contact is shown them; empty: offline to them. */
  readonly sees: readonly ResourcePresence[]
  /** The newest 200, oldest first. */
  readonly received: readonly ObservedStanza[]
}

/** One step of the self-test: what was done, what the observer may see of it, and what they saw. */
export interface SelfTestStep {
  readonly name: string
  readonly allowed: string
  readonly saw: readonly string[]
  readonly verdict: 'running' | 'held' | 'leaked' | 'missed' | 'not-possible'
}

/** A guided check of the strategy in use, by an observer. */
export interface SelfTest {
  readonly observer: BareJid
  readonly state: 'running' | 'done' | 'broken-off'
  readonly strategy: StrategyId | null
  readonly steps: readonly SelfTestStep[]
  readonly leaks: number
  readonly error: AppError | null
}
