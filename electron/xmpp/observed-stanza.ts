// What a stanza tells whoever receives it, for the view from a contact's side: presence (RFC 3921 s.2.2), messages with
// receipts (XEP-0184), markers (XEP-0333) and typing (XEP-0085), requests and their answers.
import type { Element } from '@xmpp/xml'
import type { BareJid } from '../../shared/jid'
import { bareJid, parseJid } from '../../shared/jid'
import { shownXml } from './console-stanza'
import { nsChatStates, nsMarkers, nsReceipts } from './namespaces'
import type { PresenceFact } from './presence'
import { readPresence, understood } from './presence'
import { errorOf } from './stanza'

/** What of a message is not words of a person. */
type Sign = 'typing' | 'receipt' | 'marker' | 'error' | 'other'

/** What a stanza said. */
export type ObservedFact = {
  readonly from: BareJid
  /** Empty where the account speaks, or the server for it. */
  readonly resource: string
  /** Without secrets, at most 8,192 UTF-16 units. */
  readonly xml: string
} & (
  | { readonly kind: 'presence'; readonly presence: PresenceFact; readonly status: string }
  | { readonly kind: 'message'; readonly sign: Sign | null; readonly body: string }
  | {
      readonly kind: 'iq'
      readonly type: 'get' | 'set' | 'result' | 'error'
      /** The namespace of what is asked or answered; empty where there is none. */
      readonly about: string
      /** The condition of an error, else empty. */
      readonly condition: string
    }
)

/** The kinds of what is observed. */
export type Observed<K extends ObservedFact['kind']> = Extract<ObservedFact, { readonly kind: K }>

const shownLength = 8192

/** Reads a stanza; undefined where it is none, or has no sender. */
export function readObserved(stanza: Element): ObservedFact | undefined {
  const from = bareJid(stanza.attrs['from'] ?? '')
  const resource = parseJid(stanza.attrs['from'] ?? '')?.resource ?? ''
  if (from === undefined) return undefined
  const seen = { from, resource, xml: cut(shownXml(stanza)) }
  switch (stanza.name) {
    case 'presence': {
      const presence = readPresence(stanza)
      const status = stanza.getChildText('status') ?? ''
      return presence && { ...seen, kind: 'presence', presence: understood(presence), status }
    }
    case 'message': {
      const body = stanza.getChildText('body') ?? ''
      return { ...seen, kind: 'message', sign: signOf(stanza, body), body }
    }
    case 'iq': {
      const [payload] = stanza.getChildElements().filter(({ name }) => name !== 'error')
      const type = (['get', 'set', 'result'] as const).find((one) => one === stanza.attrs['type'])
      const condition = type === undefined ? errorOf(stanza).code : ''
      return {
        ...seen,
        kind: 'iq',
        type: type ?? 'error',
        about: payload?.getNS() ?? '',
        condition,
      }
    }
    default:
      return undefined
  }
}

/**
 * An answer to a request without what differs from one to the next: two that tell the same are the same text. The order
 * of attributes, which has no meaning in XML, is left out; at least one server keeps another one for what it passes on.
 */
export function bareAnswer(stanza: Element): string {
  return `${stanza.attrs['type'] ?? ''}: ${stanza.children.map(canonical).join('')}`
}

function canonical(node: Element | string): string {
  if (typeof node === 'string') return node
  const attributes = Object.entries(node.attrs).sort(([a], [b]) => (a < b ? -1 : 1))
  const written = attributes.map(([name, value = '']) => ` ${name}=${JSON.stringify(value)}`)
  return `<${node.name}${written.join('')}>${node.children.map(canonical).join('')}</${node.name}>`
}

function signOf(stanza: Element, body: string): Sign | null {
  if (stanza.attrs['type'] === 'error') return 'error'
  if (body !== '') return null
  const spaces = stanza.getChildElements().map((child) => child.getNS() ?? '')
  if (spaces.includes(nsChatStates)) return 'typing'
  if (spaces.includes(nsReceipts)) return 'receipt'
  return spaces.includes(nsMarkers) ? 'marker' : 'other'
}

function cut(xml: string): string {
  return xml.length <= shownLength ? xml : `${xml.slice(0, shownLength - 1)}…`
}
