// Takes any stanza to its address, whoever it is from: a session, the server, or a room.
import { deliverMessage } from './messages'
import type { Realm } from './realm'
import { deliverIq } from './requests'
import type { Route } from './routing'
import { deliverPresence, domainAt } from './routing'

/** The way to every address of that realm. */
export function routeIn(realm: Realm): Route {
  const route: Route = (stanza) => {
    const component = realm.components.get(domainAt(stanza.attrs['to'] ?? ''))
    if (component) component.receive(stanza)
    else if (stanza.name === 'presence') deliverPresence(realm, stanza)
    else if (stanza.name === 'message') deliverMessage(realm, stanza, route)
    else deliverIq(realm, stanza, route)
  }
  return route
}
