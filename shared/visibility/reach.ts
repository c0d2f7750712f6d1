// Whom presence reached, by the rules in force, as far as they are known.
import type { Entity } from '../privacy/evaluate'
import { mayReceive } from './audience'
import type { EngineState, ServerState } from './state'
import { inForce, isOut, outletOf, personOf } from './state'

/** Whom a broadcast may reach: subscribers whom the rules in force, as far as they are known, let it out to. */
export function receivers({ server, roster }: EngineState): string[] {
  const rules = inForce(server)
  const letsOut = rules === null ? () => true : outletOf(rules, server)
  const people: Iterable<Entity> = roster?.values() ?? []
  return [...people]
    .filter((person) => mayReceive(person) && letsOut(person))
    .map((person) => person.jid)
}

/** Those of some people whom presence surely reached under the rules in force. */
export function reached({ server, roster }: EngineState, jids: Iterable<string>): string[] {
  const rules = inForce(server)
  if (rules === null || roster === null) return []
  const letsOut = outletOf(rules, server)
  return [...jids].filter((jid) => letsOut(personOf(roster, jid)))
}

/**
 * Those of some people whom the rules in force let see the presence that is out, although it was not sent to them: whoever
 * came online since is shown it, and the session is not told so of those who only see the user (RFC 3921 s.5.1.3).
 */
export function mayHaveCome(state: EngineState, people: Iterable<Entity>): string[] {
  const { server } = state
  if (!isOut(server)) return []
  const unnoticed = [...people].filter(({ jid, subscription }) => {
    return subscription === 'from' && !server.shown.has(jid)
  })
  const jids = unnoticed.map(({ jid }) => jid)
  return jids.length === 0 ? [] : reached(state, jids)
}

/** Whom unavailable presence reached is shown no more. Under rules that nobody knows that cannot be said yet. */
export function takenBack(
  state: EngineState,
  jids: Iterable<string>,
): Pick<ServerState, 'shown' | 'doubtful'> {
  const { shown, doubtful } = state.server
  if (inForce(state.server) !== null) {
    return { shown: shown.difference(new Set(reached(state, jids))), doubtful }
  }
  const sent = new Set(jids)
  return { shown: shown.difference(sent), doubtful: doubtful.union(sent) }
}

/**
 * Once the rules are known: whom they deny did not get the unavailable presence that was sent before, and whom they let
 * see got what was out when they came.
 */
export function settleDoubts(state: EngineState): EngineState {
  const { server, roster } = state
  const rules = inForce(server)
  const isDoubt = server.doubtful.size > 0 || server.perhaps.size > 0
  if (!isDoubt || rules === null || roster === null) return state
  const letsOut = outletOf(rules, server)
  const came = [...server.perhaps].filter((jid) => letsOut(personOf(roster, jid)))
  const missed = [...server.doubtful].filter((jid) => !letsOut(personOf(roster, jid))).concat(came)
  const shown = server.shown.union(new Set(missed))
  const settled = { ...server, shown, doubtful: new Set<string>(), perhaps: new Set<string>() }
  if (missed.length === 0) return { ...state, server: settled }
  // They may have got it all the same: whoever of them is to see the user is sent presence again.
  const broadcast = isOut(server) ? 'unsure' : server.broadcast
  return { ...state, server: { ...settled, broadcast, told: null } }
}
