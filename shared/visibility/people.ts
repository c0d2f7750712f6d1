// What the server does by itself when people come, go, are blocked or appear, and what that means for who is shown
// (RFC 3921 s.5.1 and s.8, XEP-0191 s.3).
import type { Entity } from '../privacy/evaluate'
import { jidFits } from '../privacy/evaluate'
import { mayReceive } from './audience'
import { perhapsShown, unsettled } from './doubt'
import type { Effect } from './effects'
import { mayHaveCome } from './reach'
import type { EngineState, ServerState } from './state'
import { inForce, isOut, outletOf } from './state'

/** A roster item came or changed: a new subscriber is sent the presence, a former one unavailable. */
export function rosterChanged(state: EngineState, person: Entity): EngineState {
  if (state.roster === null) return state
  const before = state.roster.get(person.jid)
  const roster = new Map(state.roster).set(person.jid, person)
  const { server } = state
  if (!mayReceive(person)) {
    const shown = server.shown.difference(new Set([person.jid]))
    return { ...state, roster, server: { ...server, shown } }
  }
  const confirmedAt = state.inFlight === null ? state.confirmedAt : null
  const told = { ...state, roster, confirmedAt }
  if (before === undefined || !mayReceive(before)) {
    return { ...told, server: joined(state, [person]) }
  }
  const sure = unsettled(server, person.jid)
  if (isFreed(sure, before, person)) return { ...told, server: outdated(sure) }
  const isShut = mayHaveCome(state, [before]).length > mayHaveCome(told, [person]).length
  return { ...told, server: isShut ? { ...sure, ...perhapsShown(sure, [person.jid]) } : sure }
}

// Whom the rules kept from what was sent meanwhile, and keep no more: they may be shown an old presence.
function isFreed(server: ServerState, before: Entity, after: Entity): boolean {
  const rules = inForce(server)
  if (rules === null || !server.shown.has(after.jid)) return false
  const open = outletOf(rules, server)
  return open(after) && !open(before)
}

function outdated(server: ServerState): ServerState {
  return { ...server, told: null, broadcast: isOut(server) ? 'unsure' : server.broadcast }
}

/** A roster item was removed: the server sends unavailable presence. */
export function rosterRemoved(state: EngineState, jid: string): EngineState {
  if (state.roster === null) return state
  const roster = new Map(state.roster)
  roster.delete(jid)
  const shown = state.server.shown.difference(new Set([jid]))
  return { ...state, roster, server: { ...state.server, shown } }
}

/**
 * The block list or the room services changed. Who is unblocked is sent the presence that was broadcast; presence that
 * was directed is not sent again by the server.
 */
export function surrounded(
  state: EngineState,
  services: readonly string[],
  blocked: readonly string[],
): EngineState {
  const { server } = state
  const changed = [...new Set(state.blocked).symmetricDifference(new Set(blocked))]
  const isTouched = (jid: string): boolean =>
    changed.some((one) => jidFits(one, jid, server.reading))
  const unblocked = [...new Set([...state.unblocked, ...state.blocked])].filter(
    (jid) => !blocked.includes(jid),
  )
  const told = { ...state, services, blocked, unblocked }
  if (!isOut(server)) {
    const touched = [...server.shown].filter(isTouched)
    const shown = server.shown.difference(new Set(touched))
    return { ...told, server: { ...server, shown } }
  }
  if (state.session?.quietBlocks === true) return told
  const people = [...(state.roster?.values() ?? [])].filter((person) => isTouched(person.jid))
  return { ...told, server: joined(state, people.filter(mayReceive)) }
}

/**
 * A contact came online. The server answers their probe with what is out; directed presence reached nobody if they were
 * not there, and is sent again.
 */
export function appeared(state: EngineState, jid: string): EngineState {
  const { server } = state
  const person = state.roster?.get(jid)
  if (isOut(server)) {
    if (server.shown.has(jid) || !person || !mayReceive(person)) return state
    const after = joined(state, [person])
    return after === server ? state : { ...state, server: after }
  }
  if (!server.shown.has(jid)) return state
  return { ...state, server: { ...server, shown: server.shown.difference(new Set([jid])) } }
}

// The server itself sends these people the presence that is out, if the rules in force let it. While a choice is under
// way, those are the old or the new ones; where they are not known, it is settled once they are read.
function joined({ server, inFlight }: EngineState, people: readonly Entity[]): ServerState {
  if (!isOut(server)) return server
  const candidates = rulesOf(server, inFlight?.effect ?? null)
  const opens = candidates.filter((rules) => rules !== null).map((rules) => outletOf(rules, server))
  const isBetween = candidates.length > 1 && candidates.includes(null)
  const isReached = (person: Entity): boolean => isBetween || opens.some((open) => open(person))
  const reached = people.filter(isReached).map(({ jid }) => jid)
  const unclear = candidates.includes(null) ? people.filter((one) => !isReached(one)) : []
  if (reached.length === 0 && unclear.length === 0) return server
  const isSettled = candidates.length === 1 && server.chosen === null
  return {
    ...server,
    shown: server.shown.union(new Set(reached)),
    perhaps: server.perhaps.union(new Set(unclear.map(({ jid }) => jid))),
    broadcast: reached.length > 0 && !isSettled ? 'unsure' : server.broadcast,
  }
}

function rulesOf(server: ServerState, effect: Effect | null): ReturnType<typeof inForce>[] {
  const now = inForce(server)
  if (effect?.kind === 'set-active') return [now, inForce({ ...server, active: effect.choice })]
  if (effect?.kind === 'set-default' && server.active.kind !== 'named') {
    return [now, inForce({ ...server, default: effect.choice })]
  }
  return [now]
}
