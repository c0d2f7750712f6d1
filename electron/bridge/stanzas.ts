// Stanzas as the bridge reads and writes them: what is known by its namespace, answers in the server's name, copies.
import { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import type { BareJid } from '../../shared/jid'
import { bareJid } from '../../shared/jid'
import { nsBlocking, nsRoster, nsStanzas } from '../xmpp/namespaces'
import { hasWords } from '../xmpp/stanza'

/** RFC 6120 s.7: the resource. */
export const nsBind = 'urn:ietf:params:xml:ns:xmpp-bind'

/** The same stanza with other attributes; what is in it is shared. */
export function readdressed(stanza: Element, attrs: Record<string, string | undefined>): Element {
  const copy = new Element(stanza.name, { ...stanza.attrs, ...attrs })
  copy.children = stanza.children
  return copy
}

/** The answer to a request as whoever was asked would give it. */
export function answer(request: Element, payload?: Element): Element {
  const { to, id } = request.attrs
  return xml('iq', { type: 'result', id, ...(to === undefined ? {} : { from: to }) }, payload)
}

/** An error in answer to a stanza, as from whom it was for. @param text for the user */
export function refusal(stanza: Element, condition: string, text?: string): Element {
  const { to, id } = stanza.attrs
  const error = xml(
    'error',
    { type: 'cancel' },
    xml(condition, { xmlns: nsStanzas }),
    text === undefined ? null : xml('text', { xmlns: nsStanzas, 'xml:lang': 'en' }, text),
  )
  const addressed = {
    ...(id === undefined ? {} : { id }),
    ...(to === undefined ? {} : { from: to }),
  }
  return xml(stanza.name, { type: 'error', ...addressed }, error)
}

/** Whether it is what a person wrote: a message with words, or with a subject. */
export function isSaid(stanza: Element): boolean {
  return stanza.name === 'message' && stanza.attrs['type'] !== 'error' && hasWords(stanza)
}

/** Whether a stanza asks for an answer. */
export function isRequest({ name, attrs }: Element): boolean {
  return name === 'iq' && (attrs['type'] === 'get' || attrs['type'] === 'set')
}

/** Whom a request takes off the roster (RFC 3921 s.7.6). */
export function partedBy(request: Element): BareJid[] {
  if (request.attrs['type'] !== 'set') return []
  const items = request.getChild('query', nsRoster)?.getChildren('item') ?? []
  return items
    .filter(({ attrs }) => attrs['subscription'] === 'remove')
    .flatMap(({ attrs }) => bareJid(attrs['jid'] ?? '') ?? [])
}

/** The block or unblock that a request asks for (XEP-0191 s.3.3 to s.3.5); undefined where it asks for none. */
export function blockedBy(request: Element): Element | undefined {
  if (request.attrs['type'] !== 'set') return undefined
  return request.getChild('block', nsBlocking) ?? request.getChild('unblock', nsBlocking)
}
