// How the own server answers a request to a resource that is not there (RFC 6121 s.8.5.3.2.3), and the same answer in
// its place. It is learnt with a payload of our own: one of a stranger's choice is never sent in the user's name.
import { randomBytes } from 'node:crypto'
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import type { BareJid } from '../../shared/jid'
import type { Exchanging } from './iq'
import { nsStanzas, nsVersion } from './namespaces'

/** The shape of such an answer. */
export interface AbsentForm {
  /** The attributes in the order in which they are to be sent, with values where they do not follow from the request. */
  readonly attributes: readonly (readonly [name: string, value: string | null])[]
  /** What is in it; null stands where the payload of the request is repeated. */
  readonly children: readonly (Element | null)[]
  /** Whether the server reverses the attributes of what it passes on. */
  readonly reversed: boolean
}

/** What is known of a server before it was asked. */
export interface AbsentTable {
  /** Where the payload of the request is repeated, if at all. */
  readonly echo: 'before' | 'after' | null
  readonly text: string | null
  /** The error's number in the old style (XEP-0086). */
  readonly code: string | null
}

const plainAttributes = [
  ['type', null],
  ['to', null],
  ['id', null],
] as const

/** The form by what is known of the server. */
export function tabledForm({ echo, text, code }: AbsentTable): AbsentForm {
  const words = text ? xml('text', { 'xml:lang': 'en', xmlns: nsStanzas }, text) : undefined
  const attributes = { ...(code ? { code } : {}), type: 'cancel' }
  const condition = xml('service-unavailable', { xmlns: nsStanzas })
  const error = xml('error', attributes, condition, words)
  const children = echo === null ? [error] : echo === 'before' ? [null, error] : [error, null]
  return { attributes: plainAttributes, children, reversed: false }
}

/**
 * Asks the own server about a resource of the own account that does not exist; nobody else learns of it.
 * @param lang the language of the question (xml:lang); null for none
 * @returns undefined where the server does not answer so
 */
export async function learnForm(
  iq: Pick<Exchanging, 'exchange'>,
  self: BareJid,
  lang: string | null,
): Promise<AbsentForm | undefined> {
  const to = `${self}/${randomBytes(9).toString('base64url')}`
  const reply = await iq.exchange('get', to, xml('query', { xmlns: nsVersion }), lang)
  if (!reply.ok || reply.value.attrs['type'] !== 'error') return undefined
  const { attrs } = reply.value
  const attributes = Object.entries(attrs).filter(([name]) => name !== 'xmlns' && name !== 'from')
  const children = reply.value.getChildElements()
  return {
    attributes: attributes.map(
      ([name, value]) => [name, isPlain(name) ? null : (value ?? '')] as const,
    ),
    children: children.map((child) => (child.is('query', nsVersion) ? null : child)),
    reversed: false,
  }
}

/** The answer to that request in that form. */
export function absentReply(
  request: Element,
  { attributes, children, reversed }: AbsentForm,
): Element {
  const { from, id } = request.attrs
  const own: Readonly<Record<string, string | undefined>> = { type: 'error', to: from, id }
  const asked = Object.keys(request.attrs)
  // Such a server gives an answer the order of the request, in which it wrote the one and writes the other reversed.
  const ordered = reversed
    ? attributes.toSorted(([a], [b]) => asked.indexOf(b) - asked.indexOf(a))
    : attributes
  const attrs = ordered.flatMap(([name, value]) => {
    const written = value ?? own[name]
    return written === undefined ? [] : [[name, written] as const]
  })
  const payload = request.getChildElements()
  const echoed = request.name === 'iq' ? payload.slice(0, 1) : payload
  const parts = children.flatMap((child) => child ?? echoed)
  return xml(request.name, Object.fromEntries(attrs), ...parts)
}

/** The form for a server that reverses the attributes of what it passes on. */
export function reversedForm({ attributes, children }: AbsentForm): AbsentForm {
  return { attributes, children: children.map((child) => child && turned(child)), reversed: true }
}

function turned(element: Element): Element {
  const attrs = Object.fromEntries(Object.entries(element.attrs).toReversed())
  const children = element.children.map((child) =>
    typeof child === 'string' ? child : turned(child),
  )
  return xml(element.name, attrs, ...children)
}

function isPlain(name: string): boolean {
  return plainAttributes.some(([plain]) => plain === name)
}
