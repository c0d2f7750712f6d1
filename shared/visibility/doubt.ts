// What cannot be known of the server after a loss, a silence or a refusal: nothing then counts as done, and whoever may
// have been shown counts as shown.
import { unknownChoice } from '../privacy/list'
import type { Effect } from './effects'
import { mayHaveCome, receivers, takenBack } from './reach'
import type { EngineState, ServerState } from './state'
import { isOut } from './state'

/** The server's state with everything to be asked again; what was shown stays known. */
export function doubted(server: ServerState): ServerState {
  // Saying once more that invisible presence ends does no harm where it has ended.
  const ended = server.legacy === 'yes' && server.cloak === 'off' ? 'legacy' : server.cloak
  const cloak = server.cloak === 'command' ? 'unknown' : ended
  return { ...server, lists: 'unknown', refusal: null, written: null, cloak, verified: false }
}

/** The same where another list may have become the active one. */
export function switched(server: ServerState): ServerState {
  return { ...doubted(unsettled(server)), active: unknownChoice }
}

/**
 * Other rules came in force, or others judge that one person, before anybody knew those of before: whoever may not have
 * been told then, or may have been sent what is out, counts as shown, since what is read next says nothing of it.
 */
export function unsettled(server: ServerState, one?: string): ServerState {
  const unclear = server.doubtful.union(server.perhaps)
  const settled = one === undefined ? unclear : unclear.intersection(new Set([one]))
  return {
    ...server,
    ...perhapsShown(server, [...settled]),
    doubtful: server.doubtful.difference(settled),
    perhaps: server.perhaps.difference(settled),
  }
}

/** What the server may hold when the connection broke during an effect: presence that was on its way may have arrived. */
export function cutOff(state: EngineState, effect: Effect): ServerState {
  const { server } = state
  // Only what was broadcast can be unsure: taking back what never was would announce the session.
  const broadcast = isOut(server) ? 'unsure' : server.broadcast
  switch (effect.kind) {
    case 'presence':
    case 'legacy-visible': {
      const shown = server.shown.union(new Set(receivers(state)))
      return { ...server, broadcast: 'unsure', shown }
    }
    case 'directed': {
      const sent = new Set<string>(effect.presence === null ? [] : effect.to)
      return { ...server, broadcast, told: null, shown: server.shown.union(sent) }
    }
    case 'set-active': {
      // One of two known lists is in force: what is read next is no surprise, and nobody whom both hide from is told.
      const active = { ...server, active: effect.choice }
      const came = mayHaveCome({ ...state, server: active }, state.roster?.values() ?? [])
      const shown = perhapsShown(server, [...(effect.showing?.to ?? []), ...came])
      return { ...server, ...shown, active: unknownChoice }
    }
    case 'unavailable':
      return { ...server, broadcast: 'unsure' }
    case 'cloak':
      return { ...server, cloak: doubtfulCloak(server, effect.on), broadcast, told: null }
    case 'legacy-invisible':
      return { ...server, cloak: 'legacy', broadcast }
    default:
      return server
  }
}

/** These may have been sent the presence that is out, or not: they count as shown, and it is sent again. */
export function perhapsShown(server: ServerState, to: readonly string[]): Partial<ServerState> {
  if (to.length === 0) return {}
  const broadcast = isOut(server) ? 'unsure' : server.broadcast
  return { shown: server.shown.union(new Set(to)), broadcast, told: null }
}

/** Unavailable presence was sent to these. Whom the roster moved meanwhile got it or not: they are sent presence again. */
export function toldOfEnd(state: EngineState, jids: readonly string[]): Partial<ServerState> {
  const back = takenBack(state, jids)
  const missed = jids.filter((jid) => back.shown.has(jid))
  return { ...back, ...perhapsShown({ ...state.server, ...back }, missed) }
}

// What the command came to is not known; whether the server still heeds invisible presence then is not, either.
function doubtfulCloak({ cloak }: ServerState, on: boolean): ServerState['cloak'] {
  if (cloak === 'legacy') return on ? 'any' : 'legacy'
  return cloak === 'any' ? 'any' : 'unknown'
}
