// What the engine knows: what the user wishes, and what the server holds as far as it confirmed.
import type { OwnPresence } from '../model'
import type { Entity } from '../privacy/evaluate'
import { evaluate } from '../privacy/evaluate'
import type { ListChoice, PrivacyItem } from '../privacy/list'
import { unknownChoice } from '../privacy/list'
import type { AppError } from '../result'
import type { NumberedEffect } from './effects'
import type { Policy } from './policy'

/** The lists the server holds. A list whose items were not read (or may have changed) has null. */
export type KnownLists = ReadonlyMap<string, readonly PrivacyItem[] | null>

/** What the server holds for this session; changed only by what the server said. */
export interface ServerState {
  readonly lists: KnownLists | 'unknown' | 'unsupported'
  readonly active: ListChoice
  readonly default: ListChoice
  /** The active choice found at the start of the session, to be given back. */
  readonly restore: ListChoice
  /** The list written last, until it was read back. */
  readonly written: { readonly name: string; readonly items: readonly PrivacyItem[] } | null
  /** What was broadcast last; `unsure` after a lost connection. */
  readonly broadcast: OwnPresence | 'none' | 'unavailable' | 'unsure'
  /** Who is shown available presence of this session now. */
  readonly shown: ReadonlySet<string>
  /** Who was shown before the last broadcast of unavailable presence. */
  readonly shownBefore: ReadonlySet<string>
  readonly probed: boolean
  /** Whether an activation of ours waits to be read back. */
  readonly chosen: boolean
  /** Whether the choice was read back after the last thing that was changed or sent. */
  readonly verified: boolean
}

/** The whole state of the engine. */
export interface EngineState {
  readonly policy: Policy
  readonly presence: OwnPresence
  /** Names of the two lists that are Casper's own here; one is written while the other is active. */
  readonly slots: readonly [string, string]
  readonly roster: ReadonlyMap<string, Entity> | null
  readonly session: { readonly blocksProbes: boolean } | null
  readonly server: ServerState
  readonly inFlight: NumberedEffect | null
  readonly nextId: number
  readonly failure: AppError | null
  /** Whether even taking presence back was refused; it is not tried again until something else happens. */
  readonly stuck: boolean
  readonly confirmedAt: number | null
}

/** What is known of a server on a fresh session: nothing, and nothing was shown. */
export const freshServer: ServerState = {
  lists: 'unknown',
  active: unknownChoice,
  default: unknownChoice,
  restore: unknownChoice,
  written: null,
  broadcast: 'none',
  shown: new Set(),
  shownBefore: new Set(),
  probed: false,
  chosen: false,
  verified: false,
}

/** Whether available presence of this session is out. */
export function isOut(server: ServerState): boolean {
  return server.broadcast === 'unsure' || typeof server.broadcast === 'object'
}

/** The rules in force: the active list, else the default one, else none; null where they are not known. */
export function inForce(server: ServerState): readonly PrivacyItem[] | null {
  if (server.lists === 'unsupported') return []
  if (server.lists === 'unknown' || server.active.kind === 'unknown') return null
  const choice = server.active.kind === 'named' ? server.active : server.default
  return choice.kind === 'named' ? (server.lists.get(choice.name) ?? null) : []
}

/** Whether these rules let presence out to somebody. */
export function letsOut(items: readonly PrivacyItem[], person: Entity): boolean {
  return evaluate(items, 'presence-out', person).action === 'allow'
}

/** The person with that address, as far as the roster knows them. */
export function personOf(roster: ReadonlyMap<string, Entity>, jid: string): Entity {
  return roster.get(jid) ?? { jid, groups: [], subscription: 'none' }
}

/** Whether two presences say the same. */
export function samePresence(a: OwnPresence, b: ServerState['broadcast']): boolean {
  return (
    typeof b === 'object' && a.show === b.show && a.status === b.status && a.priority === b.priority
  )
}
