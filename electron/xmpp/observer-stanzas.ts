// What an observer sends for a check: requests (XEP-0092, XEP-0199), a message, and its own presence (RFC 3921 s.5.1).
import { randomUUID } from 'node:crypto'
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import type { BareJid } from '../../shared/jid'
import { nsPing, nsVersion } from './namespaces'
import { chatMessage } from './message'
import { available, probe, unavailable } from './presence'

const plain = { show: null, status: '', priority: 0 } as const

/** It comes online. */
export function arrival(): Element {
  return available(plain)
}

/** It goes and comes back, and asks for the presence of whom it watches as well. */
export function comeback(watched: BareJid): Element[] {
  return [unavailable(), available(plain), probe(watched)]
}

/** A request to one resource. */
export function question(to: string, what: 'version' | 'ping'): Element {
  const payload =
    what === 'version' ? xml('query', { xmlns: nsVersion }) : xml('ping', { xmlns: nsPing })
  return xml('iq', { type: 'get', id: randomUUID(), to }, payload)
}

/** A message that says what it is for. */
export function note(to: BareJid, body: string): Element {
  return chatMessage(to, randomUUID(), body)
}
