// The engine's state as the user sees it: what was asked for apart from what the server confirmed.
import type { Exposure, VisibilityView } from '../model'
import type { EngineState } from './state'
import { countAgain, uncounted } from './seen-count'
import { inForce, isOut } from './state'
import { strategyOf } from './strategies/choose'

/** The view of an engine. @param seenBy how many contacts are shown the user, if it was counted already */
export function visibilityView(state: EngineState, seenBy = countSeen(state)): VisibilityView {
  const { active } = state.server
  return {
    requested: state.policy,
    choice: state.choice,
    strategy: state.session === null ? null : strategyOf(state),
    scope: state.scope,
    phase: phaseOf(state),
    exposure: exposureOf(state),
    rules: state.session === null ? null : inForce(state.server),
    reading: state.server.reading,
    confirmedAt: state.confirmedAt,
    activeList: state.session !== null && active.kind === 'named' ? active.name : null,
    error: state.failure ?? state.scopeError,
    seenBy,
  }
}

function countSeen(state: EngineState): number {
  return countAgain(uncounted, exposureOf(state), state.roster).count
}

/** What is out, as far as the server confirmed. A lost session may still be shown by its server. */
export function exposureOf({ server, session }: EngineState): Exposure {
  if (!isOut(server) && server.shown.size === 0) return { kind: 'nobody' }
  if (session === null) return { kind: 'unknown' }
  const items = inForce(server)
  if (!isOut(server)) return directedTo(server)
  return items === null
    ? { kind: 'unknown' }
    : { kind: 'available', items, reading: server.reading }
}

// Without a broadcast, those who are shown were told directly, or kept what could not be taken back from them.
function directedTo({ shown, verified, told }: EngineState['server']): Exposure {
  return verified && told !== null ? { kind: 'directed', to: [...shown] } : { kind: 'unknown' }
}

function phaseOf(state: EngineState): VisibilityView['phase'] {
  if (state.session === null) return 'offline'
  if (state.failure !== null || state.scopeError !== null) return 'failed'
  return state.confirmedAt === null ? 'changing' : 'confirmed'
}
