// Small changes of what is known of the server and of what became of a wish.
import { appError } from '../errors'
import type { ListChoice, PrivacyItem } from '../privacy/list'
import { unknownChoice } from '../privacy/list'
import { doubted } from './doubt'
import type { EngineState, KnownLists, ServerState } from './state'

/** Changes what is known of the server. */
export function withServer(state: EngineState, change: Partial<ServerState>): EngineState {
  return { ...state, server: { ...state.server, ...change } }
}

/** Nothing of the lists counts as known any more, nor which of them is active. */
export function forgetful(state: EngineState): EngineState {
  const active: ListChoice = unknownChoice
  return { ...state, server: { ...doubted(state.server), active, chosen: null } }
}

/** The wish failed. @param detail the protocol's own words */
export function failed(state: EngineState, code: string, detail?: string): EngineState {
  return { ...state, failure: appError(code, detail) }
}

/** Puts a list there; its items are null where they were not read. */
export function put(
  server: ServerState,
  name: string,
  items: readonly PrivacyItem[] | null,
): KnownLists | 'unknown' | 'unsupported' {
  return typeof server.lists === 'string' ? server.lists : new Map(server.lists).set(name, items)
}

/** Takes a list away. */
export function without({ lists }: ServerState, name: string): ServerState['lists'] {
  if (typeof lists === 'string') return lists
  const rest = new Map(lists)
  rest.delete(name)
  return rest
}

/** What a round trip says. Where there are lists, only they say which is in force. */
export function answered({ lists, verified }: ServerState): Partial<ServerState> {
  return { acted: false, verified: verified || lists === 'unsupported' }
}

/** What hides the session once the command surely does not. */
export function withoutCommand({ server: { cloak } }: EngineState): ServerState['cloak'] {
  return cloak === 'legacy' || cloak === 'any' ? 'legacy' : 'off'
}
