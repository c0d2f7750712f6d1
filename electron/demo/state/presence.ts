// Presence going out of one session: broadcast, directed presence, probes of contacts, the end of the session (RFC 6121
// s.4), the invisible command (XEP-0186) and invisible presence (XEP-0018). What is sent is handed to whoever delivers.
import { jidFits } from '../../../shared/privacy/evaluate'
import { bareOf, personOf } from './account'
import type { RosterItem, SessionState } from './account'
import type { Conduct } from './quirks'
import { readingOf } from './quirks'
import { sessionAllows } from './rules'

/** Takes what is sent: to whom, and the presence; null is unavailable. */
export type Deliver<P> = (to: string, presence: P | null) => void

/** What a session and its contacts do. */
export interface PresenceActs<P> {
  /** Whether the rules in force let presence out to that address. */
  reaches(jid: string): boolean
  /** To whom the session is shown, as far as it was sent to them and the rules in force do not keep it from them. */
  audience(): string[]
  /** Whether the session is sent the presence of others. */
  hears(): boolean
  available(presence: P): void
  unavailable(): void
  directed(to: readonly string[], presence: P | null): void
  /** The invisible command, or the visible one. */
  command(on: boolean): void
  /** `type='invisible'`. @param forwarded the stanza as a server hands it on that does not know it */
  legacyInvisible(forwarded: P): void
  /** `type='visible'`: whoever may is sent the last presence broadcast while it was invisible (XEP-0018 s.4.1). */
  legacyVisible(forwarded: P): void
  /** Somebody asks for the presence, or the server does for a contact who came online (RFC 3921 s.5.1.3). */
  probed(jid: string): void
  /** A roster item came, changed, or went: a new subscriber is sent the presence, a former one is forgotten (s.8). */
  rosterChanged(jid: string, before: RosterItem | undefined, after: RosterItem | undefined): void
  /** Before an address is blocked: those who are shown the session are sent unavailable presence (XEP-0191 s.3.3). */
  blocking(pattern: string, shown: Iterable<string>): void
  /** After it was unblocked: subscribers are sent the presence (s.3.4). */
  unblocked(pattern: string): void
  /** The session is over; those who were sent its presence are told. */
  end(): void
}

/** The acts of one session. */
export function presenceActs<P>(
  session: SessionState<P>,
  conduct: Conduct,
  deliver: Deliver<P>,
): PresenceActs<P> {
  const { account, told } = session
  const { legacy, quirks } = conduct
  const reading = readingOf(quirks)

  const acts: PresenceActs<P> = {
    reaches: (jid) => sessionAllows(session, 'presence-out', jid, conduct),
    audience: () => (session.broadcast ? everybody() : [...told]).filter(acts.reaches),
    hears: () => session.broadcast !== null || session.cover !== 'none',
    available(presence) {
      if (session.cover === 'command') return
      if (session.cover === 'legacy' && legacy === 'honoured-until-visible') {
        session.withheld = presence
        send(told, presence)
        return
      }
      session.cover = 'none'
      session.broadcast = presence
      send(subscribers(), presence)
    },
    unavailable() {
      send(session.cover === 'none' ? everybody() : told, null)
      told.clear()
      session.broadcast = null
      if (session.cover === 'legacy') session.cover = 'none'
    },
    directed(to, presence) {
      for (const jid of to) {
        if (!presence) told.delete(jid)
        else if (acts.reaches(jid) || quirks.includes('remembers-denied')) told.add(jid)
      }
      send(to, presence)
    },
    command(on) {
      if (on) hide('command')
      else if (session.cover === 'command') session.cover = 'none'
    },
    legacyInvisible(forwarded) {
      if (legacy === 'forwarded') acts.available(forwarded)
      else if (legacy !== 'refused') hide('legacy')
    },
    legacyVisible(forwarded) {
      if (legacy === 'forwarded') acts.available(forwarded)
      if (session.cover !== 'legacy') return
      session.cover = 'none'
      if (session.withheld) acts.available(session.withheld)
    },
    probed(jid) {
      if (maySee(account.roster.get(bareOf(jid)))) announce(jid)
    },
    rosterChanged(jid, before, after) {
      if (!maySee(after)) told.delete(jid)
      else if (!maySee(before)) announce(jid)
    },
    blocking(pattern, shown) {
      if (quirks.includes('quiet-blocks')) return
      for (const jid of shown) if (jidFits(pattern, jid, reading)) deliver(jid, null)
    },
    unblocked(pattern) {
      if (quirks.includes('quiet-blocks')) return
      for (const jid of subscribers()) if (jidFits(pattern, jid, reading)) announce(jid)
    },
    end() {
      const forgets = quirks.includes('forgets-directed')
      const others = [...told].filter((jid) => !(forgets && maySee(personOf(account, jid))))
      const widely = quirks.includes('ends-widely') && others.length > 0
      const ending = [...(session.broadcast !== null || widely ? subscribers() : []), ...others]
      const all = quirks.includes('announces-end')
      for (const jid of distinct(ending)) if (all || acts.reaches(jid)) deliver(jid, null)
      told.clear()
      session.broadcast = null
      session.cover = 'none'
      account.sessions.delete(session)
    },
  }
  return acts

  function subscribers(): string[] {
    const jids: string[] = []
    for (const item of account.roster.values()) if (maySee(item)) jids.push(item.jid)
    return jids
  }

  function everybody(): string[] {
    return [...subscribers(), ...told]
  }

  function send(to: Iterable<string>, presence: P | null): void {
    for (const jid of distinct(to)) if (acts.reaches(jid)) deliver(jid, presence)
  }

  function announce(jid: string): void {
    if (session.broadcast && session.cover === 'none') send([jid], session.broadcast)
  }

  // Whoever would be sent unavailable presence is, where presence was broadcast before (XEP-0186 s.3.1).
  function hide(cover: 'command' | 'legacy'): void {
    if (session.broadcast !== null) {
      send(everybody(), null)
      told.clear()
    }
    session.broadcast = null
    session.cover = cover
    session.withheld = null
  }
}

/** Whether a contact is sent the user's presence at all (RFC 3921 s.5.1.2). */
export function maySee(item: Pick<RosterItem, 'subscription'> | undefined): boolean {
  return item?.subscription === 'from' || item?.subscription === 'both'
}

// What goes to all of somebody's resources need not go to one of them as well.
function distinct(jids: Iterable<string>): Set<string> {
  const all = new Set(jids)
  for (const jid of all) if (jid.includes('/') && all.has(bareOf(jid))) all.delete(jid)
  return all
}
