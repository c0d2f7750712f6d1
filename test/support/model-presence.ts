// What the model server's presence routing is made of: who is there, what was sent, and what may happen.
import type { OwnPresence } from '../../shared/model'
import type { Entity } from '../../shared/privacy/evaluate'
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
