// One stream on one candidate, from the first packet to the end. Composes the library; see library.ts for its traps.
import { appError } from '../../shared/errors'
import { domainOf, parseJid } from '../../shared/jid'
import type { BareJid } from '../../shared/jid'
import { err, ok } from '../../shared/result'
import type { Result } from '../../shared/result'
import iqCaller from '@xmpp/iq/caller.js'
import createMiddleware from '@xmpp/middleware'
import resourceBinding from '@xmpp/resource-binding'
import createStreamFeatures from '@xmpp/stream-features'
import xml from '@xmpp/xml'
import type { Element } from '@xmpp/xml'
import type { Burden } from './burden'
import { asFailure, failure } from './connection-failure'
import type { Failure } from './connection-failure'
import { fromOwnServer, stanzaFault } from './connection-inspect'
import { createNegotiation } from './connection-negotiation'
import type { Session } from './connection-negotiation'
import type { Timing } from './connection-timing'
import { StreamClient } from './library'
import { isXmlText } from './library-guard'
import type { Limits } from './library-guard'
import { manageStream, nsStreamManagement } from './library-stream-management'
import type { Resumption } from './library-stream-management'
import type { Candidate } from './resolve'

/** What one stream is opened with. */
export interface StreamOptions {
  readonly jid: BareJid
  readonly password: string
  readonly candidate: Candidate
  readonly trusted: readonly string[]
  readonly resource: () => string
  readonly mayResend: (stanza: Element) => boolean
  /** What must be said before a started session is ended by our own doing. */
  readonly goodbye: () => readonly Element[]
  readonly timing: Timing
  readonly limits: Limits
  /** Where what is under way is counted. */
  readonly burden: Burden
  /** The session to take up again, if any. */
  readonly resumption: Resumption | undefined
}

/** What comes out of a stream while it lives. */
export interface StreamHandlers {
  /** Negotiated, bound or resumed, stream management settled. Of a fresh session nothing was sent yet. */
  started(session: Session): void
  /** A message, presence or iq after the basic checks; never before `started`. */
  stanza(stanza: Element): void
  /** The server has it (XEP-0198). */
  acknowledged(stanza: Element): void
  /** The session was lost before the server confirmed it, or `mayResend` did not let it be sent again. */
  unacknowledged(stanza: Element): void
  /** Something was ignored, and why. */
  malformed(detail: string): void
}

/** How a stream ended. */
export interface StreamEnd extends Failure {
  /** Whether a session had started on it. */
  readonly started: boolean
  readonly resumption: Resumption | undefined
}

/** A stream under way. */
export interface Stream {
  readonly ended: Promise<StreamEnd>
  /** @returns ok when it is in the stream's care: written, or to be acknowledged or reported. */
  write(stanza: Element): Promise<Result<void>>
  /** Ends it, politely where a session has started; bounded by `closeTimeout`. */
  close(last: readonly Element[]): Promise<void>
}

const nsStream = 'http://etherx.jabber.org/streams'

/** Opens a stream. It ends by itself; `ended` never rejects. */
export function openStream(options: StreamOptions, handlers: StreamHandlers): Stream {
  const { jid, timing, limits, burden } = options
  const aborter = new AbortController()
  const ended = Promise.withResolvers<StreamEnd>()
  const early: Element[] = []
  let phase: 'negotiating' | 'started' | 'closing' | 'ended' = 'negotiating'
  let started = false
  let deadline: NodeJS.Timeout | undefined

  const client = new StreamClient(domainOf(jid), timing.negotiationTimeout, limits, inspect)
  const middleware = createMiddleware({ entity: client })
  const streamFeatures = createStreamFeatures({ middleware })
  middleware.use(({ stanza }, next) => (isFeatures(stanza) ? step(stanza, next) : next()))
  const management = manageStream(
    { entity: client, middleware, streamFeatures },
    timing,
    options.resumption,
    {
      mayResend: options.mayResend,
      acknowledged: (stanza) => handlers.acknowledged(stanza),
      unacknowledged: (stanza) => handlers.unacknowledged(stanza),
    },
  )
  const binding = { streamFeatures, iqCaller: iqCaller({ entity: client, middleware }) }
  resourceBinding(binding, options.resource)
  middleware.use(({ stanza }) => (client.isStanza(stanza) ? receive(stanza) : undefined))
  const negotiation = createNegotiation({
    ...options,
    client,
    management,
    signal: aborter.signal,
  })

  client.on('error', (error) => end(asFailure(error)))
  client.on('disconnect', () => end(failure('connection-lost')))
  client.on('close', () => end(failure('connection-lost', 'the server closed the stream')))
  client.on('ignored', (detail: string) => handlers.malformed(detail))
  client.on('connect', armDeadline)
  negotiation.begin().catch((error: unknown) => end(asFailure(error)))

  function inspect(element: Element): string | undefined {
    if (phase === 'ended') return 'after the end'
    management.observe(element)
    const fault = stanzaFault(element)
    if (fault !== undefined || started || !client.isStanza(element)) return fault
    if (!negotiation.signedIn()) return `${element.name} before signing in`
    const reply = element.name === 'iq' && !['get', 'set'].includes(element.attrs['type'] ?? '')
    const foreign = reply && !management.resumable() && !fromOwnServer(element, jid)
    return foreign ? 'an answer that is not from the server' : undefined
  }

  async function step(features: Element, next: () => Promise<unknown>): Promise<void> {
    if (phase !== 'negotiating') return
    const session = await negotiation.step(features, next)
    if (!session || phase !== 'negotiating') return
    clearTimeout(deadline)
    phase = 'started'
    started = true
    handlers.started(session)
    for (const stanza of early.splice(0)) receive(stanza)
  }

  function receive(stanza: Element): void {
    if (phase === 'negotiating') early.push(stanza)
    else if (phase === 'started') handlers.stanza(stanza)
  }

  function armDeadline(): void {
    deadline ??= setTimeout(
      () => end(failure('connection-timeout')),
      timing.negotiationTimeout,
    ).unref()
  }

  function end(why: Failure): void {
    if (phase === 'ended') return
    const polite = phase === 'closing'
    phase = 'ended'
    clearTimeout(deadline)
    if (polite || why.condition !== undefined) management.abandon()
    const resumption = management.keep()
    if (!resumption) management.abandon()
    client._detachParser()
    client._detachSocket()
    client._status('disconnect')
    aborter.abort()
    leave(polite, why.condition)
    ended.resolve({ ...why, started, resumption })
  }

  /** Says goodbye where something is owed, and makes sure that the socket is gone soon. */
  function leave(said: boolean, condition: string | undefined): void {
    const wire = negotiation.wire()
    if (!wire || wire.raw.destroyed) return
    if (said) {
      wire.raw.destroy()
      return
    }
    if (condition !== undefined) {
      const words = started ? options.goodbye() : []
      for (const stanza of words) wire.socket.write(asWritten(stanza, wire.framed))
      wire.socket.write(errorText(condition))
    }
    wire.socket.write(client.streamEnd())
    wire.socket.end()
    setTimeout(() => wire.raw.destroy(), timing.closeTimeout).unref()
  }

  async function write(stanza: Element): Promise<Result<void>> {
    if (phase !== 'started') return err(appError('offline'))
    const { to } = stanza.attrs
    if (to !== undefined && !parseJid(to)) return err(appError('invalid-jid', to))
    const text = stanza.toString()
    if (!isXmlText(text)) return err(appError('bad-request'))
    const managed = management.enabled()
    const asks = burden.add(stanza, text.length) && managed
    const sent = client.send(stanza)
    if (asks) client.send(xml('r', { xmlns: nsStreamManagement })).catch(() => undefined)
    try {
      await sent
    } catch (error) {
      if (!managed) return err(asFailure(error).error)
    } finally {
      if (!managed) burden.drop(stanza)
    }
    return ok(undefined)
  }

  async function close(last: readonly Element[]): Promise<void> {
    if (phase === 'started') {
      phase = 'closing'
      setTimeout(() => end(failure('offline')), timing.closeTimeout).unref()
      client.sendEnd([...last, ...acknowledgement()]).catch(() => end(failure('offline')))
    } else if (phase === 'negotiating') end(failure('offline'))
    await ended.promise
  }

  function acknowledgement(): Element[] {
    if (!management.enabled()) return []
    const xmlns = nsStreamManagement
    return [xml('r', { xmlns }), xml('a', { xmlns, h: management.received() })]
  }

  return { ended: ended.promise, write, close }
}

function isFeatures(element: Element): boolean {
  return element.is('features', nsStream)
}

/** A frame is a document of its own and names its namespace (RFC 7395 s.3.3.3). */
function asWritten(stanza: Element, framed: boolean): string {
  if (framed) stanza.attrs['xmlns'] = 'jabber:client'
  return stanza.toString()
}

function errorText(condition: string): string {
  const xmlns = 'urn:ietf:params:xml:ns:xmpp-streams'
  const streams = 'http://etherx.jabber.org/streams'
  return `<stream:error xmlns:stream='${streams}'><${condition} xmlns='${xmlns}'/></stream:error>`
}
