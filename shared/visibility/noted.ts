// What is noted before an effect is sent, lest it be lost with the connection.
import type { ListChoice } from '../privacy/list'
import { named } from '../privacy/list'
import type { Effect } from './effects'
import type { EngineState } from './state'
import { isOurs } from './strategies/lists'

/**
 * The user's own default list, noted before one of ours is put in its place; where there was none, the one that is made
 * meanwhile to hold the block list.
 */
export function keptBy(state: EngineState, effect: Effect): ListChoice {
  const before = state.server.default
  if (effect.kind === 'set-list' && effect.name === state.session?.blockList) {
    return named(effect.name)
  }
  const replaces = effect.kind === 'set-default' && isOurs(state, effect.choice)
  return replaces && !isOurs(state, before) ? before : state.keptDefault
}
