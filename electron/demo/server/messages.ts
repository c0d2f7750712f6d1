// Messages: to one resource, to the most available one, or kept for later (RFC 3921 s.11.1, XEP-0160, XEP-0203).
import type { Element } from '@xmpp/xml'
import { isBlocked } from '../state/rules'
import type { Realm, User } from './realm'
import { atMost, priorityOf, sessionAt, userAt } from './realm'
import type { Route } from './routing'
import { accountLetsIn, bounce, letsIn } from './routing'
import { readdressed, refuse } from './stanzas'

/** A message arrives for a user. */
export function deliverMessage(realm: Realm, stanza: Element, route: Route): void {
  const { from = '', to = '', type = 'normal' } = stanza.attrs
  const user = userAt(realm, to)
  const unavailable = (): void => bounce(route, stanza, refuse('service-unavailable'))
  if (!user || isBlocked(user.account, from, realm.conduct)) {
    unavailable()
    return
  }
  const one = sessionAt(realm, to)
  if (one) {
    if (letsIn(realm, one, 'message', from)) one.stream.send(stanza)
    return
  }
  if (type === 'groupchat') unavailable()
  else if (type === 'error' || (type === 'headline' && to.includes('/'))) return
  else deliverToBest(realm, user, stanza, type === 'headline')
}

function storeMessage(realm: Realm, user: User, stanza: Element): void {
  const { type = 'normal' } = stanza.attrs
  const worth = type === 'chat' ? stanza.getChild('body') !== undefined : type === 'normal'
  if (!worth || user.stored.length >= atMost.stored) return
  user.stored.push({ stanza, stamp: new Date(realm.now()).toISOString() })
}

// Whose rules deny it is as if they were not there; whoever is denied is not told (RFC 3921 s.10.14).
function deliverToBest(realm: Realm, user: User, stanza: Element, passing: boolean): void {
  const { from = '' } = stanza.attrs
  const present = [...user.sessions.values()].filter((session) => (priorityOf(session) ?? -1) >= 0)
  if (present.length === 0) {
    if (!passing && accountLetsIn(realm, user, 'message', from)) storeMessage(realm, user, stanza)
    return
  }
  const best = Math.max(...present.map((session) => priorityOf(session) ?? 0))
  const chosen = present.filter((session) => passing || priorityOf(session) === best)
  for (const session of chosen) {
    if (letsIn(realm, session, 'message', from)) session.stream.send(stanza)
  }
}

/** What was sent to a session and never confirmed goes where it would go without it (XEP-0198 s.4). */
export function redeliver(
  realm: Realm,
  user: User,
  undelivered: readonly Element[],
  route: Route,
): void {
  for (const stanza of undelivered) {
    const { type } = stanza.attrs
    if (stanza.name !== 'message' || type === 'groupchat') continue
    deliverMessage(realm, readdressed(stanza, { to: user.account.jid }), route)
  }
}
