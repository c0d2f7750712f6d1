// How the own server answers a request or a message to a resource that is not there (RFC 6121 s.8.5.3.2), and the same
// answer in its place. It is learnt with a payload of our own: one of a stranger's choice is never sent in the user's name.
import { randomBytes } from 'node:crypto'
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import type { BareJid } from '../../shared/jid'
import type { Exchanging } from './iq'
import { nsChatStates, nsHints, nsStanzas, nsVersion } from './namespaces'

/** What of the stanza is repeated at that place of the answer: `words` are subject, body and thread of a message. */
type Echo = 'all' | 'words' | 'rest'

/** The shape of such an answer. */
export interface AbsentForm {
  /** The attributes in the order in which they are to be sent, with values where they do not follow from the request. */
  readonly attributes: readonly (readonly [name: string, value: string | null])[]
  /** What is in it, and where what it answers is repeated. */
  readonly children: readonly (Element | Echo)[]
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
  const children: Record<'before' | 'after' | 'none', AbsentForm['children']> = {
    before: ['all', error],
    after: [error, 'all'],
    none: [error],
  }
  return { attributes: plainAttributes, children: children[echo ?? 'none'], reversed: false }
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
  const reply = await iq.exchange('get', nobody(self), xml('query', { xmlns: nsVersion }), lang)
  if (!reply.ok || reply.value.attrs['type'] !== 'error') return undefined
  return formOf(reply.value, (child) => (child.is('query', nsVersion) ? 'all' : child))
}

/**
 * Asks the same about a message: one of the same kind, with nothing of the sender's, goes to a resource of the own
 * account that does not exist. Where another device of the user's is available, it may receive a sign of typing.
 * @param returned sends a message, and gives what came back of it; null where nothing did
 * @returns null where the server keeps silent
 */
export async function learnBounce(
  returned: (question: Element) => Promise<Element | null>,
  self: BareJid,
  message: Element,
): Promise<AbsentForm | null> {
  const { type, 'xml:lang': lang } = message.attrs
  const attributes = { type: type === 'groupchat' ? type : 'chat', to: nobody(self), id: token() }
  const hints = hintsOf(message).map(({ name }) => xml(name, { xmlns: nsHints }))
  const question = xml(
    'message',
    { ...attributes, ...(lang ? { 'xml:lang': lang } : {}) },
    xml('active', { xmlns: nsChatStates }),
    ...hints,
    xml('thread', {}, token()),
    ...(message.getChild('body') ? [xml('body')] : []),
  )
  const reply = await returned(question)
  if (reply === null) return null
  return formOf(reply, (child) => {
    if (isWords(child)) return 'words'
    return child.name === 'error' ? child : 'rest'
  })
}

/** Of a message, the hints that it is to be kept for nobody (XEP-0334). */
export function hintsOf(message: Element): Element[] {
  const names = ['no-store', 'no-permanent-store']
  return message.getChildElements().filter((child) => names.some((name) => child.is(name, nsHints)))
}

// The answer that was given, with what it repeats left out: each part of that once, where it first stands.
function formOf(reply: Element, partOf: (child: Element) => Element | Echo): AbsentForm {
  const attributes = Object.entries(reply.attrs).filter(
    ([name]) => name !== 'xmlns' && name !== 'from',
  )
  return {
    attributes: attributes.map(
      ([name, value]) => [name, isPlain(name) ? null : (value ?? '')] as const,
    ),
    children: [...new Set(reply.getChildElements().map(partOf))],
    reversed: false,
  }
}

/** The answer to that request or message in that form. */
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
  const parts = children.flatMap((child) =>
    typeof child === 'string' ? echoOf(request, child) : child,
  )
  return xml(request.name, Object.fromEntries(attrs), ...parts)
}

function echoOf(request: Element, echo: Echo): Element[] {
  const payload = request.getChildElements()
  if (request.name === 'iq') return payload.slice(0, 1)
  return echo === 'all' ? payload : payload.filter((child) => isWords(child) === (echo === 'words'))
}

function isWords({ name }: Element): boolean {
  return name === 'subject' || name === 'body' || name === 'thread'
}

/** The form for a server that reverses the attributes of what it passes on. */
export function reversedForm({ attributes, children }: AbsentForm): AbsentForm {
  const written = children.map((child) => (typeof child === 'string' ? child : turned(child)))
  return { attributes, children: written, reversed: true }
}

function turned(element: Element): Element {
  const attrs = Object.fromEntries(Object.entries(element.attrs).toReversed())
  const children = element.children.map((child) =>
    typeof child === 'string' ? child : turned(child),
  )
  return xml(element.name, attrs, ...children)
}

function nobody(self: BareJid): string {
  return `${self}/${token()}`
}

function token(): string {
  return randomBytes(9).toString('base64url')
}

function isPlain(name: string): boolean {
  return plainAttributes.some(([plain]) => plain === name)
}
