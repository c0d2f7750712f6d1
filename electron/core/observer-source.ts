// Where an observer's stanzas come from: one small interface over a member of the demo's cast and a session of one's own.
import type { Observer } from '../../shared/observer'
import type { AppError, Result } from '../../shared/result'
import type { readObserved } from '../xmpp/observed-stanza'

/** A stanza as the observer's session received it. */
export type ObservedElement = Parameters<typeof readObserved>[0]

/** Who is told of what an observer's session receives. */
export interface SourceListener {
  /** @param at when it came, where that is not now; ms since the epoch */
  readonly stanza: (stanza: ObservedElement, at?: number) => void
  readonly state: (state: Observer['state'], error: AppError | null) => void
  /** Its own presence begins anew: what it showed of others is gone. */
  readonly forgot: () => void
}

/** What an observer can be asked to do for a check. Only of and to the one who is watched. */
export interface ObserverActs {
  /** Goes offline and comes back, and asks for the presence of whom it watches. */
  again(): Promise<Result<void>>
  /** Asks a full address. @returns the answer, or `silence` */
  ask(to: string, what: 'version' | 'ping'): Promise<Result<string>>
  write(body: string): Promise<Result<void>>
  /** Waits until its server has handled and delivered what was under way. */
  settled(): Promise<Result<void>>
}

/** A source at work. */
export interface ObserverSource {
  /** Null where it can only listen. */
  readonly acts: ObserverActs | null
  /** Ends it; nobody is told anything by it any more. Safe to call twice. */
  close(): Promise<void>
}

/** Starts a source; the listener may be called at once. */
export type OpenSource = (listener: SourceListener) => ObserverSource
