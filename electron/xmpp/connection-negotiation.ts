// The steps from nothing to a session: connect, STARTTLS, sign in, resume or bind (RFC 6120 s.4.3, s.5 to s.7).
// Nothing secret is sent, and nothing that was received is believed, before the step that protects it.
import { domainOf, fullJid, localOf, parseJid } from '../../shared/jid'
import type { BareJid, FullJid } from '../../shared/jid'
import type { ServerView } from '../../shared/model'
import xml from '@xmpp/xml'
import type { Element } from '@xmpp/xml'
import { dial, encrypt } from './connection-dial'
import type { Trust, Wire } from './connection-dial'
import { StreamFailure, failure } from './connection-failure'
import type { Timing } from './connection-timing'
import type { StreamClient } from './library'
import type { Limits } from './library-guard'
import { nsStreamManagement } from './library-stream-management'
import type { Management } from './library-stream-management'
import type { Candidate } from './resolve'
import { signIn } from './sasl'

const nsTls = 'urn:ietf:params:xml:ns:xmpp-tls'
const nsBind = 'urn:ietf:params:xml:ns:xmpp-bind'
const nsRosterVersioning = 'urn:xmpp:features:rosterver'

/** A session that has started. */
export interface Session {
  readonly jid: FullJid
  /** Whether it is the one from before, with everything the server knows of it. */
  readonly resumed: boolean
  readonly secure: ServerView['secure']
  readonly features: { readonly streamManagement: boolean; readonly rosterVersioning: boolean }
}

/** What the steps work with and on. */
export interface NegotiationOptions {
  readonly client: StreamClient
  readonly management: Management
  readonly jid: BareJid
  readonly password: string
  readonly candidate: Candidate
  readonly trusted: readonly string[]
  readonly timing: Timing
  readonly limits: Limits
  readonly signal: AbortSignal
}

/** The steps; each rejects with a StreamFailure or what the library throws. */
export interface Negotiation {
  /** Connects and opens the stream. The rest follows from the features that the server announces. */
  begin(): Promise<void>
  /** Takes the next step; features that come during one are ignored. `next` lets the library resume or bind. @returns the session, once there is one. */
  step(features: Element, next: () => Promise<unknown>): Promise<Session | undefined>
  signedIn(): boolean
  wire(): Wire | undefined
}

/** Prepares the steps; nothing happens before begin(). */
export function createNegotiation(options: NegotiationOptions): Negotiation {
  const { client, management, jid, candidate, timing, signal } = options
  const domain = domainOf(jid)
  const trust: Trust = { domain, trusted: options.trusted }
  const encryptFirst = candidate.kind === 'stream' && candidate.security === 'starttls'
  let wire: Wire | undefined
  let signedIn = false
  let busy = false

  function use(next: Wire): void {
    if (signal.aborted) {
      next.raw.destroy()
      throw new StreamFailure(failure('connection-lost'))
    }
    wire = next
    client.adopt(next.socket, next.framed)
  }

  function soon(): AbortSignal {
    return AbortSignal.any([signal, AbortSignal.timeout(timing.connectTimeout)])
  }

  async function begin(): Promise<void> {
    const { keepAlive } = timing
    use(await dial(candidate, trust, { keepAlive, maxPayload: options.limits.size }, soon()))
    await client.open({ domain })
  }

  /** The features of the new stream may come with its header, before the library tells of that. */
  async function restart(): Promise<void> {
    busy = false
    await client.restart()
  }

  async function startTls(plain: Wire, features: Element): Promise<void> {
    if (!features.getChild('starttls', nsTls)) throw new StreamFailure(failure('tls-required'))
    const reply = await client.sendReceive(xml('starttls', { xmlns: nsTls }))
    if (!reply.is('proceed', nsTls)) throw new StreamFailure(failure('tls-required', reply.name))
    client._detachSocket()
    use(await encrypt(plain, trust, soon()))
    await restart()
  }

  async function authenticate({ tls }: Wire, features: Element): Promise<void> {
    const exporter =
      tls?.getProtocol() === 'TLSv1.3'
        ? tls.exportKeyingMaterial(32, 'EXPORTER-Channel-Binding', Buffer.alloc(0))
        : undefined
    const { password } = options
    const ask = (element: Element) => client.sendReceive(element)
    const done = await signIn(ask, features, { username: localOf(jid), password, exporter })
    if (!done.ok) throw new StreamFailure({ error: done.error })
    signedIn = true
    await restart()
  }

  async function establish(
    { secure }: Wire,
    features: Element,
    next: () => Promise<unknown>,
  ): Promise<Session> {
    if (!features.getChild('bind', nsBind)) throw broken('no resource binding')
    if (!features.getChild('sm', nsStreamManagement)) management.abandon()
    await Promise.race([next(), unansweredEnable()])
    if (!management.enabled()) management.giveUp()
    const bound = fullJid(client.jid?.toString() ?? '')
    if (!bound || parseJid(bound)?.domain !== domain) throw broken('no proper address was bound')
    return {
      jid: bound,
      resumed: management.resumed(),
      secure,
      features: {
        streamManagement: management.enabled(),
        rosterVersioning: features.getChild('ver', nsRosterVersioning) !== undefined,
      },
    }
  }

  /** Trap: the library waits for ever for the answer to `<enable/>`. */
  function unansweredEnable(): Promise<void> {
    return new Promise((resolve) => {
      client.once('online', () => setTimeout(resolve, timing.enableTimeout).unref())
    })
  }

  return {
    begin,
    async step(features, next) {
      if (!wire || busy) return undefined
      busy = true
      if (encryptFirst && !wire.tls) await startTls(wire, features)
      else if (!signedIn) await authenticate(wire, features)
      else return establish(wire, features, next)
      return undefined
    },
    signedIn: () => signedIn,
    wire: () => wire,
  }
}

function broken(detail: string): StreamFailure {
  return new StreamFailure(failure('malformed-xml', detail, 'undefined-condition'))
}
