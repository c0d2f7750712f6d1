// What the streams' stanzas come to: sessions come and go in the realm, and what they send is taken to where it belongs.
import type { Element } from '@xmpp/xml'
import { bareJid } from '../../../shared/jid'
import type { Backend, Session } from '../../c2s/backend'
import { redeliver } from './messages'
import { routeIn } from './post'
import { broadcastPresence, directPresence, endPresence, sendPresence } from './presence'
import type { OnlineSession, Realm, User } from './realm'
import { addSession, userAt } from './realm'
import { isForServer, serveOwn } from './requests'
import type { Route } from './routing'
import { bounce, outboundRefusal } from './routing'
import { readdressed } from './stanzas'
import { isSubscriptionAct, sendSubscription } from './subscriptions'

/** What stands behind the streams of that realm. */
export function backendOf(realm: Realm): Backend {
  const online = new Map<Session, OnlineSession>()
  const startedAt = realm.now()
  const route: Route = routeIn(realm)
  const userOf = (name: string): User | undefined => {
    return userAt(realm, bareJid(`${name}@${realm.domain}`) ?? '')
  }

  return {
    checkPassword: (name, password) => userOf(name)?.password === password,
    scramKeys: (name, hash) => {
      const user = userOf(name)
      return user ? [user.keysOf(hash)] : []
    },
    bound(stream) {
      const user = userAt(realm, stream.jid)
      if (!user) {
        stream.end('not-authorized')
        return
      }
      user.sessions.get(stream.resource)?.stream.end('conflict')
      const session = addSession(realm, user, stream, (from, to, presence) => {
        sendPresence(realm, from, to, presence)
      })
      online.set(stream, session)
    },
    stanza(stream, stanza) {
      const session = online.get(stream)
      if (session) send(realm, session, stanza, startedAt, route)
    },
    ended(stream, undelivered) {
      const session = online.get(stream)
      if (!session) return
      online.delete(stream)
      endPresence(realm, session)
      if (session.user.sessions.get(stream.resource) === session) {
        session.user.sessions.delete(stream.resource)
      }
      redeliver(realm, session.user, undelivered, route)
    },
  }
}

// What a session sends.
function send(
  realm: Realm,
  session: OnlineSession,
  stanza: Element,
  startedAt: number,
  route: Route,
): void {
  const { to, type } = stanza.attrs
  // What the server itself says to the sender is kept out by no list.
  const reply: Route = (answer) => session.stream.send(answer)
  if (stanza.name === 'presence') {
    if (to === undefined) broadcastPresence(realm, session, stanza, reply)
    else if (isSubscriptionAct(type)) {
      if (!outboundRefusal(realm, session, to)) sendSubscription(realm, session.user, stanza)
    } else directPresence(realm, session, stanza)
  } else if (stanza.name === 'iq' && isForServer(realm, session, to)) {
    serveOwn(realm, session, stanza, startedAt, reply)
  } else {
    const address = to ?? session.user.account.jid
    const addressed = to === undefined ? readdressed(stanza, { to: address }) : stanza
    const refusal = outboundRefusal(realm, session, address)
    if (refusal) bounce(reply, addressed, refusal)
    else route(addressed)
  }
}
