// What a session tells the legacy client that is logged in to it through the bridge.
import type { ArchivedMessage } from '../xmpp/mam'
import type { OutboxOptions } from '../xmpp/outbox'

/** A stanza as the gate meets it. */
export type Stanza = Parameters<OutboxOptions['seen']>[0]

/** The client, as its session needs it. */
export interface ClientSide {
  /** Resolves once the client said something that others may hear of: before that, nobody is told anything. */
  readonly arrived: Promise<void>
  /** Something came from the server. */
  received(stanza: Stanza): void
  /** What the server kept back while the session was not available to it, oldest first. */
  archived(messages: readonly ArchivedMessage[]): void
  /** A request came that Casper does not answer. @returns whether the client will */
  asks(request: Stanza): boolean
  /** What was sent was lost with the connection, and is not sent again by itself. */
  lost(stanza: Stanza): void
  /** The connection changed, or what is shown to whom, or more may go. */
  moved(): void
}
