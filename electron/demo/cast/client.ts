// What the client of somebody in the cast answers by itself: XEP-0092, XEP-0199, and a refusal of everything else.
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import { nsPing, nsStanzas, nsVersion } from '../../xmpp/namespaces'

/** The answer to an iq; undefined for one that is an answer. @param client the client's name and version */
export function answerTo(iq: Element, client: string): Element | undefined {
  const { type, id = '', from = '' } = iq.attrs
  if (type !== 'get' && type !== 'set') return undefined
  const [payload] = iq.getChildElements()
  const result = (child: Element | null): Element =>
    xml('iq', { type: 'result', id, to: from }, child)
  if (type === 'get' && payload?.is('ping', nsPing)) return result(null)
  if (type === 'get' && payload?.is('query', nsVersion)) {
    const [name = '', version = ''] = client.split(' ')
    const about = [xml('name', null, name), xml('version', null, version)]
    return result(xml('query', { xmlns: nsVersion }, about))
  }
  const reason = xml('service-unavailable', { xmlns: nsStanzas })
  return xml('iq', { type: 'error', id, to: from }, xml('error', { type: 'cancel' }, reason))
}
