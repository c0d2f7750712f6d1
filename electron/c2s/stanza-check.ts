// What a client may send on a bound stream: RFC 6120 s.4.9.3 (what ends the stream), s.8.1 and s.8.2.3 (what is answered).
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import { parseJid } from '../../shared/jid'
import type { Session } from './backend'

const nsClient = 'jabber:client'
const nsStanzas = 'urn:ietf:params:xml:ns:xmpp-stanzas'
const kinds = ['message', 'presence', 'iq']
const iqTypes = ['get', 'set', 'result', 'error']

/** The stream error that an element deserves, if any. @param session what it claims to come from must be this */
export function streamFault(element: Element, session: Session): string | undefined {
  if (!kinds.includes(element.name)) return 'unsupported-stanza-type'
  if (element.getNS() !== nsClient) return 'invalid-namespace'
  // One old client (Tkabber) names nobody when it answers a request that named nobody.
  const { from = '' } = element.attrs
  return ['', session.jid, session.bare].includes(from) ? undefined : 'invalid-from'
}

/** The error that a stanza is answered with instead of being routed; null where it is to be dropped; undefined where it is well formed. */
export function stanzaFault(stanza: Element): Element | null | undefined {
  const { to, type, id } = stanza.attrs
  const condition = conditionOf(stanza)
  if (condition === undefined) return undefined
  if (type === 'error' || (stanza.name === 'iq' && type === 'result')) return null
  return xml(
    stanza.name,
    {
      type: 'error',
      ...(id === undefined ? {} : { id }),
      ...(to === undefined ? {} : { from: to }),
    },
    xml('error', { type: 'modify' }, xml(condition, { xmlns: nsStanzas })),
  )
}

function conditionOf(stanza: Element): string | undefined {
  const { to, type, id } = stanza.attrs
  if (to !== undefined && parseJid(to) === undefined) return 'jid-malformed'
  if (stanza.name !== 'iq') return undefined
  if (id === undefined || id === '' || !iqTypes.includes(type ?? '')) return 'bad-request'
  const asks = type === 'get' || type === 'set'
  return asks && stanza.getChildElements().length !== 1 ? 'bad-request' : undefined
}
