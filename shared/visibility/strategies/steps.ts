// Steps that several strategies share: hiding from those who are shown, showing to those who may be.
import type { BareJid } from '../../jid'
import { domainOf } from '../../jid'
import type { Entity } from '../../privacy/evaluate'
import type { PrivacyItem } from '../../privacy/list'
import { mayReceive } from '../audience'
import type { EngineState, ServerState } from '../state'
import { inForce, isOut, outletOf, personOf, samePresence } from '../state'
import type { NextStep } from './strategy'
import { effect } from './strategy'

/** Above this many people one broadcast is cheaper than directed presence. */
export const directedLimit = 50

/** Who is on the roster. */
export type Roster = ReadonlyMap<string, Entity>

/**
 * Unavailable presence to some of those who are shown; by broadcast where that reaches just these.
 * @param reached whom a broadcast would reach: whoever was not shown anything must not learn of the session by its end
 */
export function hideFrom(
  server: ServerState,
  jids: readonly string[],
  reached: readonly string[],
): NextStep {
  if (jids.length === 0) return null
  const just = jids.length === server.shown.size || jids.length > directedLimit
  const byBroadcast = just && reached.every((jid) => server.shown.has(jid))
  if (isOut(server) && byBroadcast) return effect({ kind: 'unavailable' })
  return effect({ kind: 'directed', to: jids as BareJid[], presence: null })
}

/** Presence by broadcast, then to those whom it did not reach although these rules let it. */
export function showAll(
  state: EngineState,
  roster: Roster,
  rules: readonly PrivacyItem[],
): NextStep {
  const { server, presence } = state
  if (!samePresence(presence, server.broadcast)) return effect({ kind: 'presence', presence })
  const due = outletOf(rules, server)
  const open = outletOf(inForce(server) ?? rules, server)
  const to = subscribers(roster)
    .filter((person) => !server.shown.has(person.jid) && due(person) && open(person))
    .map((person) => person.jid as BareJid)
  if (to.length > directedLimit) return effect({ kind: 'presence', presence })
  return to.length > 0 ? effect({ kind: 'directed', to, presence }) : null
}

/** Ends hiding by the invisible command; no presence is out after it. */
export function endCommand({ server }: EngineState): NextStep {
  const ended = server.cloak === 'off' || server.cloak === 'legacy'
  return ended ? null : effect({ kind: 'cloak', on: false })
}

/** Ends either way of hiding; after invisible presence the server shows the session again, as far as lists let it. */
export function uncloak(state: EngineState): NextStep {
  return state.server.cloak === 'legacy' ? effect({ kind: 'legacy-visible' }) : endCommand(state)
}

/** Those who are sent the user's presence at all. */
export function subscribers(roster: Roster): Entity[] {
  return [...roster.values()].filter(mayReceive)
}

/**
 * Those whose presence may be asked for in the session's own name: their servers answer. A gateway, and it is the server
 * of the people behind it, would learn of a hidden session by that.
 */
export function askable(roster: Roster): Entity[] {
  const gateways = new Set([...roster.keys()].filter((jid) => !jid.includes('@')))
  return [...roster.values()].filter(({ jid, subscription }) => {
    const isSeen = subscription === 'to' || subscription === 'both'
    return isSeen && !gateways.has(domainOf(jid as BareJid))
  })
}

/** Of those who are shown, the ones of whom the function says that they must not be. */
export function shownBut(
  server: ServerState,
  roster: Roster,
  mustNot: (person: Entity) => boolean,
): string[] {
  return [...server.shown].filter((jid) => mustNot(personOf(roster, jid)))
}
