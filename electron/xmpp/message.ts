// One-to-one messages: RFC 3921 s.2.1 and s.4 (RFC 6121 s.5). No receipts, markers or chat states are ever sent.
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import type { BareJid } from '../../shared/jid'
import { bareJid, fullJid } from '../../shared/jid'
import { hintsOf } from './absent'
import { nsChatStates, nsDelay, nsEvent, nsHints, nsMucUser } from './namespaces'

/** A message that arrived. */
export type MessageFact =
  | {
      readonly kind: 'chat'
      readonly from: BareJid
      readonly body: string
      /** When it was sent, ms since the epoch, if it was delayed (XEP-0203). */
      readonly sentAt: number | null
    }
  | { readonly kind: 'error'; readonly from: BareJid; readonly id: string }

/** A message to somebody; the server chooses the resource. */
export function chatMessage(to: BareJid, id: string, body: string): Element {
  return xml('message', { type: 'chat', to, id }, xml('body', {}, body))
}

/** Reads an incoming message; undefined where there is nothing for a person to read. */
export function readMessage(stanza: Element): MessageFact | undefined {
  const from = bareJid(stanza.attrs['from'] ?? '')
  if (!from) return undefined
  const { type, id } = stanza.attrs
  if (type === 'error') return id === undefined ? undefined : { kind: 'error', from, id }
  const body = stanza.getChildText('body')
  if (type === 'groupchat' || body === null || body === '') return undefined
  // What an occupant of a room says in private is no conversation with the room (XEP-0045 s.7.5).
  const user = stanza.getChild('x', nsMucUser)
  if (user && !user.getChild('invite')) return undefined
  return { kind: 'chat', from, body, sentAt: readStamp(stanza) }
}

/**
 * Whether a server may return that message where the resource that it was sent to is not there (RFC 6121 s.8.5.3.2.1):
 * what is for a room; where the session is not available to its server, too, what is kept for nobody.
 */
export function isAstray(stanza: Element, isAvailable: boolean): boolean {
  const { type, to = '' } = stanza.attrs
  if (stanza.name !== 'message' || fullJid(to) === undefined) return false
  if (type === 'groupchat') return true
  if (isAvailable || type === 'error' || type === 'headline') return false
  return hintsOf(stanza).length > 0 || stanza.getChildElements().every(isPassing)
}

// What nobody need be told later.
function isPassing(child: Element): boolean {
  return child.name === 'thread' || passing.has(child.getNS() ?? '')
}

const passing: ReadonlySet<string> = new Set([nsChatStates, nsEvent, nsDelay, nsHints])

/** The answer to a message that cannot be delivered (RFC 6121 s.8.5.3.2.1). */
export function bounceOf({ attrs: { from, id } }: Element): Element {
  return xml('message', { type: 'error', ...(from ? { to: from } : {}), ...(id ? { id } : {}) })
}

/** When a delayed message was sent, ms since the epoch (XEP-0203); null for one that was not. */
export function readStamp(stanza: Element): number | null {
  const at = Date.parse(stanza.getChild('delay', nsDelay)?.attrs['stamp'] ?? '')
  return Number.isNaN(at) ? null : at
}
