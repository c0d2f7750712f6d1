// What an answered effect means for what the server holds: the only place where that knowledge grows.
import { appError } from '../errors'
import type { Entity } from '../privacy/evaluate'
import type { ListChoice, PrivacyItem } from '../privacy/list'
import { declined, sameChoice, sameItems, unknownChoice } from '../privacy/list'
import type { AppError } from '../result'
import { mayReceive } from './audience'
import type { Effect, EffectReply } from './effects'
import type { EngineState, KnownLists, ServerState } from './state'
import { inForce, isOut, letsOut, personOf } from './state'

const unsupported = new Set([
  'service-unavailable',
  'feature-not-implemented',
  'not-allowed',
  'forbidden',
  'bad-request',
  'item-not-found',
])

/** The state after an effect succeeded. */
export function confirm(state: EngineState, effect: Effect, reply: EffectReply): EngineState {
  const { server } = state
  switch (effect.kind) {
    case 'get-names':
      return reply.kind === 'names' ? named(state, reply) : state
    case 'get-list':
      return reply.kind === 'items' ? read(state, effect.name, reply.items) : state
    case 'set-list': {
      const written = { name: effect.name, items: effect.items }
      return withServer(state, { written, lists: put(server, effect.name, null) })
    }
    case 'set-active':
      return withServer(state, { active: effect.choice, chosen: true, verified: false })
    case 'probe':
      return withServer(state, { probed: true })
    case 'presence':
      return withServer(state, {
        broadcast: effect.presence,
        shown: server.shown.union(new Set(receivers(state))),
        verified: false,
      })
    case 'unavailable':
      return withServer(state, {
        broadcast: 'unavailable',
        shown: server.shown.difference(new Set(reached(state, server.shown))),
        shownBefore: server.shown,
        verified: false,
      })
    case 'directed': {
      const to = new Set<string>(effect.to)
      const shown = effect.presence === null ? server.shown.difference(to) : server.shown.union(to)
      return withServer(state, { shown, verified: false })
    }
  }
}

/** The state after an effect failed. Nothing is taken for done; what may have changed becomes unknown. */
export function refuse(state: EngineState, effect: Effect, error: AppError): EngineState {
  const words = [error.code, error.detail].filter(Boolean).join(': ')
  if (error.code === 'offline') return { ...state, session: null, server: cutOff(state, effect) }
  switch (effect.kind) {
    case 'get-names':
      if (unsupported.has(error.code)) return withServer(state, { lists: 'unsupported' })
      return failed(forgetful(state), 'server-silent', words)
    case 'get-list':
      if (error.code === 'item-not-found') return read(state, effect.name, [])
      return failed(state, 'server-silent', words)
    case 'set-list':
      return failed(
        withServer(state, { written: null, lists: put(state.server, effect.name, null) }),
        'list-refused',
        words,
      )
    case 'set-active':
      if (error.code === 'item-not-found' && sameChoice(effect.choice, state.server.restore)) {
        return withServer(forgetful(state), { restore: declined })
      }
      return failed(forgetful(state), 'activation-refused', words)
    case 'unavailable':
      return { ...state, failure: error, stuck: true }
    default:
      return { ...state, failure: error }
  }
}

/** What the server may hold when the connection broke during an effect: presence that was on its way may have arrived. */
export function cutOff(state: EngineState, effect: Effect): ServerState {
  const { server } = state
  switch (effect.kind) {
    case 'presence':
      return {
        ...server,
        broadcast: 'unsure',
        shown: server.shown.union(new Set(receivers(state))),
      }
    case 'directed': {
      const reached = new Set<string>(effect.presence === null ? [] : effect.to)
      return { ...server, broadcast: 'unsure', shown: server.shown.union(reached) }
    }
    case 'unavailable':
      return { ...server, broadcast: 'unsure' }
    default:
      return server
  }
}

/** The server's state with everything to be asked again; what was shown stays known. */
export function doubted(server: ServerState): ServerState {
  return { ...server, lists: 'unknown', written: null, verified: false }
}

function named(state: EngineState, reply: EffectReply & { kind: 'names' }): EngineState {
  const { server, slots } = state
  const { active } = reply
  const before = typeof server.lists === 'string' ? new Map<string, null>() : server.lists
  const lists = new Map([...mentioned(reply)].map((name) => [name, before.get(name) ?? null]))
  const ours = active.kind === 'named' && slots.includes(active.name)
  const restore = server.restore.kind !== 'unknown' ? server.restore : ours ? declined : active
  const known = { lists, restore, active, default: reply.default, chosen: false, verified: true }
  if (sameChoice(active, server.active)) return withServer(state, known)
  const surprised = surprise(withServer(state, known))
  return server.chosen ? failed(forgetful(surprised), 'activation-not-confirmed') : surprised
}

// Other rules than believed were in force: presence that is out may have reached whom they let it reach.
function surprise(state: EngineState): EngineState {
  if (!isOut(state.server)) return state
  const shown = state.server.shown.union(new Set(receivers(state)))
  return withServer(state, { shown, broadcast: 'unsure', verified: false })
}

function mentioned(reply: EffectReply & { kind: 'names' }): Set<string> {
  const chosen = [reply.active, reply.default].flatMap((c) => (c.kind === 'named' ? [c.name] : []))
  return new Set([...reply.names, ...chosen])
}

function read(state: EngineState, name: string, items: readonly PrivacyItem[]): EngineState {
  const { written } = state.server
  if (written?.name !== name) return withServer(state, { lists: put(state.server, name, items) })
  if (sameItems(written.items, items)) {
    return withServer(state, { lists: put(state.server, name, items), written: null })
  }
  const lists = put(state.server, name, null)
  return failed(withServer(state, { lists, written: null }), 'list-not-kept')
}

// Whom a broadcast may reach: subscribers whom the rules in force, as far as they are known, let it out to.
function receivers({ server, roster }: EngineState): string[] {
  const rules = inForce(server)
  const people: Iterable<Entity> = roster?.values() ?? []
  return [...people]
    .filter((person) => mayReceive(person) && (rules === null || letsOut(rules, person)))
    .map((person) => person.jid)
}

// Those of some people whom presence surely reached under the rules in force.
function reached({ server, roster }: EngineState, jids: Iterable<string>): string[] {
  const rules = inForce(server)
  if (rules === null || roster === null) return []
  return [...jids].filter((jid) => letsOut(rules, personOf(roster, jid)))
}

function forgetful(state: EngineState): EngineState {
  const active: ListChoice = unknownChoice
  return { ...state, server: { ...doubted(state.server), active, chosen: false } }
}

function failed(state: EngineState, code: string, detail?: string): EngineState {
  return { ...state, failure: appError(code, detail) }
}

function put(
  server: ServerState,
  name: string,
  items: readonly PrivacyItem[] | null,
): KnownLists | 'unknown' | 'unsupported' {
  return typeof server.lists === 'string' ? server.lists : new Map(server.lists).set(name, items)
}

function withServer(state: EngineState, change: Partial<ServerState>): EngineState {
  return { ...state, server: { ...state.server, ...change } }
}
