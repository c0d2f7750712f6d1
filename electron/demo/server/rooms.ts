// Rooms for many: the part of XEP-0045 that a client needs to join, talk and leave. Rooms are made by whoever comes first.
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import { writeInfo } from '../../xmpp/disco'
import { nsDiscoInfo, nsDiscoItems, nsMuc, nsPing } from '../../xmpp/namespaces'
import { bareOf } from '../state/account'
import type { Component } from './realm'
import type { Room } from './room'
import { createRoom } from './room'
import type { Route } from './routing'
import { bounce } from './routing'
import { refuse, resultOf } from './stanzas'

/** Rooms at the same time. */
const roomsAtMost = 200

/** The service with that domain. @param now ms since 1970 */
export function createRooms(domain: string, now: () => number, route: Route): Component {
  const rooms = new Map<string, Room>()

  return {
    receive(stanza) {
      const jid = bareOf(stanza.attrs['to'] ?? '')
      if (stanza.name === 'iq') query(stanza, jid)
      else if (!jid.includes('@')) bounce(route, stanza, refuse('service-unavailable'))
      else if (stanza.name === 'presence') presence(stanza, jid)
      else (rooms.get(jid) ?? createRoom(jid, now, route)).message(stanza)
    },
  }

  function presence(stanza: Element, jid: string): void {
    const { type } = stanza.attrs
    if (type !== undefined && type !== 'unavailable' && type !== 'error') return
    const room = rooms.get(jid)
    if (room) room.presence(stanza)
    else if (type === undefined) {
      if (rooms.size >= roomsAtMost) {
        bounce(route, stanza, refuse('resource-constraint'))
        return
      }
      const made = createRoom(jid, now, route)
      rooms.set(jid, made)
      made.presence(stanza)
    }
    if (rooms.get(jid)?.isEmpty()) rooms.delete(jid)
  }

  function query(iq: Element, jid: string): void {
    const { type, to = '' } = iq.attrs
    const [payload] = iq.getChildElements()
    const room = rooms.get(jid)
    if (to.includes('/')) {
      if (room) room.request(iq)
      else bounce(route, iq, refuse('item-not-found'))
      return
    }
    const known = jid === domain || room !== undefined
    if (type === 'get' && payload?.is('query', nsDiscoInfo) && known) {
      const identities = [{ category: 'conference', type: 'text', name: room?.name ?? 'Rooms' }]
      route(resultOf(iq, writeInfo({ identities, features: [nsDiscoInfo, nsMuc] })))
    } else if (type === 'get' && payload?.is('query', nsDiscoItems) && known) {
      const items =
        jid === domain ? [...rooms].map(([each, { name }]) => ({ jid: each, name })) : []
      const elements = items.map((item) => xml('item', item))
      route(resultOf(iq, xml('query', { xmlns: nsDiscoItems }, elements)))
    } else if (type === 'get' && payload?.is('ping', nsPing)) route(resultOf(iq, null))
    else bounce(route, iq, refuse(known ? 'service-unavailable' : 'item-not-found'))
  }
}
