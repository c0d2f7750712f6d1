// What comes from the server, as the client is to have it: everything that is its own, in order; nothing of what Casper
// asks for itself, and nothing that would show the client what it does not know of.
import type { Element } from '@xmpp/xml'
import { bareJid, domainOf, fullJid } from '../../shared/jid'
import type { BareJid, FullJid } from '../../shared/jid'
import type { StanzaKind } from '../../shared/privacy/list'
import { nsBlocking, nsRoster } from '../xmpp/namespaces'
import type { Requests } from './requests'
import { readdressed } from './stanzas'

/** What the way in needs. */
export interface InboundOptions {
  /** The address that the server knows. */
  readonly self: () => FullJid | null
  /** The address that the client believes to have; null until it is told. */
  readonly believed: () => FullJid | null
  readonly requests: Requests
  /** Whether the list that the client believes in keeps such a stanza of somebody's from it (RFC 3921 s.10.9 to s.10.12). */
  readonly denies: (kind: StanzaKind, from: BareJid) => boolean
  readonly deliver: (stanza: Element) => void
}

/** The way in. */
export interface Inbound {
  /** The client has sent its first presence: it is told of others from now on (RFC 6121 s.4.2.2). */
  present(): void
  received(stanza: Element): void
  /** A request that only the client can answer. @returns whether it was given it */
  asks(request: Element): boolean
}

const presenceTypes = new Set([
  ...['unavailable', 'error', 'probe'],
  ...['subscribe', 'subscribed', 'unsubscribe', 'unsubscribed'],
])

/** Builds it. */
export function createInbound(options: InboundOptions): Inbound {
  const { self, believed, requests, denies, deliver } = options
  /** The last presence of each resource, while the client is not present; null afterwards. */
  let waiting: Map<string, Element> | null = new Map()

  // A client that named its resource itself is addressed by it.
  const give = (stanza: Element): void => {
    const name = believed()
    const { to } = stanza.attrs
    const other = name !== null && to !== undefined && to === self() && to !== name
    deliver(other ? readdressed(stanza, { to: name }) : stanza)
  }

  const isOwn = (from: string | undefined): boolean => {
    const own = self()
    if (from === undefined) return true
    return (
      own !== null && [own, bareJid(own), domainOf(own)].includes(fullJid(from) ?? bareJid(from))
    )
  }

  const isKept = (kind: StanzaKind, from: string | undefined): boolean => {
    const jid = bareJid(from ?? '')
    return jid !== undefined && !isOwn(from) && denies(kind, jid)
  }

  const presence = (stanza: Element): void => {
    const { from = '', type } = stanza.attrs
    if (fullJid(from) === self()) return
    const tells = type === undefined || type === 'unavailable'
    if (tells && isKept('presence-in', from)) return
    if (tells && waiting) {
      waiting.delete(from)
      waiting.set(from, stanza)
      return
    }
    // One server does pass on what XMPP does not know; it says "not available".
    const known = type === undefined || presenceTypes.has(type)
    give(known ? stanza : readdressed(stanza, { type: 'unavailable' }))
  }

  const iq = (stanza: Element): void => {
    const { type, from } = stanza.attrs
    if (type === 'result' || type === 'error') {
      if (requests.answered(stanza)) give(stanza)
      return
    }
    // Casper answers what the server pushes; the client has it to know, and its own answer goes nowhere.
    if (type !== 'set' || !isOwn(from)) return
    const [change] = stanza.getChildElements()
    if (change?.is('query', nsRoster)) give(stanza)
    // Casper blocks the own address to learn what the server does about it.
    const blocks = change?.getNS() === nsBlocking && requests.readsBlocks()
    const others = change?.getChildren('item').filter(({ attrs }) => !isOwn(attrs['jid']))
    if (blocks && (others?.length !== 0 || change.getChildElements().length === 0)) give(stanza)
  }

  return {
    present: () => {
      const known = [...(waiting?.values() ?? [])]
      waiting = null
      known.forEach(presence)
    },
    received: (stanza) => {
      if (stanza.name === 'presence') presence(stanza)
      else if (stanza.name === 'iq') iq(stanza)
      else if (!isKept('message', stanza.attrs['from'])) give(stanza)
    },
    asks: (request) => {
      if (isKept('iq', request.attrs['from'])) return false
      requests.asked(request)
      give(request)
      return true
    },
  }
}
