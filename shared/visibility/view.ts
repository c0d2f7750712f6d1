// The engine's state as the user sees it: what was asked for apart from what the server confirmed.
import type { Contact, Exposure, VisibilityView } from '../model'
import { countSeeing } from './audience'
import type { EngineState } from './state'
import { inForce, isOut } from './state'

/** The view of an engine. `contacts` are the roster, for counting who sees the user. */
export function visibilityView(
  state: EngineState,
  contacts: Iterable<Pick<Contact, 'jid' | 'name' | 'groups' | 'subscription'>>,
): VisibilityView {
  const exposure = exposureOf(state)
  const { active } = state.server
  return {
    requested: state.policy,
    phase: phaseOf(state),
    exposure,
    confirmedAt: state.confirmedAt,
    activeList: state.session !== null && active.kind === 'named' ? active.name : null,
    error: state.failure,
    seenBy: countSeeing(contacts, exposure),
  }
}

/** What is out, as far as the server confirmed. A lost session may still be shown by its server. */
export function exposureOf({ server, session }: EngineState): Exposure {
  if (!isOut(server) && server.shown.size === 0) return { kind: 'nobody' }
  const items = inForce(server)
  if (session === null || items === null || !isOut(server)) return { kind: 'unknown' }
  return { kind: 'available', items }
}

function phaseOf(state: EngineState): VisibilityView['phase'] {
  if (state.session === null) return 'offline'
  if (state.failure !== null) return 'failed'
  return state.confirmedAt === null ? 'changing' : 'confirmed'
}
