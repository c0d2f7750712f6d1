// What an answered effect means for what the server holds: the only place where that knowledge grows.
import { appError } from '../errors'
import type { Entity } from '../privacy/evaluate'
import type { ListChoice, PrivacyItem } from '../privacy/list'
import { declined, sameChoice, sameItems, unknownChoice } from '../privacy/list'
import type { AppError } from '../result'
import { mayReceive } from './audience'
import type { Effect, EffectReply } from './effects'
import type { EngineState, KnownLists, ServerState } from './state'
import { inForce, isOut, outletOf, personOf } from './state'
import { isOurs } from './strategies/lists'

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
    case 'remove-list':
      return withServer(state, { lists: without(server, effect.name) })
    case 'set-active':
      return withServer(state, { active: effect.choice, chosen: 'active', verified: false })
    case 'set-default':
      return defaulted(state, effect.choice)
    case 'cloak':
      return effect.on ? covered(state, 'command') : uncovered(state)
    case 'legacy-invisible':
      return covered(state, 'legacy')
    case 'prove-legacy':
      return withServer(state, {
        legacy: reply.kind === 'proof' && reply.honoured ? 'yes' : 'no',
      })
    case 'sync':
      return withServer(state, { verified: true })
    case 'probe':
      return withServer(state, { probed: true })
    case 'presence':
      return withServer(state, {
        broadcast: effect.presence,
        told: effect.presence,
        cloak: server.cloak === 'legacy' ? 'off' : server.cloak,
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
      return withServer(state, { shown, told: effect.presence ?? server.told, verified: false })
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
    case 'remove-list':
      return { ...state, tidy: false }
    case 'set-active':
      if (error.code === 'item-not-found' && sameChoice(effect.choice, state.server.restore)) {
        return withServer(forgetful(state), { restore: declined })
      }
      return failed(forgetful(state), 'activation-refused', words)
    case 'set-default': {
      const code = error.code === 'conflict' ? 'list-conflict' : 'default-refused'
      return failed(withServer(state, { default: unknownChoice, lists: 'unknown' }), code, words)
    }
    case 'cloak':
      if (unsupported.has(error.code) && state.server.cloak === 'off') {
        return withServer(state, { command: 'no' })
      }
      return failed(withServer(state, { cloak: 'unknown' }), 'command-refused', words)
    case 'prove-legacy':
      return withServer(state, { legacy: 'no' })
    case 'sync':
      // An error is an answer, too.
      if (error.code !== 'timeout') return withServer(state, { verified: true })
      return failed(state, 'server-silent', words)
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
    case 'cloak':
    case 'legacy-invisible':
      return { ...server, cloak: 'unknown', broadcast: 'unsure' }
    default:
      return server
  }
}

/** The server's state with everything to be asked again; what was shown stays known. */
export function doubted(server: ServerState): ServerState {
  const cloak = server.cloak === 'command' ? 'unknown' : server.cloak
  return { ...server, lists: 'unknown', written: null, cloak, verified: false }
}

function named(state: EngineState, reply: EffectReply & { kind: 'names' }): EngineState {
  const { server } = state
  const { active } = reply
  const before = typeof server.lists === 'string' ? new Map<string, null>() : server.lists
  const lists = new Map([...mentioned(reply)].map((name) => [name, before.get(name) ?? null]))
  const found = isOurs(state, active) ? declined : active
  const restore = server.restore.kind === 'unknown' ? found : server.restore
  const known = withServer(state, {
    lists,
    restore,
    active,
    default: reply.default,
    chosen: null,
    verified: true,
  })
  if (server.chosen === 'default' && !sameChoice(reply.default, server.default)) {
    return failed(known, 'activation-not-confirmed')
  }
  if (sameChoice(active, server.active)) return known
  const surprised = surprise(known)
  return server.chosen === 'active'
    ? failed(forgetful(surprised), 'activation-not-confirmed')
    : surprised
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

function defaulted(state: EngineState, choice: ListChoice): EngineState {
  const { default: before } = state.server
  const replaced = isOurs(state, choice) && !isOurs(state, before)
  const keptDefault = replaced ? before : state.keptDefault
  return withServer(
    { ...state, keptDefault },
    { default: choice, chosen: 'default', verified: false },
  )
}

// The server itself tells everybody who was shown that the session went (XEP-0186 s.3.1, XEP-0018 s.2.1).
function covered(state: EngineState, cloak: 'command' | 'legacy'): EngineState {
  const { server } = state
  const command = cloak === 'command' ? 'yes' : server.command
  const shown = new Set<string>()
  return withServer(state, { cloak, command, broadcast: 'none', shown, verified: false })
}

function uncovered(state: EngineState): EngineState {
  return withServer(state, { cloak: 'off', command: 'yes', verified: false })
}

// Whom a broadcast may reach: subscribers whom the rules in force, as far as they are known, let it out to.
function receivers({ server, roster }: EngineState): string[] {
  const rules = inForce(server)
  const letsOut = rules === null ? () => true : outletOf(rules)
  const people: Iterable<Entity> = roster?.values() ?? []
  return [...people]
    .filter((person) => mayReceive(person) && letsOut(person))
    .map((person) => person.jid)
}

// Those of some people whom presence surely reached under the rules in force.
function reached({ server, roster }: EngineState, jids: Iterable<string>): string[] {
  const rules = inForce(server)
  if (rules === null || roster === null) return []
  const letsOut = outletOf(rules)
  return [...jids].filter((jid) => letsOut(personOf(roster, jid)))
}

function forgetful(state: EngineState): EngineState {
  const active: ListChoice = unknownChoice
  return { ...state, server: { ...doubted(state.server), active, chosen: null } }
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

function without({ lists }: ServerState, name: string): ServerState['lists'] {
  if (typeof lists === 'string') return lists
  const rest = new Map(lists)
  rest.delete(name)
  return rest
}

function withServer(state: EngineState, change: Partial<ServerState>): EngineState {
  return { ...state, server: { ...state.server, ...change } }
}
