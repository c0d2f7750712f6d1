// One legacy client and the session it has upstream: what either says is taken to the other, until one of them is gone.
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import type { FullJid } from '../../shared/jid'
import { bareJid, domainOf } from '../../shared/jid'
import type { ConnectionView } from '../../shared/model'
import { evaluate } from '../../shared/privacy/evaluate'
import type { AppError, Result } from '../../shared/result'
import { err, ok } from '../../shared/result'
import type { Session as ClientStream } from '../c2s/backend'
import type { ClientLine } from '../core/legacy-client-line'
import type { ClientSide } from '../core/legacy-client-side'
import { nsVersion } from '../xmpp/namespaces'
import { createLate } from './archive'
import type { Inbound } from './inbound'
import { createInbound } from './inbound'
import { createNotice } from './notice'
import type { ListShelf } from './list-shelf'
import type { Outbound } from './outbound'
import { createOutbound } from './outbound'
import { createRequests } from './requests'
import { readdressed } from './stanzas'

/** What a link needs. */
export interface LinkOptions {
  /** The privacy lists of the client's address. */
  readonly shelf: () => ListShelf
  /** Whether the client is told, once, that it is hidden, and by whom. */
  readonly notice: boolean
  /** Whether anybody may hide at all; who does it all the same is shown out. */
  readonly mayHide: boolean
  /** How long the session upstream may be lost before the client is told, in ms. */
  readonly grace: number
  /** The client said what it is called. */
  readonly named: (name: string) => void
  /** Came for the client, and never reached it. */
  readonly missed: (stanzas: readonly Element[]) => void
  /** What the client's address missed before, oldest first. */
  readonly recall: () => Element[]
  /** So many messages of a client that is gone could not be sent. */
  readonly unsaid: (count: number) => void
  /** The link is over: the client, or its session, is gone. */
  readonly over: () => void
}

/** A link. */
export interface Link {
  /** The link as its session sees it. */
  readonly side: ClientSide
  /** The session is there; signs in. @returns how that went */
  open(line: ClientLine, signIn: () => Result<null>): Promise<Result<FullJid, AppError>>
  /** The client has its stream. */
  attach(client: ClientStream): void
  take(stanza: Element): void
  /** The client is gone: what it said before is still sent, if that does not take too long. Safe to call twice. */
  leave(): void
  /** Ends at once. Safe to call twice. */
  close(): void
}

/** More stanzas than this are not kept for a client that has not bound its resource yet. */
const maxEarly = 100
/** So long, in ms, the last words of a client that is gone may take to be sent. */
const farewell = 10_000
const nameQuery = 'casper-who'

/** Makes a link; nothing is connected. */
export function createLink(options: LinkOptions): Link {
  const { shelf, notice, mayHide, grace, named, missed, over } = options
  const arrival = Promise.withResolvers<void>()
  const signedIn = Promise.withResolvers<Result<FullJid, AppError>>()
  const requests = createRequests()
  const early: Element[] = []
  let line: ClientLine | null = null
  let ear: ClientStream | null = null
  let outbound: Outbound | null = null
  let upstream: FullJid | null = null
  let patience: NodeJS.Timeout | undefined
  let ending: NodeJS.Timeout | undefined
  let arrived = false
  let isOver = false

  const deliver = (stanza: Element): void => {
    if (ear) ear.send(stanza)
    else if (ending !== undefined) missed([stanza])
    else if (early.length < maxEarly) early.push(stanza)
  }

  const inbound: Inbound = createInbound({
    self: () => line?.self() ?? null,
    believed: () => ear?.jid ?? null,
    requests,
    denies: (kind, from) => {
      const items = outbound?.listInForce()
      if (!items || !line) return false
      return evaluate(items, kind, line.person(from)).action === 'deny'
    },
    deliver,
  })
  const late = createLate()
  const noticing = createNotice(notice, deliver)

  const finish = (condition: string | null): void => {
    if (isOver) return
    isOver = true
    clearTimeout(patience)
    clearTimeout(ending)
    const unsaid = outbound?.close() ?? 0
    if (!ear && unsaid > 0) options.unsaid(unsaid)
    outbound?.end()
    const last = ear
    ear = null
    missed(early.splice(0))
    if (condition !== null) last?.end(condition)
    // Whoever waits for it waits no longer; there is no session any more.
    arrival.resolve()
    over()
  }

  const lost = (error: AppError): void => {
    signedIn.resolve(err(error))
    if (!arrived) finish('remote-connection-failed')
    else patience ??= setTimeout(() => finish('remote-connection-failed'), grace)
  }

  const online = (self: FullJid): void => {
    clearTimeout(patience)
    patience = undefined
    upstream ??= self
    signedIn.resolve(ok(self))
    // Another session has other ears: what was said to the one before is not known to be heard by anybody.
    if (upstream !== self) finish('remote-connection-failed')
  }

  const follow = (connection: ConnectionView): void => {
    const self = line?.self() ?? null
    if (connection.state === 'online' && self) online(self)
    else if (connection.state === 'waiting') lost(connection.error)
    else if (connection.state === 'signed-out' && upstream) finish(endOf(connection.error))
    else if (connection.state === 'signed-out' && connection.error) lost(connection.error)
  }

  const arrive = (): void => {
    if (arrived) return
    arrived = true
    arrival.resolve()
    ear?.send(
      xml(
        'iq',
        { type: 'get', id: nameQuery, from: domainOf(ear.jid), to: ear.jid },
        xml('query', { xmlns: nsVersion }),
      ),
    )
  }

  const takeName = (stanza: Element): boolean => {
    if (stanza.name !== 'iq' || stanza.attrs['id'] !== nameQuery) return false
    const said = stanza.getChild('query', nsVersion)
    const words = ['name', 'version'].map((part) => said?.getChildText(part)?.trim() ?? '')
    const name = words.join(' ').trim().slice(0, 64)
    if (name !== '') named(name)
    return true
  }

  const side: ClientSide = {
    arrived: arrival.promise,
    received: (stanza) => {
      const self = bareJid(upstream ?? '')
      const twice = stanza.name === 'message' && self && late.isKnown(stanza, self)
      if (!isOver && !twice) inbound.received(stanza)
    },
    archived: (messages) => {
      for (const message of late.bring(messages, ear?.jid ?? '')) deliver(message)
    },
    asks: (request) => !isOver && ending === undefined && inbound.asks(request),
    lost: (stanza) => outbound?.lost(stanza),
    moved: () => {
      if (!line || isOver) return
      follow(line.connection())
      noticing.look(line)
      outbound?.proceed()
      if (ending !== undefined && outbound?.isIdle()) finish(null)
    },
  }

  return {
    side,
    open: (given, signIn) => {
      line = given
      given.begin()
      const begun = signIn()
      return begun.ok ? signedIn.promise : Promise.resolve(begun)
    },
    attach: (stream) => {
      if (!line || isOver) {
        stream.end('remote-connection-failed')
        return
      }
      ear = stream
      noticing.begin(stream.jid)
      outbound = createOutbound({
        line,
        requests,
        believed: stream.jid,
        shelf: shelf(),
        deliver,
        hold: (on) => stream.hold(on),
        arrive,
        hiding: () => {
          if (!mayHide) finish('policy-violation')
          return mayHide
        },
      })
      for (const stanza of early.splice(0)) deliver(stanza)
    },
    take: (stanza) => {
      if (takeName(stanza)) return
      outbound?.take(stanza)
      if (!isPresent(stanza)) return
      inbound.present()
      for (const message of options.recall()) {
        side.received(readdressed(message, { to: ear?.jid }))
      }
    },
    leave: () => {
      if (isOver || ending !== undefined) return
      ear = null
      if (!outbound || outbound.isIdle()) finish(null)
      else ending = setTimeout(() => finish(null), farewell)
    },
    close: () => finish(null),
  }
}

function isPresent({ name, attrs: { to, type } }: Element): boolean {
  return name === 'presence' && to === undefined && type !== 'unavailable'
}

// Why a session upstream ended, as the client is to understand it (RFC 6120 s.4.9.3).
function endOf(error: AppError | null): string {
  if (error === null) return 'system-shutdown'
  return error.code === 'conflict' || error.code === 'not-authorized'
    ? error.code
    : 'remote-connection-failed'
}
