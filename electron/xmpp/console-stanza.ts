// Stanzas as the text that a user types and reads: exactly one in, and one out without its secrets.
import FramedParser from '@xmpp/websocket/lib/FramedParser.js'
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import { randomUUID } from 'node:crypto'
import { appError } from '../../shared/errors'
import type { Result } from '../../shared/result'
import { err, ok } from '../../shared/result'
import { stanzaFault } from './connection-inspect'
import { createGuard, isXmlText } from './library-guard'
import { nsBlocking, nsInvisible, nsPrivacy, nsRoster } from './namespaces'

/** What is shown of one stanza, in UTF-16 units. */
const shownLength = 16_384

const names: ReadonlySet<string> = new Set(['message', 'presence', 'iq'])
const legacyTypes = ['unavailable', 'invisible', 'visible'] as const
const subscriptions = new Set(['subscribe', 'subscribed', 'unsubscribe', 'unsubscribed'])

/** XEP-0078 and XEP-0077: passwords. */
const secret: ReadonlySet<string> = new Set(['jabber:iq:auth', 'jabber:iq:register'])

/**
 * What the visibility engine and the session alone may set: lists, cloaks, the resource (RFC 6120 s.7). Blocking somebody
 * or taking them off the roster tells them on some servers that the user is here (measured).
 */
const guarded: ReadonlySet<string> = new Set([
  nsPrivacy,
  nsInvisible,
  nsBlocking,
  nsRoster,
  'urn:ietf:params:xml:ns:xmpp-bind',
])

/** Presence as a legacy client sends it: availability, or one of the types of XEP-0018. */
export interface TypedPresence {
  readonly type: 'available' | (typeof legacyTypes)[number]
  /** As typed; null where it is undirected. */
  readonly to: string | null
  /** The text of `<show/>`, whatever it says; null where there is none. */
  readonly show: string | null
  readonly status: string
  readonly priority: number
}

/** What the user means to send: presence as a legacy client's, or a stanza for the gate. */
export type Typed =
  | { readonly kind: 'presence'; readonly presence: TypedPresence }
  | { readonly kind: 'stanza'; readonly stanza: Element }

/**
 * Reads what was typed. An iq without an id is given one; `from` is the server's to say and is left out.
 * Errors: `console-malformed`, `console-several`, `console-no-stanza`, `console-subscription`, `console-guarded`,
 * `console-secret`; their details never quote the text.
 */
export function readTyped(text: string): Result<Typed> {
  const parsed = parse(text)
  if (!parsed.ok) return parsed
  const stanza = parsed.value
  const { name, attrs } = stanza
  delete attrs['from']
  attrs['xmlns'] ??= 'jabber:client'
  if (name === 'iq') attrs['id'] ??= randomUUID()
  const fault = names.has(name) ? stanzaFault(stanza) : 'another element'
  if (fault !== undefined) return err(appError('console-no-stanza', fault))
  delete attrs['xmlns']
  const payloads = stanza.getChildElements().map((child) => child.getNS() ?? '')
  if (payloads.some((ns) => secret.has(ns))) return err(appError('console-secret'))
  if (name === 'iq' && attrs['type'] !== 'get' && payloads.some((ns) => guarded.has(ns))) {
    return err(appError('console-guarded'))
  }
  if (name !== 'presence') return ok({ kind: 'stanza', stanza })
  const { type } = attrs
  if (type !== undefined && subscriptions.has(type)) return err(appError('console-subscription'))
  const legacy = type === undefined ? 'available' : legacyTypes.find((known) => known === type)
  if (legacy === undefined) return ok({ kind: 'stanza', stanza })
  return ok({ kind: 'presence', presence: presenceOf(stanza, legacy) })
}

/** A stanza as text, without passwords, and not longer than can be read. */
export function shownXml(stanza: Element): string {
  const text = withoutSecrets(stanza).toString()
  return text.length <= shownLength ? text : `${text.slice(0, shownLength)}…`
}

// Read by what reads the server's text: what that refuses is refused here, too.
function parse(text: string): Result<Element> {
  const roots: Element[] = []
  const parser = new FramedParser()
  parser.on('element', (element: Element) => roots.push(element))
  const limits = { size: Infinity, depth: 100 }
  const deep = createGuard({ ...limits, depth: Infinity }, 0)(`${text.trim()}<end/>`)
  const read = createGuard(limits, 0)(`${text.trim()}<end/>`)
  if (typeof read !== 'string') return err(appError('console-malformed', read.detail))
  if (read !== deep) return err(appError('console-malformed', 'elements too deep in each other'))
  try {
    parser.write(read)
  } catch {
    return err(appError('console-malformed'))
  }
  const end = roots.pop()
  const [stanza, ...others] = roots
  if (end?.name !== 'end' || !roots.every((root) => isXmlText(root.toString()))) {
    return err(appError('console-malformed'))
  }
  if (others.length > 0) return err(appError('console-several'))
  return stanza ? ok(stanza) : err(appError('console-no-stanza'))
}

function presenceOf(stanza: Element, type: TypedPresence['type']): TypedPresence {
  const priority = Number.parseInt(stanza.getChildText('priority') ?? '0', 10)
  return {
    type,
    to: stanza.attrs['to'] ?? null,
    show: stanza.getChildText('show')?.trim() ?? null,
    status: (stanza.getChildText('status') ?? '').slice(0, 1024),
    priority: Number.isInteger(priority) ? Math.max(-128, Math.min(127, priority)) : 0,
  }
}

function withoutSecrets(element: Element): Element {
  const hidden = secret.has(element.getNS() ?? '') || element.getName() === 'password'
  const copy = xml(element.name, element.attrs)
  copy.children = hidden
    ? ['…']
    : element.children.map((child) => (typeof child === 'string' ? child : withoutSecrets(child)))
  return copy
}
