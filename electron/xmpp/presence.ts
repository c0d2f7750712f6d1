// Presence: RFC 3921 s.2.2, s.5, and s.6 for subscriptions; XEP-0319. Whether presence may be sent at all is not decided here.
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import type { BareJid, FullJid } from '../../shared/jid'
import { bareJid, parseJid } from '../../shared/jid'
import type { OwnPresence, ResourcePresence, Show, SubscriptionAct } from '../../shared/model'
import { programElements } from './caps'
import { nsIdle } from './namespaces'

/** Presence that arrived. */
export type PresenceFact =
  | { readonly kind: 'available'; readonly from: BareJid; readonly resource: ResourcePresence }
  | { readonly kind: 'unavailable'; readonly from: BareJid; readonly resource: string }
  | {
      readonly kind: 'other'
      readonly from: BareJid
      readonly resource: string
      readonly type: string
    }

/** Available presence, broadcast or directed. */
export function available(
  { show, status, priority, idleSince, program }: OwnPresence,
  to?: BareJid | FullJid,
): Element {
  return xml(
    'presence',
    to === undefined ? {} : { to },
    show === null ? undefined : xml('show', {}, show),
    status === '' ? undefined : xml('status', {}, status),
    priority === 0 ? undefined : xml('priority', {}, String(priority)),
    idleSince === undefined ? undefined : idle(idleSince),
    program && programElements(program),
  )
}

function idle(since: number): Element {
  return xml('idle', { xmlns: nsIdle, since: `${new Date(since).toISOString().slice(0, 19)}Z` })
}

/** Unavailable presence. It never carries a status: that would tell going invisible from signing out. */
export function unavailable(to?: BareJid | FullJid): Element {
  return xml('presence', { type: 'unavailable', ...(to === undefined ? {} : { to }) })
}

/** A presence probe on our own behalf (RFC 3921 s.5.1.3). */
export function probe(to: BareJid): Element {
  return xml('presence', { type: 'probe', to })
}

/** Asks to see somebody, allows them to see us, or ends one of the two (RFC 3921 s.6). */
export function subscription(act: SubscriptionAct, to: BareJid): Element {
  return xml('presence', { type: act, to })
}

/** Reads an incoming presence; undefined where it has no sender. */
export function readPresence(stanza: Element): PresenceFact | undefined {
  const parts = parseJid(stanza.attrs['from'] ?? '')
  const from = bareJid(stanza.attrs['from'] ?? '')
  if (!parts || !from) return undefined
  const { type } = stanza.attrs
  const { resource } = parts
  if (type === undefined) {
    return { kind: 'available', from, resource: { resource, ...readAvailability(stanza) } }
  }
  if (type === 'unavailable') return { kind: 'unavailable', from, resource }
  return { kind: 'other', from, resource, type }
}

/** The types that say nothing of availability (RFC 3921 s.2.2.1). */
const silent = new Set(['subscribe', 'subscribed', 'unsubscribe', 'unsubscribed', 'probe', 'error'])

/** What presence says of its sender: a type that is not known says "not available" (one server does forward them). */
export function understood(fact: PresenceFact): PresenceFact {
  if (fact.kind !== 'other' || silent.has(fact.type)) return fact
  return { kind: 'unavailable', from: fact.from, resource: fact.resource }
}

/** Characters of a status that are kept. */
const statusLength = 1024

/** Reads availability; a status is cut at 1024 UTF-16 units. */
export function readAvailability(stanza: Element): Omit<ResourcePresence, 'resource'> {
  const priority = Number.parseInt(stanza.getChildText('priority') ?? '0', 10)
  return {
    show: readShow(stanza.getChildText('show')),
    status: (stanza.getChildText('status') ?? '').slice(0, statusLength),
    priority: Number.isInteger(priority) ? Math.max(-128, Math.min(127, priority)) : 0,
  }
}

function readShow(text: string | null): Show | null {
  const show = text?.trim()
  return show === 'chat' || show === 'away' || show === 'xa' || show === 'dnd' ? show : null
}
