// How much a client may take of the server. Whoever takes more is cut.

/** The bounds of one listener. Sizes of XML are UTF-16 units. */
export interface C2sLimits {
  /** A first-level element as a whole. */
  readonly stanzaSize: number
  /** Elements inside each other; what is deeper is left out. */
  readonly depth: number
  /** Connections at the same time. */
  readonly connections: number
  /** How long a connection may take to become a session, in milliseconds. */
  readonly negotiationMs: number
  /** What is written and not read by the client, or not confirmed (XEP-0198), in bytes. */
  readonly unread: number
  /** Stanzas that were sent and not confirmed (XEP-0198). */
  readonly unacknowledged: number
  /** How long a lost session waits to be resumed, in milliseconds; 0 for not at all. */
  readonly hibernationMs: number
  /** Wrong passwords on one connection. */
  readonly attempts: number
}

/** Enough for a client and its contacts. */
export const usualLimits: C2sLimits = {
  stanzaSize: 262_144,
  depth: 64,
  connections: 4096,
  negotiationMs: 30_000,
  unread: 8_388_608,
  unacknowledged: 5000,
  hibernationMs: 60_000,
  attempts: 3,
}
