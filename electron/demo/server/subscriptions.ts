// Requests for subscriptions and their answers, on both sides: RFC 3921 s.6, s.8, s.9. The states are in the state room.
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import type { RosterItem } from '../state/account'
import { bareOf } from '../state/account'
import { maySee } from '../state/presence'
import { accountAllows } from '../state/rules'
import type { Standing, SubscriptionAct } from '../state/subscription'
import { afterReceiving, afterSending } from '../state/subscription'
import type { Realm, User } from './realm'
import { atMost, userAt } from './realm'
import { pushRoster } from './roster-push'
import { readdressed } from './stanzas'

/** Whether a presence type is about subscriptions. */
export function isSubscriptionAct(type: string | undefined): type is SubscriptionAct {
  return ['subscribe', 'subscribed', 'unsubscribe', 'unsubscribed'].includes(type ?? '')
}

/** A user sends one of these stanzas to somebody; both are taken by their bare addresses. */
export function sendSubscription(realm: Realm, user: User, stanza: Element): void {
  const act = stanza.attrs['type'] as SubscriptionAct
  const contact = bareOf(stanza.attrs['to'] ?? '')
  if (contact === user.account.jid) return
  const { roster } = user.account
  if (!roster.has(contact) && roster.size >= atMost.rosterItems) return
  const { standing, passes } = afterSending(standingOf(user, contact), act)
  // Whoever may not see the user any more is told so by the last presence they get.
  if (act === 'unsubscribed') part(user, contact)
  if (passes) receive(realm, readdressed(stanza, { from: user.account.jid, to: contact }))
  settle(user, contact, standing)
}

/** A contact is taken from the roster: what there is between the two is ended (s.8.6). */
export function cancelSubscriptions(realm: Realm, user: User, contact: string): void {
  const { subscription, ask, asked } = standingOf(user, contact)
  const acts: SubscriptionAct[] = []
  if (subscription === 'both' || subscription === 'to' || ask) acts.push('unsubscribe')
  if (subscription === 'both' || subscription === 'from' || asked) acts.push('unsubscribed')
  for (const type of acts) sendSubscription(realm, user, xml('presence', { type, to: contact }))
}

function receive(realm: Realm, stanza: Element): void {
  const { from = '', to = '' } = stanza.attrs
  const user = userAt(realm, to)
  const act = stanza.attrs['type'] as SubscriptionAct
  if (!user || !accountAllows(user.account, 'anything', from, realm.conduct)) return
  const { standing, passes, answer } = afterReceiving(standingOf(user, from), act)
  if (act === 'unsubscribe') part(user, from)
  if (standing.asked && act === 'subscribe') user.requests.set(from, stanza)
  if (passes) {
    for (const { acts, stream, wantsRoster } of user.sessions.values()) {
      if (acts.hears() || (act !== 'subscribe' && wantsRoster)) stream.send(stanza)
    }
  }
  settle(user, from, standing)
  if (answer) receive(realm, xml('presence', { type: answer, from: to, to: from }))
}

function standingOf(user: User, contact: string): Standing {
  const { subscription = 'none', ask = false } = user.account.roster.get(contact) ?? {}
  return { subscription, ask, asked: user.requests.has(contact) }
}

// Pending requests of others are no part of the roster (s.7.6).
function settle(user: User, contact: string, standing: Standing): void {
  const { roster } = user.account
  const before = roster.get(contact)
  if (!standing.asked) user.requests.delete(contact)
  const { subscription, ask } = standing
  const changed = before?.subscription !== subscription || (before.ask ?? false) !== ask
  if (!changed || (!before && subscription === 'none' && !ask)) return
  const after: RosterItem = { groups: [], ...before, jid: contact, subscription, ask }
  roster.set(contact, after)
  pushRoster(user, after)
  for (const { acts } of user.sessions.values()) acts.rosterChanged(contact, before, after)
}

function part({ account, sessions }: User, contact: string): void {
  if (!maySee(account.roster.get(contact))) return
  for (const { acts, state } of sessions.values()) {
    const shown = state.broadcast !== null || state.told.has(contact)
    if (shown) acts.directed([contact], null)
  }
}
