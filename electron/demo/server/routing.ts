// Where stanzas go: RFC 3921 s.11 (server rules for handling XML stanzas), with the privacy rules of both sides.
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import { nsBlockingErrors } from '../../xmpp/namespaces'
import { bareOf } from '../state/account'
import type { Passage } from '../state/rules'
import { accountAllows, isBlocked, sessionAllows } from '../state/rules'
import type { OnlineSession, Realm, User } from './realm'
import { sessionAt, userAt } from './realm'
import { errorOf, refuse } from './stanzas'
import type { Refusal } from './stanzas'

/** Takes a stanza to its address, whatever that is. `from` and `to` are set. */
export type Route = (stanza: Element) => void

/** The domain of an address. */
export function domainAt(jid: string): string {
  const bare = bareOf(jid)
  return bare.slice(bare.indexOf('@') + 1)
}

/** Why a session may not send a message or an iq there by its own user's rules; null where it may. */
export function outboundRefusal(
  { conduct }: Realm,
  { state, user }: OnlineSession,
  to: string,
): Refusal | null {
  if (sessionAllows(state, 'anything', to, conduct)) return null
  const blocked = isBlocked(user.account, to, conduct)
  return refuse('not-acceptable', blocked ? xml('blocked', { xmlns: nsBlockingErrors }) : undefined)
}

/** Sends the error that answers a stanza, if it may be answered. */
export function bounce(route: Route, stanza: Element, refusal: Refusal): void {
  const error = errorOf(stanza, refusal)
  if (error) route(error)
}

/** Whether that session lets in what comes from there. */
export function letsIn(
  { conduct }: Realm,
  session: OnlineSession,
  passage: Passage,
  from: string,
): boolean {
  return sessionAllows(session.state, passage, from, conduct)
}

/** Whether the account does, apart from its sessions. */
export function accountLetsIn(
  { conduct }: Realm,
  { account }: User,
  passage: Passage,
  from: string,
): boolean {
  return accountAllows(account, passage, from, conduct)
}

/** A presence notification arrives: at one resource, or at all that are available; never an error (RFC 3921 s.11.1). */
export function deliverPresence(realm: Realm, stanza: Element): void {
  const { from = '', to = '' } = stanza.attrs
  const component = realm.components.get(domainAt(to))
  if (component) {
    component.receive(stanza)
    return
  }
  const full = sessionAt(realm, to)
  const heard = [...(userAt(realm, to)?.sessions.values() ?? [])].filter(({ acts }) => acts.hears())
  const sessions = to.includes('/') ? (full ? [full] : []) : heard
  for (const session of sessions) {
    if (letsIn(realm, session, 'presence-in', from)) session.stream.send(stanza)
  }
}
