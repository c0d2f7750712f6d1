// Learning which lists there are, and giving back what was chosen before: what every strategy does with lists.
import type { ListChoice, PrivacyItem } from '../../privacy/list'
import { sameChoice } from '../../privacy/list'
import type { EngineState, KnownLists, ServerState } from '../state'
import { isOut } from '../state'
import type { NextStep } from './strategy'
import { effect } from './strategy'

/** Asks for what is not known of the lists; null where all that matters is, or there are no lists. */
export function learn(state: EngineState): NextStep {
  const { server } = state
  if (server.lists === 'unknown') return effect({ kind: 'get-names' })
  if (server.lists === 'unsupported') return null
  // A choice of ours counts only once it was read back; until then nothing is built upon it.
  if (server.chosen !== null) return effect({ kind: 'get-names' })
  const unread = unreadList(state, server.lists)
  return unread === null ? null : effect({ kind: 'get-list', name: unread })
}

/** Why there are no lists to use, as the code of a failure. */
export function noLists({ server }: Pick<EngineState, 'server'>): string {
  return server.refusal ?? 'lists-unsupported'
}

/** Gives back the choices that were there before Casper's, hidden all the while. */
export function giveBack(state: EngineState): NextStep {
  const { server } = state
  if (typeof server.lists === 'string') return null
  if (!sameChoice(server.active, server.restore)) {
    if (isOut(server)) return effect({ kind: 'unavailable' })
    return effect({ kind: 'set-active', choice: server.restore })
  }
  return isOurs(state, server.default) && state.scopeError === null
    ? effect({ kind: 'set-default', choice: state.keptDefault })
    : null
}

/** The user's own default list, whether or not one of ours stands in its place. */
export function ownDefault(state: EngineState): ListChoice {
  return isOurs(state, state.server.default) ? state.keptDefault : state.server.default
}

/** The user's own rules: what was active before Casper, else the own default list, else nothing. */
export function ownRules(state: EngineState, lists: KnownLists): readonly PrivacyItem[] {
  const { restore } = state.server
  const choice = restore.kind === 'named' ? restore : ownDefault(state)
  return choice.kind === 'named' ? (lists.get(choice.name) ?? []) : []
}

/** Whether a choice names a list of this installation. */
export function isOurs({ slots }: Pick<EngineState, 'slots'>, choice: ListChoice): boolean {
  return choice.kind === 'named' && slots.includes(choice.name)
}

/** Reads the choices back if anything was changed or sent since. */
export function verify(server: ServerState): NextStep {
  if (server.verified) return null
  return effect({ kind: server.lists === 'unsupported' ? 'sync' : 'get-names' })
}

/** Makes a choice of the active list, and reads it back. */
export function choose(server: ServerState, choice: ListChoice): NextStep {
  return sameChoice(server.active, choice) ? verify(server) : effect({ kind: 'set-active', choice })
}

function unreadList(state: EngineState, lists: KnownLists): string | null {
  const { server } = state
  const needed = [server.restore, ownDefault(state), server.default, server.active]
    .flatMap((choice) => (choice.kind === 'named' ? [choice.name] : []))
    .concat(server.written?.name ?? [])
  return needed.find((name) => lists.get(name) === null) ?? null
}
