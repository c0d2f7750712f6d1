// What a stanza that leaves, or was to leave, would tell of the user, in a few words: for the ledger. The words of a
// message are never among them.
import type { Element } from '@xmpp/xml'
import type { BareJid } from '../../shared/jid'
import { bareJid, domainOf, parseJid } from '../../shared/jid'
import type { OwnPresence } from '../../shared/model'
import { nsBlocking, nsDiscoInfo, nsDiscoItems, nsMuc, nsPing, nsRoster } from './namespaces'
import { nsIdle, nsVcard, nsVersion } from './namespaces'
import { readAvailability } from './presence'
import { factsOf, type StanzaFacts } from './stanza'

/** What it does, as far as the ledger tells things apart. */
export type DeedType =
  | 'available'
  | 'unavailable'
  /** Makes the server show or hide the user by itself. */
  | 'cloak'
  | 'probe'
  | 'subscription'
  | 'message'
  /** A message without words: a receipt, a sign of typing. */
  | 'automatic'
  | 'request'
  | 'answer'
  | 'publication'
  /** The server tells them of it. */
  | 'server'

/** One thing told, or not told, to somebody; `to` is bare, null for everybody who may see the user. */
export interface Deed {
  readonly type: DeedType
  readonly to: BareJid | null
  readonly what: string
}

const shows = {
  chat: 'available, free to chat',
  away: 'available, away',
  xa: 'available, away for long',
  dnd: 'available, do not disturb',
} as const

const acts = {
  subscribe: 'asked to see them',
  subscribed: 'allowed them to see you',
  unsubscribe: 'no longer wishes to see them',
  unsubscribed: 'no longer allows them to see you',
} as const

/** Presence in a few words. */
export function presenceWords({ show, status }: Pick<OwnPresence, 'show' | 'status'>): string {
  const words = show === null ? 'available' : shows[show]
  return status === '' ? words : `${words}: “${cut(status, 120)}”`
}

function idleWords(stanza: Element): string {
  return stanza.getChild('idle', nsIdle) ? ', and since when' : ''
}

/** What a stanza tells, and to whom; nothing where the own server alone hears it. @param request what it answers */
export function deedsOf(stanza: Element, request?: Element): Deed[] {
  const facts = factsOf(stanza)
  switch (facts?.kind) {
    case 'presence':
      return [presenceDeed(facts, stanza)]
    case 'message':
      return [
        facts.body
          ? { type: 'message', to: facts.to, what: 'a message' }
          : { type: 'automatic', to: facts.to, what: automaticWords(stanza) },
      ]
    case 'iq':
      return facts.to === null ? toServer(facts, stanza) : [iqDeed(facts, stanza, request)]
    case undefined:
      return []
  }
}

function presenceDeed({ type, to }: StanzaFacts & { kind: 'presence' }, stanza: Element): Deed {
  switch (type) {
    case 'available': {
      const nick = parseJid(stanza.attrs['to'] ?? '')?.resource ?? ''
      const what = stanza.getChild('x', nsMuc)
        ? `entered as ${cut(nick, 60)}`
        : `${presenceWords(readAvailability(stanza))}${idleWords(stanza)}`
      return { type: 'available', to, what }
    }
    case 'unavailable':
      return { type, to, what: 'went offline' }
    case 'invisible':
    case 'visible':
      return { type: 'cloak', to, what: `presence of the type ${type}` }
    case 'probe':
      return { type, to, what: 'asked whether they are there' }
    case 'other':
      return { type: 'available', to, what: 'presence of a type nobody knows' }
    default:
      return { type: 'subscription', to, what: acts[type] }
  }
}

function iqDeed(
  { type, to, toResource }: StanzaFacts & { kind: 'iq' },
  stanza: Element,
  request: Element | undefined,
): Deed {
  if (type === 'get' || type === 'set') {
    // What is asked of a bare address its server hears, and no device (RFC 6121 s.8.5.2.1.3).
    const heard = type === 'get' && !toResource && to !== null ? (domainOf(to) as BareJid) : to
    return { type: 'request', to: heard, what: `asked: ${topicOf(stanza, 'their')}` }
  }
  return {
    type: 'answer',
    to,
    what: request ? `answered: ${topicOf(request, 'your')}` : 'answered',
  }
}

// What the own server tells others of, although it is said to it alone.
function toServer({ publishes }: StanzaFacts & { kind: 'iq' }, stanza: Element): Deed[] {
  const payload = stanza.getChildElements()[0]
  if (publishes) {
    const node = payload?.getChildElements()[0]?.attrs['node'] ?? payload?.getName() ?? ''
    return [{ type: 'publication', to: null, what: `published: ${cut(node, 80)}` }]
  }
  if (stanza.attrs['type'] !== 'set') return []
  if (payload?.is('query', nsRoster)) {
    const gone = payload.getChildren('item').filter((one) => one.attrs['subscription'] === 'remove')
    return gone.flatMap((one) => ofServer(one, 'removed from your contacts'))
  }
  if (!payload?.is('block', nsBlocking)) return []
  return payload.getChildren('item').flatMap((one) => ofServer(one, 'blocked'))
}

function ofServer({ attrs }: Element, what: string): Deed[] {
  const to = bareJid(attrs['jid'] ?? '')
  return to === undefined ? [] : [{ type: 'server', to, what }]
}

const automatic: Readonly<Record<string, string>> = {
  'urn:xmpp:receipts': 'a receipt',
  'urn:xmpp:chat-markers:0': 'a read marker',
  'http://jabber.org/protocol/chatstates': 'a sign of typing',
  'jabber:x:event': 'a sign of typing',
}

function automaticWords(stanza: Element): string {
  const known = stanza.getChildElements().map((child) => automatic[child.getNS() ?? ''])
  return known.find((words) => words !== undefined) ?? 'a message without words'
}

const topics: Readonly<Record<string, string>> = {
  [nsVersion]: 'version',
  'jabber:iq:last': 'last activity',
  'urn:xmpp:time': 'time',
  'jabber:iq:time': 'time',
  [nsDiscoInfo]: 'abilities',
  [nsDiscoItems]: 'items',
  [nsVcard]: 'vCard',
}

function topicOf(request: Element, whose: 'your' | 'their'): string {
  const payload = request.getChildElements()[0]
  const ns = payload?.getNS() ?? ''
  if (ns === nsPing) return 'a ping'
  if (ns.startsWith('urn:xmpp:jingle:')) return 'a call'
  const topic = Object.hasOwn(topics, ns) ? topics[ns] : undefined
  return topic ? `${whose} ${topic}` : `${cut(payload?.getName() ?? '', 40)} (${cut(ns, 80)})`
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text
}
