// The checks that every stanza must pass before anybody reads it (RFC 6120 s.8.1, s.8.2.3).
import { bareJid, domainOf, parseJid } from '../../shared/jid'
import type { BareJid } from '../../shared/jid'
import type { Element } from '@xmpp/xml'

const stanzas: ReadonlySet<string> = new Set(['message', 'presence', 'iq'])
const iqTypes: ReadonlySet<string> = new Set(['get', 'set', 'result', 'error'])

/** @returns why a top-level element must be ignored, or undefined. Other elements than stanzas pass. */
export function stanzaFault(element: Element): string | undefined {
  const { from, to, id, type } = element.attrs
  if (from !== undefined && !parseJid(from)) return `${element.name} from an address that is none`
  if (to !== undefined && !parseJid(to)) return `${element.name} to an address that is none`
  if (!stanzas.has(element.name)) return undefined
  if (element.getNS() !== 'jabber:client') return `${element.name} of another namespace`
  if (element.name !== 'iq') return undefined
  if (!id) return 'iq without an id'
  return iqTypes.has(type ?? '') ? undefined : 'iq without a proper type'
}

/** Whether a stanza can be an answer of the own server: from nobody, the own address or the own domain. */
export function fromOwnServer(element: Element, own: BareJid): boolean {
  const { from } = element.attrs
  if (from === undefined) return true
  const bare = bareJid(from)
  return bare === own || bare === domainOf(own)
}
