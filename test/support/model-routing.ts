// Presence routing of the model server for one session of the user: broadcast, directed presence, probes of contacts who
// come online, the end of a session (RFC 6121 s.4), the invisible command (XEP-0186) and invisible presence (XEP-0018).
import type { OwnPresence } from '../../shared/model'
import type { Entity } from '../../shared/privacy/evaluate'
import { jidFits } from '../../shared/privacy/evaluate'
import { mayReceive } from '../../shared/visibility/audience'
import type { LegacyConduct, ModelQuirk } from './model-quirks'

/** One presence stanza as a contact received it; null is unavailable. */
export interface Delivery {
  readonly to: string
  readonly presence: OwnPresence | null
  /** What the contact was shown before. */
  readonly before: OwnPresence | null
}

/** Who is there, and what the session has sent. */
export interface RoutingState {
  readonly people: Map<string, Entity>
  /** Contacts who are not online: nothing reaches them. */
  readonly offline: Set<string>
  /** Blocked contacts (XEP-0191). */
  readonly blocked: Set<string>
  /** The last available presence broadcast, or null where the session is not available. */
  broadcast: OwnPresence | null
  /** How the session is hidden from everybody, if it is. */
  cover: 'none' | 'command' | 'legacy'
  /** Every delivery of this session, in order. */
  readonly deliveries: Delivery[]
}

/** What the session and the contacts do. */
export interface RoutingActs {
  /** What a contact is shown now; null is unavailable. */
  view(jid: string): OwnPresence | null
  /** The contacts who are shown the user now. */
  shown(): string[]
  /** Whether the rules in force let presence out to that contact. */
  reaches(jid: string): boolean
  available(presence: OwnPresence): void
  unavailable(): void
  directed(to: readonly string[], presence: OwnPresence | null): void
  command(on: boolean): void
  legacyInvisible(): void
  /** Whoever may see the session is sent the last presence broadcast while it was invisible (XEP-0018 s.4.1). */
  legacyVisible(): void
  /** A contact comes online and probes. @returns whether this session is told that they are there. */
  comeOnline(jid: string): boolean
  goOffline(jid: string): void
  /** A roster item came or changed; a new subscriber is sent the presence, a former one is not shown it any more (RFC 3921 s.8). */
  putPerson(person: Entity): void
  removePerson(jid: string): void
  /** A contact who is blocked is shown nothing from then on; one who is not any more is sent the presence (XEP-0191 s.3.4). */
  block(jid: string): void
  unblock(jid: string): void
  /** The session is over; whoever is still shown it is shown a ghost. */
  endSession(): void
  /** Another session begins, which nobody was shown yet. */
  beginSession(): void
}

/** How it begins. */
export interface RoutingOptions {
  readonly people?: readonly Entity[]
  readonly legacy?: LegacyConduct
  readonly quirks?: readonly ModelQuirk[]
}

/** A session that has sent nothing yet. */
export function routingState({ people = [] }: RoutingOptions): RoutingState {
  return {
    people: new Map(people.map((person) => [person.jid, person])),
    offline: new Set(),
    blocked: new Set(),
    broadcast: null,
    cover: 'none',
    deliveries: [],
  }
}

/** The routing of one session. @param letsOut what the privacy lists say */
export function routingActs(
  routing: RoutingState,
  { legacy = 'refused', quirks = [] }: RoutingOptions,
  letsOut: (person: Entity) => boolean,
): RoutingActs {
  const { deliveries } = routing
  const views = new Map<string, OwnPresence>()
  const told = new Set<string>()
  let last: OwnPresence | null = null

  const acts: RoutingActs = {
    view: (jid) => views.get(jid) ?? null,
    shown: () => [...views.keys()].sort(),
    reaches: (jid) => letsOut(personOf(jid)),
    available(presence) {
      if (routing.cover === 'command') return
      if (routing.cover === 'legacy' && legacy === 'honoured-until-visible') {
        last = presence
        send(told, presence)
        return
      }
      routing.cover = 'none'
      routing.broadcast = presence
      send(subscribers(), presence)
    },
    unavailable() {
      const hidden = routing.cover !== 'none'
      send(hidden ? told : [...subscribers(), ...told], null)
      told.clear()
      routing.broadcast = null
      if (routing.cover === 'legacy') routing.cover = 'none'
    },
    directed(to, presence) {
      for (const jid of to) {
        if (presence) told.add(jid)
        else told.delete(jid)
      }
      send(to, presence)
    },
    command(on) {
      if (on) hide('command')
      else if (routing.cover === 'command') routing.cover = 'none'
    },
    legacyInvisible() {
      if (legacy === 'refused') return
      if (legacy === 'forwarded') {
        acts.available({ show: null, status: 'invisible', priority: 0 })
      } else {
        hide('legacy')
      }
    },
    legacyVisible() {
      if (legacy === 'forwarded') acts.available({ show: null, status: 'visible', priority: 0 })
      if (routing.cover !== 'legacy') return
      routing.cover = 'none'
      if (last) acts.available(last)
    },
    comeOnline(jid) {
      routing.offline.delete(jid)
      const person = personOf(jid)
      if (mayReceive(person)) announce(jid)
      const hears = routing.broadcast !== null || routing.cover !== 'none'
      return hears && (person.subscription === 'to' || person.subscription === 'both')
    },
    goOffline(jid) {
      routing.offline.add(jid)
      views.delete(jid)
    },
    putPerson(person) {
      const before = routing.people.get(person.jid)
      routing.people.set(person.jid, person)
      if (!mayReceive(person)) part(person.jid)
      else if (!(before && mayReceive(before))) announce(person.jid)
    },
    removePerson(jid) {
      routing.people.delete(jid)
      part(jid)
    },
    block(jid) {
      for (const shown of acts.shown()) if (jidFits(jid, shown)) arrive(shown, null)
      routing.blocked.add(jid)
    },
    unblock(jid) {
      routing.blocked.delete(jid)
      for (const person of subscribers()) if (jidFits(jid, person)) announce(person)
    },
    endSession() {
      if (routing.broadcast !== null) {
        const all = quirks.includes('announces-end')
        for (const jid of subscribers()) if (all || acts.reaches(jid)) arrive(jid, null)
      }
      if (!quirks.includes('forgets-directed')) send(told, null)
      told.clear()
      routing.broadcast = null
      routing.cover = 'none'
    },
    beginSession() {
      routing.broadcast = null
      routing.cover = 'none'
      views.clear()
      told.clear()
      deliveries.length = 0
    },
  }
  return acts

  function personOf(jid: string): Entity {
    return routing.people.get(jid) ?? { jid, groups: [], subscription: 'none' }
  }

  function subscribers(): string[] {
    return [...routing.people.values()].filter(mayReceive).map((person) => person.jid)
  }

  function send(to: Iterable<string>, presence: OwnPresence | null): void {
    for (const jid of new Set(to)) if (acts.reaches(jid)) arrive(jid, presence)
  }

  function announce(jid: string): void {
    if (routing.broadcast && routing.cover === 'none') send([jid], routing.broadcast)
  }

  function part(jid: string): void {
    views.delete(jid)
    told.delete(jid)
  }

  function arrive(to: string, presence: OwnPresence | null): void {
    if (routing.offline.has(to)) return
    deliveries.push({ to, presence, before: acts.view(to) })
    if (presence) views.set(to, presence)
    else views.delete(to)
  }

  // Whoever would be sent unavailable presence is, where presence was broadcast before (XEP-0186 s.3.1).
  function hide(cover: 'command' | 'legacy'): void {
    if (routing.broadcast !== null) send([...subscribers(), ...told], null)
    if (routing.broadcast !== null) told.clear()
    routing.broadcast = null
    routing.cover = cover
    last = null
  }
}
