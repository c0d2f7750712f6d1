// The moving parts of one account's stream, put together: connection, gate, requests. Made anew for every sign-in.
import { randomBytes } from 'node:crypto'
import type { BareJid, FullJid } from '../../shared/jid'
import type { ServerAddress } from '../../shared/model'
import type { Connection, ConnectionHandlers } from '../xmpp/connection'
import { createConnection } from '../xmpp/connection'
import type { Exchanging, IqHandler } from '../xmpp/iq'
import { createIq } from '../xmpp/iq'
import type { Judgement, Outbox, OutboxOptions } from '../xmpp/outbox'
import { createOutbox } from '../xmpp/outbox'
import type { StanzaFacts } from '../xmpp/stanza'

/** What a stream needs. */
export interface StreamOptions {
  readonly jid: BareJid
  readonly server: ServerAddress
  readonly password: () => Promise<string | undefined>
  readonly trusted: () => readonly string[]
  readonly self: () => FullJid | null
  /** How long a request waits for its reply, in ms. */
  readonly replyTimeout: number
  readonly judge: (stanza: StanzaFacts) => Judgement
  readonly absentForm: OutboxOptions['absentForm']
  readonly heldBack: (stanza: StanzaFacts, reason: string) => void
  readonly seen: OutboxOptions['seen']
  readonly iqHandlers: readonly IqHandler[]
  /** As in IqOptions. */
  readonly relay?: ((request: Parameters<Outbox['send']>[0]) => boolean) | undefined
  /** The last stanzas of a session that ends by our own doing; they have passed the gate. */
  readonly goodbye: (outbox: Outbox) => ReturnType<Outbox['lastWords']>
  readonly handlers: ConnectionHandlers
}

/** One stream. */
export interface Stream {
  readonly connection: Connection
  readonly outbox: Outbox
  readonly iq: Exchanging
}

/** Puts a stream together; it is not started yet. */
export function createStream(options: StreamOptions): Stream {
  const { judge, absentForm, heldBack, seen, self } = options
  const outbox = createOutbox({
    judge,
    absentForm,
    heldBack,
    seen,
    write: (stanza) => connection.write(stanza),
  })
  const connection = createConnection(
    {
      jid: options.jid,
      server: options.server,
      password: options.password,
      trusted: options.trusted,
      // Random, and silent about the program and the device: a resource that can be guessed can be asked after.
      resource: () => randomBytes(9).toString('base64url'),
      mayResend: outbox.mayResend,
      goodbye: () => options.goodbye(outbox),
    },
    options.handlers,
  )
  const iq = createIq({
    send: outbox.send,
    reply: outbox.reply,
    self,
    handlers: options.iqHandlers,
    relay: options.relay,
    timeout: options.replyTimeout,
  })
  return { connection, outbox, iq }
}
