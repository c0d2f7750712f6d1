// The roster on the wire: items, and the pushes to whoever asked for it (RFC 3921 s.7).
import { randomUUID } from 'node:crypto'
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import { nsRoster } from '../../xmpp/namespaces'
import type { RosterItem } from '../state/account'
import type { User } from './realm'

/** One item, as it stands in a roster. */
export function itemElement({ jid, name, subscription, ask, groups }: RosterItem): Element {
  const attributes = {
    jid,
    subscription,
    ...(name ? { name } : {}),
    ...(ask ? { ask: 'subscribe' } : {}),
  }
  return xml(
    'item',
    attributes,
    groups.map((group) => xml('group', null, group)),
  )
}

/** Tells every resource that asked for the roster of one item; of one that is gone, by its address alone. */
export function pushRoster(user: User, item: RosterItem | { readonly gone: string }): void {
  const element =
    'gone' in item ? xml('item', { jid: item.gone, subscription: 'remove' }) : itemElement(item)
  for (const { stream, wantsRoster } of user.sessions.values()) {
    if (!wantsRoster) continue
    const query = xml('query', { xmlns: nsRoster }, element)
    stream.send(xml('iq', { type: 'set', id: randomUUID(), to: stream.jid }, query))
  }
}
