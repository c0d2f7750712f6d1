// Reading and writing stanzas: RFC 6120 s.8. Elements stay inside electron/xmpp; typed facts leave it.
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import { appError } from '../../shared/errors'
import type { BareJid } from '../../shared/jid'
import { bareJid, fullJid } from '../../shared/jid'
import type { AppError } from '../../shared/result'
import { nsPubsub, nsPubsubOwner, nsStanzas, nsVcard } from './namespaces'
import type { Sign } from './signs'
import { isOnlySigns, signsOf } from './signs'

/** The types of presence, besides unavailable, that may have a reason to leave. */
type KnownPresence = (typeof knownPresence)[number]

const knownPresence = [
  'probe',
  'invisible',
  'visible',
  'subscribe',
  'subscribed',
  'unsubscribe',
  'unsubscribed',
] as const

/** The facts of an outgoing stanza that its gate-keeper needs; `to` is bare, null goes to the own server. */
export type StanzaFacts =
  | {
      readonly kind: 'presence'
      readonly type: 'available' | 'unavailable' | KnownPresence | 'other'
      readonly to: BareJid | null
    }
  | {
      readonly kind: 'message'
      readonly to: BareJid | null
      /** Whether a person wrote it: it has words, or a subject. */
      readonly body: boolean
      readonly signs: readonly Sign[]
      /** Whether it is there for those signs alone. */
      readonly onlySigns: boolean
      readonly id: string | null
      readonly bounce: boolean
    }
  | {
      readonly kind: 'iq'
      readonly type: 'get' | 'set' | 'result' | 'error'
      readonly to: BareJid | null
      /** Whether one resource of that address is meant, such as an occupant of a room. */
      readonly toResource: boolean
      /** Whether the server tells others of it by itself. */
      readonly publishes: boolean
    }

/** The facts of a stanza that is about to leave. Anything that is no stanza has none. */
export function factsOf(stanza: Element): StanzaFacts | undefined {
  const to = stanza.attrs['to'] === undefined ? null : bareJid(stanza.attrs['to'])
  if (to === undefined) return undefined
  switch (stanza.name) {
    case 'presence':
      return { kind: 'presence', type: presenceType(stanza.attrs['type']), to }
    case 'message': {
      const body = hasWords(stanza)
      const { id = null, type } = stanza.attrs
      const [signs, onlySigns] = [signsOf(stanza), isOnlySigns(stanza)]
      return { kind: 'message', to, body, signs, onlySigns, id, bounce: type === 'error' }
    }
    case 'iq': {
      const type = iqType(stanza.attrs['type'])
      const publishes = type === 'set' && stanza.getChildElements().some(isPublished)
      return { kind: 'iq', type, to, toResource: isFull(stanza), publishes }
    }
    default:
      return undefined
  }
}

/** Whether a message holds what a person wrote: words, or a subject. */
export function hasWords(message: Element): boolean {
  return ['body', 'subject'].some((part) => Boolean(message.getChildText(part)))
}

/** The failure that an error stanza carries, by its defined condition (RFC 6120 s.8.3). */
export function errorOf(stanza: Element): AppError {
  const error = stanza.getChild('error')
  const condition = error?.getChildElements().find((child) => child.getNS() === nsStanzas)
  const named = condition && condition.name !== 'text' ? condition.name : legacyCondition(error)
  return appError(named, error?.getChildText('text', nsStanzas) ?? undefined)
}

/** An error reply to a request (RFC 6120 s.8.3.1). */
export function errorReply(request: Element, condition: string): Element {
  const error = xml('error', { type: 'cancel' }, xml(condition, { xmlns: nsStanzas }))
  return xml('iq', replyAttributes(request, 'error'), error)
}

/** A successful reply to a request (RFC 6120 s.8.2.3). */
export function resultReply(request: Element, payload?: Element): Element {
  return xml('iq', replyAttributes(request, 'result'), payload)
}

function replyAttributes(request: Element, type: string): Record<string, string> {
  const { from, id } = request.attrs
  return { type, ...(from ? { to: from } : {}), ...(id ? { id } : {}) }
}

function isFull({ attrs }: Element): boolean {
  return fullJid(attrs['to'] ?? '') !== undefined
}

// Who is subscribed to the user hears of items (XEP-0163 s.4.3) and of what becomes of a node (XEP-0060 s.8), and on some
// servers of a vCard, as an item or with presence (XEP-0398).
function isPublished(payload: Element): boolean {
  if (payload.is('vCard', nsVcard) || payload.getNS() === nsPubsubOwner) return true
  const acts = payload.is('pubsub', nsPubsub) ? payload.getChildElements() : []
  return acts.some((act) => ['publish', 'retract'].includes(act.getName()))
}

type PresenceType = (StanzaFacts & { kind: 'presence' })['type']

function presenceType(type: string | undefined): PresenceType {
  if (type === undefined) return 'available'
  if (type === 'unavailable') return type
  return knownPresence.find((name) => name === type) ?? 'other'
}

function iqType(type: string | undefined): 'get' | 'set' | 'result' | 'error' {
  return type === 'get' || type === 'set' || type === 'result' ? type : 'error'
}

// Servers from before RFC 3920 name errors by number only (XEP-0086).
function legacyCondition(error: Element | undefined): string {
  const byCode: Readonly<Record<string, string>> = {
    '404': 'item-not-found',
    '501': 'feature-not-implemented',
    '503': 'service-unavailable',
  }
  return byCode[error?.attrs['code'] ?? ''] ?? 'undefined-condition'
}
