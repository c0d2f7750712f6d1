// Stanzas as the server makes them: answers, errors (RFC 6120 s.8.3), copies for somebody else.
import { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import { nsDelay, nsStanzas } from '../../xmpp/namespaces'

/** Why a stanza is refused. */
export interface Refusal {
  readonly condition: string
  /** RFC 6120 s.8.3.2. */
  readonly type: 'auth' | 'cancel' | 'modify' | 'wait'
  /** A condition of the application's own. */
  readonly detail?: Element
}

const types: Readonly<Record<string, Refusal['type']>> = {
  'bad-request': 'modify',
  'jid-malformed': 'modify',
  'not-acceptable': 'modify',
  forbidden: 'auth',
  'not-authorized': 'auth',
  'registration-required': 'auth',
  'resource-constraint': 'wait',
}

/** A refusal with the type that goes with its condition. */
export function refuse(condition: string, detail?: Element): Refusal {
  return { condition, type: types[condition] ?? 'cancel', ...(detail ? { detail } : {}) }
}

/** Whether a handler's answer is a refusal. */
export function isRefusal(answer: Element | Refusal | null): answer is Refusal {
  return answer !== null && 'condition' in answer
}

/** The successful answer to an iq. */
export function resultOf(iq: Element, payload: Element | null): Element {
  return xml('iq', { ...returning(iq), type: 'result' }, payload)
}

/** The error that answers a stanza; undefined for what must not be answered: an error, a result (RFC 6120 s.8.3.1). */
export function errorOf(
  stanza: Element,
  { condition, type, detail }: Refusal,
): Element | undefined {
  const { type: kind } = stanza.attrs
  if (kind === 'error' || (stanza.name === 'iq' && kind === 'result')) return undefined
  const reason = xml('error', { type }, xml(condition, { xmlns: nsStanzas }), detail)
  return xml(stanza.name, { ...returning(stanza), type: 'error' }, reason)
}

/** The same stanza with other attributes; undefined takes one away. Children are shared. */
export function readdressed(
  stanza: Element,
  attributes: Readonly<Record<string, string | undefined>>,
): Element {
  const copy = new Element(stanza.name, { ...stanza.attrs, ...attributes })
  copy.children = stanza.children
  copy.parent = stanza.parent
  return copy
}

/** The stanza with the time when it was stored (XEP-0203). */
export function delayed(stanza: Element, from: string, stamp: string): Element {
  const copy = readdressed(stanza, {})
  copy.children = [...stanza.children, xml('delay', { xmlns: nsDelay, from, stamp })]
  return copy
}

function returning({ attrs: { id, from, to } }: Element): Record<string, string> {
  return {
    ...(id === undefined ? {} : { id }),
    ...(to === undefined ? {} : { from: to }),
    ...(from === undefined ? {} : { to: from }),
  }
}
