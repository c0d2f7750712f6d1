// Presence routing of the model server for one session of the user: broadcast, directed presence, probes of contacts who
// come online, the end of a session (RFC 6121 s.4), the invisible command (XEP-0186) and invisible presence (XEP-0018).
import type { OwnPresence } from '../../shared/model'
import type { Entity } from '../../shared/privacy/evaluate'
import { jidFits } from '../../shared/privacy/evaluate'
import { mayReceive } from '../../shared/visibility/audience'
import type { RoutingActs, RoutingOptions, RoutingState } from './model-presence'

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
        if (!presence) told.delete(jid)
        else if (acts.reaches(jid) || quirks.includes('remembers-denied')) told.add(jid)
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
      const forgets = quirks.includes('forgets-directed')
      const others = [...told].filter((jid) => !(forgets && mayReceive(personOf(jid))))
      const widely = quirks.includes('ends-widely') && others.length > 0
      const ending = [...(routing.broadcast !== null || widely ? subscribers() : []), ...others]
      const all = quirks.includes('announces-end')
      for (const jid of new Set(ending)) if (all || acts.reaches(jid)) arrive(jid, null)
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
