// What clients say by themselves in messages: signs of typing (XEP-0085, XEP-0022), and that a message arrived or was read
// (XEP-0184, XEP-0333, XEP-0022). To ask somebody else for such a sign is none.
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import { nsChatStates, nsEvent, nsHints, nsMarkers, nsReceipts, nsStanzaIds } from './namespaces'

/** That the user types; that a message arrived or was read. */
export type Sign = 'typing' | 'receipts'

/** The signs in a message. */
export function signsOf(message: Element): Sign[] {
  return [...new Set(message.getChildElements().flatMap(signsIn))]
}

/** Whether a message is there for its signs alone. */
export function isOnlySigns(message: Element): boolean {
  const parts = message.getChildElements().filter((child) => !isAside(child))
  return parts.length > 0 && parts.every((child) => signsIn(child).length > 0)
}

/** The same message without those signs. */
export function withoutSigns(message: Element, signs: readonly Sign[]): Element {
  const isKept = (child: Element | string): boolean =>
    typeof child === 'string' || !signsIn(child).some((sign) => signs.includes(sign))
  return xml(message.name, message.attrs, ...message.children.filter(isKept))
}

function signsIn(part: Element): readonly Sign[] {
  switch (part.getNS()) {
    case nsChatStates:
      return ['typing']
    case nsReceipts:
      return part.name === 'received' ? ['receipts'] : []
    case nsMarkers:
      return part.name === 'markable' ? [] : ['receipts']
    case nsEvent:
      return signsInEvent(part)
    default:
      return []
  }
}

// It tells of the message that it names; without a name it asks to be told (XEP-0022 s.3).
function signsInEvent(event: Element): readonly Sign[] {
  if (!event.getChild('id')) return []
  const names = event.getChildElements().map(({ name }) => name)
  const tells = ['offline', 'delivered', 'displayed'].some((name) => names.includes(name))
  if (!tells) return ['typing']
  return names.includes('composing') ? ['typing', 'receipts'] : ['receipts']
}

// What says how a message is to be kept, or to which it belongs.
function isAside(part: Element): boolean {
  return part.name === 'thread' || [nsHints, nsStanzaIds].includes(part.getNS() ?? '')
}
