// Requests and their answers: served here, by an account, by a room, or by the session they are for (RFC 3921 s.11.1).
import type { Element } from '@xmpp/xml'
import { nsBlocking, nsInvisible, nsPrivacy } from '../../xmpp/namespaces'
import { bareOf } from '../state/account'
import { blockingHandlers } from './blocking'
import type { Handler } from './handlers'
import { invisibleHandlers } from './invisible-command'
import { privacyHandlers } from './privacy-lists'
import type { OnlineSession, Realm } from './realm'
import { sessionAt, userAt } from './realm'
import { rosterHandlers } from './roster'
import type { Route } from './routing'
import { accountLetsIn, bounce, letsIn } from './routing'
import type { Answer } from './service'
import { askAccount, askServer, changeVcard } from './service'
import { isRefusal, refuse, resultOf } from './stanzas'

const handlers: readonly Handler[] = [
  ...rosterHandlers,
  ...privacyHandlers,
  ...blockingHandlers,
  ...invisibleHandlers,
]

/** A session asks the server, on its own account's behalf or about itself. */
export function serveOwn(
  realm: Realm,
  session: OnlineSession,
  iq: Element,
  startedAt: number,
  route: Route,
): void {
  const { type, to } = iq.attrs
  const [payload] = iq.getChildElements()
  if (!payload || type === 'result' || type === 'error') return
  const handler = handlers.find((each) => {
    return each.type === type && payload.is(each.name, each.ns) && isOffered(realm, each.ns)
  })
  const aboutServer = to === realm.domain
  const answered =
    handler && !aboutServer
      ? handler.serve(realm, session, payload)
      : type === 'set' && !aboutServer
        ? changeVcard(session.user, payload)
        : aboutServer
          ? askServer(realm, iq, startedAt)
          : (askAccount(realm, session.user, iq) ?? askServer(realm, iq, startedAt))
  answer(route, iq, answered)
}

/** An iq arrives for a user: at one session, or at the account. */
export function deliverIq(realm: Realm, iq: Element, route: Route): void {
  const { from = '', to = '', type } = iq.attrs
  const session = sessionAt(realm, to)
  if (session && letsIn(realm, session, 'iq', from)) {
    session.stream.send(iq)
    return
  }
  const user = userAt(realm, to)
  const asked = !to.includes('/') && user !== undefined && accountLetsIn(realm, user, 'iq', from)
  if (type === 'get' || type === 'set') {
    answer(route, iq, asked ? askAccount(realm, user, iq) : undefined)
  }
}

/** Whether an iq is for the server itself, coming from that session. */
export function isForServer(
  realm: Realm,
  { user }: OnlineSession,
  to: string | undefined,
): boolean {
  return to === undefined || to === user.account.jid || bareOf(to) === realm.domain
}

function answer(route: Route, iq: Element, answered: Answer): void {
  if (answered === undefined) bounce(route, iq, refuse('service-unavailable'))
  else if (isRefusal(answered)) bounce(route, iq, answered)
  else route(resultOf(iq, answered))
}

function isOffered({ offers }: Realm, ns: string): boolean {
  if (ns === nsPrivacy) return offers.lists
  if (ns === nsBlocking) return offers.blocking
  return ns !== nsInvisible || offers.command
}
