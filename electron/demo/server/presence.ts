// Presence as sessions send it: broadcast, directed, probes, and the end of a session (RFC 3921 s.5.1). Requests for
// subscriptions are in subscriptions.ts; who is sent what is decided in the state.
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import { maySee } from '../state/presence'
import type { OnlineSession, PresenceContent, Realm } from './realm'
import { atMost, priorityOf, sessionAt, userAt } from './realm'
import type { Route } from './routing'
import { bounce, deliverPresence } from './routing'
import { delayed, readdressed, refuse } from './stanzas'

/** Presence that a session's state sends on its way. */
export function sendPresence(
  realm: Realm,
  session: OnlineSession,
  to: string,
  presence: PresenceContent | null,
): void {
  deliverPresence(realm, presenceStanza(session, to, presence))
}

/** A session sent presence to nobody in particular. */
export function broadcastPresence(
  realm: Realm,
  session: OnlineSession,
  stanza: Element,
  route: Route,
): void {
  const { acts, user } = session
  const { type } = stanza.attrs
  const before = acts.hears()
  const wasShown = session.state.broadcast !== null
  if (type === undefined) acts.available(contentOf(stanza))
  else if (type === 'unavailable') {
    rememberLast(realm, session, stanza.getChildText('status') ?? '')
    acts.unavailable()
  } else if (type === 'invisible' && realm.conduct.legacy !== 'refused') {
    acts.legacyInvisible(contentOf(stanza))
  } else if (type === 'visible' && realm.conduct.legacy !== 'refused') {
    acts.legacyVisible(contentOf(stanza))
  } else {
    bounce(route, readdressed(stanza, { to: user.account.jid }), refuse('bad-request'))
    return
  }
  tellOwn(session, wasShown)
  if (acts.hears()) appear(realm, session, !before)
}

/** A session sent presence to somebody (s.5.1.4). */
export function directPresence(realm: Realm, session: OnlineSession, stanza: Element): void {
  const { to = '', type } = stanza.attrs
  const { legacy } = realm.conduct
  const { told } = session.state
  const full = told.size >= atMost.told && !told.has(to)
  if (full && type !== 'unavailable' && type !== 'probe') return
  if (type === undefined) session.acts.directed([to], contentOf(stanza))
  else if (type === 'unavailable') session.acts.directed([to], null)
  else if (type === 'probe') probe(realm, session.stream.jid, to)
  else if (type === 'error') deliverPresence(realm, stanza)
  else if (legacy === 'forwarded') session.acts.directed([to], contentOf(stanza))
  else if (legacy !== 'refused') legacyDirected(session, to, type)
}

/** A session that was hidden hears others from now on (XEP-0186 s.3.1), or one became available. */
export function appear(realm: Realm, session: OnlineSession, fresh: boolean): void {
  const { user, stream } = session
  if (fresh) {
    for (const item of user.account.roster.values()) {
      if (item.subscription === 'to' || item.subscription === 'both') {
        probe(realm, stream.jid, item.jid)
      }
    }
    for (const other of user.sessions.values()) {
      if (other !== session && isShown(other)) {
        stream.send(presenceStanza(other, stream.jid, other.state.broadcast))
      }
    }
    for (const request of user.requests.values()) stream.send(request)
  }
  if ((priorityOf(session) ?? -1) < 0) return
  for (const { stanza, stamp } of user.stored.splice(0)) {
    stream.send(delayed(stanza, realm.domain, stamp))
  }
}

/** The session is over. */
export function endPresence(realm: Realm, session: OnlineSession): void {
  const wasShown = isShown(session)
  rememberLast(realm, session, '')
  session.acts.end()
  if (wasShown) tellOwn(session, true)
}

// RFC 3921 s.5.1.3: asks each session of a contact; who may not see them learns nothing.
function probe(realm: Realm, from: string, to: string): void {
  const one = sessionAt(realm, to)
  const asked = one ? [one] : [...(userAt(realm, to)?.sessions.values() ?? [])]
  for (const { acts } of asked) acts.probed(from)
}

// XEP-0018 s.3.3 and s.3.4: visible or invisible to one contact.
function legacyDirected({ state, acts }: OnlineSession, to: string, type: string): void {
  if (type === 'invisible') acts.directed([to], null)
  const shown = state.broadcast ?? state.withheld
  if (type === 'visible' && shown) acts.directed([to], shown)
}

/** A user's own resources see each other, whatever the lists say (s.5.1.1). @param wasShown whether they saw this one before */
export function tellOwn(session: OnlineSession, wasShown: boolean): void {
  if (!wasShown && !isShown(session)) return
  for (const other of session.user.sessions.values()) {
    if (other === session || !other.acts.hears()) continue
    other.stream.send(presenceStanza(session, other.stream.jid, session.state.broadcast))
  }
}

function isShown({ state }: OnlineSession): boolean {
  return state.broadcast !== null && state.cover === 'none'
}

// What a hidden session does leaves no trace (XEP-0012).
function rememberLast(realm: Realm, session: OnlineSession, status: string): void {
  if (!isShown(session)) return
  const seen = [...session.user.account.roster.values()].some((item) => {
    return maySee(item) && session.acts.reaches(item.jid)
  })
  if (seen) session.user.lastSeen = { at: realm.now(), status }
}

function contentOf(stanza: Element): PresenceContent {
  const priority = Number(stanza.getChildText('priority') ?? 0)
  const sound = Number.isInteger(priority) && priority >= -128 && priority <= 127
  const { type } = stanza.attrs
  return {
    priority: sound ? priority : 0,
    children: stanza.children,
    ...(type === undefined ? {} : { type }),
  }
}

function presenceStanza(
  { stream }: OnlineSession,
  to: string,
  content: PresenceContent | null,
): Element {
  const type = content === null ? 'unavailable' : content.type
  const stanza = xml('presence', { from: stream.jid, to, ...(type === undefined ? {} : { type }) })
  if (content) stanza.children = [...content.children]
  return stanza
}
