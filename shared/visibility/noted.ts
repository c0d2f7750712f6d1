// What is noted before an effect is sent, lest it be lost with the connection: whose place Casper's default list takes,
// and what it leaves on the server.
import type { ListChoice } from '../privacy/list'
import { named } from '../privacy/list'
import type { Effect } from './effects'
import type { EngineState, OwnLists } from './state'
import { isOurs } from './strategies/lists'

/** More lists than this are not remembered; the oldest is forgotten, and stays on the server. */
const most = 100

/** What is noted of an effect. */
export function notedBy(
  state: EngineState,
  effect: Effect,
): Pick<EngineState, 'keptDefault' | 'ownLists'> {
  return { keptDefault: keptBy(state, effect), ownLists: leavings(state, effect) }
}

/** A list is not on the server any more, or not by Casper. */
export function forget(state: EngineState, name: string): EngineState {
  if (!state.ownLists.has(name)) return state
  return { ...state, ownLists: new Map([...state.ownLists].filter(([each]) => each !== name)) }
}

/** The server has these lists alone. */
export function forgetAllBut(state: EngineState, names: readonly string[]): EngineState {
  const gone = [...state.ownLists.keys()].filter((name) => !names.includes(name))
  return gone.reduce(forget, state)
}

// The user's own default list is noted before one of ours is put in its place; where there was none, the one that is made
// meanwhile to hold the block list.
function keptBy(state: EngineState, effect: Effect): ListChoice {
  const before = state.server.default
  if (effect.kind === 'set-list' && effect.name === state.session?.blockList) {
    return named(effect.name)
  }
  const replaces = effect.kind === 'set-default' && isOurs(state, effect.choice)
  return replaces && !isOurs(state, before) ? before : state.keptDefault
}

// The user's own default list may be written, too, to keep the block list in it: it is theirs.
function leavings(
  { ownLists, slots, session, keptDefault }: EngineState,
  effect: Effect,
): OwnLists {
  if (effect.kind !== 'set-list') return ownLists
  const { name, items } = effect
  const isTheirs = keptDefault.kind === 'named' && keptDefault.name === name
  if (slots.includes(name) || name === session?.blockList || isTheirs) return ownLists
  const others = [...ownLists].filter(([each]) => each !== name)
  return new Map([...others, [name, items] as const].slice(-most))
}
