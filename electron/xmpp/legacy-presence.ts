// The presence types of XEP-0018 s.3, rejected long ago: one server in wide use shows them to every contact as they
// are. Sent only to a server that has proved that it honours them.
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import type { BareJid, FullJid } from '../../shared/jid'
import { bareJid, fullJid } from '../../shared/jid'

/** Becoming invisible or visible: to one contact (s.3.3, s.3.4), or to all of them (s.3.1, s.3.2) where `to` is null. */
export interface LegacyPresence {
  readonly type: 'invisible' | 'visible'
  readonly to: BareJid | FullJid | null
}

/** Presence of a legacy type, undirected or directed. */
export function legacyPresence({ type, to }: LegacyPresence): Element {
  return xml('presence', { type, ...(to === null ? {} : { to }) })
}

/** Reads presence of a legacy type; undefined where it is of another, or for an address that is none. */
export function readLegacyPresence(stanza: Element): LegacyPresence | undefined {
  const { type, to } = stanza.attrs
  if (stanza.name !== 'presence' || (type !== 'invisible' && type !== 'visible')) return undefined
  if (to === undefined) return { type, to: null }
  const jid = fullJid(to) ?? bareJid(to)
  return jid && { type, to: jid }
}
