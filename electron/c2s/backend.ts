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
  /** Reads nothing more of what the client sends, or reads on. What was read already still comes. */
  hold(on: boolean): void
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

/** Who signs in. */
export interface Login {
  readonly user: string
  readonly domain: string
  /** As the client said it (PLAIN, XEP-0078); null where it proved to know it (SCRAM). */
  readonly password: string | null
}

/** Somebody who was let in, before there is a session. */
export interface Guest {
  /** The address of their session, whatever resource they ask for. */
  readonly jid: FullJid
  /** They went before a resource was bound. */
  leave(): void
}

/** Why somebody was not let in: a condition of a SASL failure, and words for the user (RFC 6120 s.6.4.5 and s.6.5). */
export interface Refusal {
  readonly condition: string
  readonly text: string
}

/** Told of everything that happens on streams. Nothing of it may throw. */
export interface Backend {
  /** Whether that is the user's password (PLAIN, RFC 4616). */
  checkPassword(user: string, password: string, domain: string): boolean | Promise<boolean>
  /**
   * What SCRAM is checked by, all with one salt: the proof may fit any of them. Nothing for an unknown user. A backend
   * without it offers PLAIN alone.
   */
  readonly scramKeys?: (
    user: string,
    hash: ScramHash,
    domain: string,
  ) => readonly ScramKeys[] | Promise<readonly ScramKeys[]>
  /** The proof of somebody who says to be that user fitted nothing. */
  readonly scramFailed?: (user: string, domain: string) => void
  /** Whether SCRAM is of any use to users of that domain; without it: of every domain. */
  readonly offersScram?: (domain: string) => boolean
  /** What to tell whom SCRAM refused: the same to everybody, or it would tell who has keys. */
  readonly scramRefusal?: string
  /** The last word on somebody whose password was right, before they are told; without it: they are let in. */
  readonly admit?: (login: Login) => Promise<Guest | Refusal>
  /**
   * A resource was bound (RFC 6120 s.7).
   * @param guest what admit() gave
   * @param wish the resource that the client asked for; empty where it asked for none
   */
  bound(session: Session, guest?: Guest, wish?: string): void
  /** A stanza came, with the session's full JID as `from`, and with a `to` in its normal form, if any. */
  stanza(session: Session, stanza: Element): void
  /**
   * The session is over.
   * @param undelivered stanzas that were sent to it and not confirmed, oldest first (XEP-0198 s.4)
   */
  ended(session: Session, undelivered: readonly Element[]): void
}
