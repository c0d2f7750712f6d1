// A model of one XMPP server for one session of the user and her contacts: presence routing (RFC 3921 s.5.1) and
// privacy lists (s.10), as memory only. It answers the engine's effects and records what each contact is shown.
import { appError } from '../../shared/errors'
import type { OwnPresence } from '../../shared/model'
import type { Entity } from '../../shared/privacy/evaluate'
import { evaluate } from '../../shared/privacy/evaluate'
import type { ListChoice, PrivacyItem } from '../../shared/privacy/list'
import { declined, named } from '../../shared/privacy/list'
import type { Result } from '../../shared/result'
import { err, ok } from '../../shared/result'
import { mayReceive } from '../../shared/visibility/audience'
import type { Effect, EffectReply } from '../../shared/visibility/effects'

/** What goes wrong with one effect. */
export type Fault =
  /** An error comes back; `applied`: although the thing was done. */
  | { readonly kind: 'error'; readonly code: string; readonly applied: boolean }
  /** "Done" comes back, and nothing was done. */
  | { readonly kind: 'ignored' }
  /** What is read back is not what is there. */
  | { readonly kind: 'misreported' }

/** One presence stanza as a contact received it; null is unavailable. */
export interface Delivery {
  readonly to: string
  readonly presence: OwnPresence | null
}

/** The server as it begins. */
export interface ModelOptions {
  readonly people?: readonly Entity[]
  /** False for a server without privacy lists. */
  readonly supportsLists?: boolean
  readonly lists?: Readonly<Record<string, readonly PrivacyItem[]>>
  readonly default?: string | null
  /** The list that is active before the engine begins. */
  readonly active?: string | null
  /** Told of every privacy list push (s.10.2, rule 10); the setter is told too. */
  readonly onPush?: (name: string) => void
}

/** The server. Its fields may be changed by a test, as other clients and the server's owner would change them. */
export interface ModelServer {
  readonly people: Map<string, Entity>
  readonly lists: Map<string, readonly PrivacyItem[]>
  active: string | null
  default: string | null
  /** The last available presence broadcast, or null where the session is not available. */
  broadcast: OwnPresence | null
  /** Every delivery of this session, in order. */
  readonly deliveries: readonly Delivery[]
  /** What a contact is shown now; null is unavailable. */
  view(jid: string): OwnPresence | null
  /** The contacts who are shown the user now. */
  shown(): string[]
  /** Whether the rules in force let presence out to that contact. */
  reaches(jid: string): boolean
  /** Does what the engine asks and answers it. */
  answer(effect: Effect, fault?: Fault): Result<EffectReply>
  /** A roster item came or changed; a new subscriber is sent the presence, a former one is not shown it any more (s.8). */
  putPerson(person: Entity): void
  removePerson(jid: string): void
  /** Another client wrote a list, or removed it (null). */
  putList(name: string, items: readonly PrivacyItem[] | null): void
  /** The session is over: nothing of it is in force or shown any more. */
  endSession(): void
}

/** A server in this state, with a session that has sent nothing yet. */
export function modelServer(options: ModelOptions = {}): ModelServer {
  const { supportsLists = true, onPush = () => undefined } = options
  const deliveries: Delivery[] = []
  const views = new Map<string, OwnPresence>()
  const directed = new Set<string>()
  const stranger = (jid: string): Entity => ({ jid, groups: [], subscription: 'none' })

  const server: ModelServer = {
    people: new Map((options.people ?? []).map((person) => [person.jid, person])),
    lists: new Map(Object.entries(options.lists ?? {})),
    active: options.active ?? null,
    default: options.default ?? null,
    broadcast: null,
    deliveries,
    view: (jid) => views.get(jid) ?? null,
    shown: () => [...views.keys()].sort(),
    reaches(jid) {
      const rules = server.lists.get(server.active ?? server.default ?? '') ?? []
      const person = server.people.get(jid) ?? stranger(jid)
      return evaluate(rules, 'presence-out', person).action === 'allow'
    },
    answer(effect, fault) {
      if (fault?.kind === 'error') {
        if (fault.applied) perform(effect)
        return err(appError(fault.code))
      }
      if (fault?.kind === 'ignored') return ok({ kind: 'done' })
      const answer = perform(effect)
      return fault?.kind === 'misreported' && answer.ok ? ok(misreported(answer.value)) : answer
    },
    putPerson(person) {
      const before = server.people.get(person.jid)
      server.people.set(person.jid, person)
      if (!mayReceive(person)) views.delete(person.jid)
      else if (server.broadcast && !(before && mayReceive(before))) {
        deliver(person.jid, server.broadcast)
      }
    },
    removePerson(jid) {
      server.people.delete(jid)
      views.delete(jid)
    },
    putList(name, items) {
      if (items === null) server.lists.delete(name)
      else server.lists.set(name, items)
      onPush(name)
    },
    endSession() {
      server.active = null
      server.broadcast = null
      views.clear()
      directed.clear()
      deliveries.length = 0
    },
  }
  return server

  function deliver(to: string, presence: OwnPresence | null): void {
    if (!server.reaches(to)) return
    deliveries.push({ to, presence })
    if (presence) views.set(to, presence)
    else views.delete(to)
  }

  function broadcast(presence: OwnPresence | null): void {
    const subscribers = [...server.people.values()].filter(mayReceive).map((person) => person.jid)
    const others = presence === null ? directed : []
    server.broadcast = presence
    for (const jid of new Set([...subscribers, ...others])) deliver(jid, presence)
    if (presence === null) directed.clear()
  }

  function perform(effect: Effect): Result<EffectReply> {
    const aboutLists = ['get-names', 'get-list', 'set-list', 'set-active'].includes(effect.kind)
    if (aboutLists && !supportsLists) return err(appError('service-unavailable'))
    switch (effect.kind) {
      case 'get-names':
        return ok({
          kind: 'names',
          names: [...server.lists.keys()],
          active: choice(server.active),
          default: choice(server.default),
        })
      case 'get-list': {
        const items = server.lists.get(effect.name)
        return items ? ok({ kind: 'items', items }) : err(appError('item-not-found'))
      }
      case 'set-list':
        if (!wellNumbered(effect.items)) return err(appError('bad-request'))
        server.putList(effect.name, effect.items)
        break
      case 'set-active': {
        const name = effect.choice.kind === 'named' ? effect.choice.name : null
        if (name !== null && !server.lists.has(name)) return err(appError('item-not-found'))
        server.active = name
        break
      }
      case 'presence':
        broadcast(effect.presence)
        break
      case 'unavailable':
        broadcast(null)
        break
      case 'directed':
        for (const jid of effect.to) {
          if (effect.presence) directed.add(jid)
          else directed.delete(jid)
          deliver(jid, effect.presence)
        }
        break
      case 'probe':
    }
    return ok({ kind: 'done' })
  }
}

function choice(name: string | null): ListChoice {
  return name === null ? declined : named(name)
}

// Ascending and unique: one server reads items as they stand in the XML (s.10.1 forbids equal orders).
function wellNumbered(items: readonly PrivacyItem[]): boolean {
  return items.length > 0 && items.every(({ order }, i) => order > (items[i - 1]?.order ?? -1))
}

function misreported(reply: EffectReply): EffectReply {
  if (reply.kind === 'names') {
    return { ...reply, active: reply.active.kind === 'named' ? declined : named('elsewhere') }
  }
  return reply.kind === 'items' ? { ...reply, items: reply.items.slice(1) } : reply
}
