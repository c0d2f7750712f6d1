// What stands behind a client stream, as the stream needs it: who may sign in, and what becomes of their stanzas.
import type { Element } from '@xmpp/xml'
import type { BareJid, FullJid } from '../../shared/jid'

/** A signed-in resource. It may outlive its connection (XEP-0198 s.5). */
export interface Session {
  readonly jid: FullJid
  readonly bare: BareJid
  readonly resource: string
  /** Sends a stanza; while the session waits to be resumed it is kept. After the end it is dropped. */
  send(stanza: Element): void
  /** Ends the session at once. @param condition the stream error to end with (RFC 6120 s.4.9.3) */
  end(condition: string): void
}

/** The hash of a SCRAM mechanism, as node names it. */
export type ScramHash = 'sha1' | 'sha256'

/** What a server keeps of a password (RFC 5802 s.3). */
export interface ScramKeys {
  readonly salt: Buffer
  readonly iterations: number
  readonly storedKey: Buffer
  readonly serverKey: Buffer
}

/** Told of everything that happens on streams. Nothing of it may throw. */
export interface Backend {
  /** Whether that is the user's password (PLAIN, RFC 4616). */
  checkPassword(user: string, password: string): boolean | Promise<boolean>
  /** What SCRAM is checked by; undefined for an unknown user. A backend without it offers PLAIN alone. */
  readonly scramKeys?: (user: string, hash: ScramHash) => ScramKeys | undefined
  /** A resource was bound (RFC 6120 s.7). */
  bound(session: Session): void
  /** A stanza came, with the session's full JID as `from`, and with a `to` in its normal form, if any. */
  stanza(session: Session, stanza: Element): void
  /**
   * The session is over.
   * @param undelivered stanzas that were sent to it and not confirmed, oldest first (XEP-0198 s.4)
   */
  ended(session: Session, undelivered: readonly Element[]): void
}
