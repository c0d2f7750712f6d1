// What the engine knows: what the user wishes, and what the server holds as far as it confirmed.
import type { OwnPresence, ProgramNote, WaitingAct } from '../model'
import type { Entity, Reading } from '../privacy/evaluate'
import { asSpecified } from '../privacy/evaluate'
import type { ListChoice, PrivacyItem } from '../privacy/list'
import { unknownChoice } from '../privacy/list'
import { createMatcher } from '../privacy/matcher'
import type { AppError } from '../result'
import type { Habits, NumberedEffect } from './effects'
import type { Policy } from './policy'
import type { Scope, StrategyChoice } from './strategies/names'

/** The lists the server holds. A list whose items were not read (or may have changed) has null. */
export type KnownLists = ReadonlyMap<string, readonly PrivacyItem[] | null>

/** Lists by name, as Casper wrote them. */
export type OwnLists = ReadonlyMap<string, readonly PrivacyItem[]>

/** Whether the server can do something; `unknown` before it was asked. */
export type Support = 'yes' | 'no' | 'unknown'

/** What the server holds for this session; changed only by what the server said. */
export interface ServerState {
  /** How it reads lists, as far as that is known of its software. */
  readonly reading: Reading
  readonly lists: KnownLists | 'unknown' | 'unsupported'
  /** Why it does not let its lists be looked at, although it has some; they are not used then. */
  readonly refusal: string | null
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
  /** Who was sent unavailable presence under rules that nobody knew: they may not have got it. */
  readonly doubtful: ReadonlySet<string>
  /** Who came, while presence was out, under rules that nobody knew: they may have been sent it. */
  readonly perhaps: ReadonlySet<string>
  readonly probed: boolean
  /** What presence those in `shown` were last told, where it was directed. */
  readonly told: OwnPresence | null
  /**
   * Whether the server hides the session by the invisible command or by invisible presence. `unknown`: perhaps by the
   * command; `any`: perhaps by either.
   */
  readonly cloak: 'off' | 'command' | 'legacy' | 'unknown' | 'any'
  /** Whether the server has the invisible command (XEP-0186). */
  readonly command: Support
  /** Whether the server proved that it honours invisible presence (XEP-0018). */
  readonly legacy: Support
  /** Which choice of ours waits to be read back. */
  readonly chosen: 'active' | 'default' | null
  /** Whether the choice was read back after the last thing that was changed or sent. */
  readonly verified: boolean
  /** Whether an act about a subscription went out, and the roster may not say yet what it came to. */
  readonly acted: boolean
}

/** The whole state of the engine. */
export interface EngineState {
  readonly policy: Policy
  readonly presence: OwnPresence
  readonly choice: StrategyChoice
  readonly scope: Scope
  /** The user's own default list while one of Casper's stands in its place; given back afterwards. */
  readonly keptDefault: ListChoice
  /** Which of Casper's own lists that are not in use may be removed; `own`: those of this installation's names alone. */
  readonly tidy: 'not-yet' | 'own' | 'all'
  /** What Casper wrote under names that are not its own (XEP-0126), as long as the server has such lists. */
  readonly ownLists: OwnLists
  /** Room services of the server, and rooms in use: presence to rooms is let out whatever the policy. */
  readonly services: readonly string[]
  /** Blocked addresses (XEP-0191): some servers forget the block list while a privacy list is active. */
  readonly blocked: readonly string[]
  /** Addresses that were unblocked in this session. */
  readonly unblocked: readonly string[]
  /** Names of the two lists that are Casper's own here; one is written while the other is active. */
  readonly slots: readonly [string, string]
  readonly roster: ReadonlyMap<string, Entity> | null
  readonly session: Habits | null
  /**
   * Acts about subscriptions that have not gone out yet, oldest first. They stay over the end of a session: what the user
   * asked for is shown as waiting, and is done in the next one.
   */
  readonly acts: readonly WaitingAct[]
  readonly server: ServerState
  readonly inFlight: NumberedEffect | null
  readonly nextId: number
  readonly failure: AppError | null
  /** Why hiding cannot hold for all devices, although that was wished; this session is not affected. */
  readonly scopeError: AppError | null
  /** Whether even taking presence back was refused; it is not tried again until something else happens. */
  readonly stuck: boolean
  /** Whether the server did not say what it was asked; it is not asked again until something else happens. */
  readonly mute: boolean
  readonly confirmedAt: number | null
}

/** What is known of a server on a fresh session: nothing, and nothing was shown. */
export const freshServer: ServerState = {
  reading: asSpecified,
  lists: 'unknown',
  refusal: null,
  active: unknownChoice,
  default: unknownChoice,
  restore: unknownChoice,
  written: null,
  broadcast: 'none',
  shown: new Set(),
  shownBefore: new Set(),
  doubtful: new Set(),
  perhaps: new Set(),
  probed: false,
  told: null,
  cloak: 'off',
  command: 'unknown',
  legacy: 'unknown',
  chosen: null,
  verified: false,
  acted: false,
}

/** Whether available presence of this session was broadcast. */
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

/** Makes rules ready to say, for many people, whether that server lets presence out to somebody by them. */
export function outletOf(
  items: readonly PrivacyItem[],
  { reading }: Pick<ServerState, 'reading'>,
): (person: Entity) => boolean {
  const matcher = createMatcher(items, reading)
  return (person) => matcher.ruling('presence-out', person).action === 'allow'
}

/** The person with that address, as far as the roster knows them. */
export function personOf(roster: ReadonlyMap<string, Entity>, jid: string): Entity {
  return roster.get(jid) ?? { jid, groups: [], subscription: 'none' }
}

/** Whether two presences say the same. */
export function samePresence(a: OwnPresence, b: ServerState['broadcast']): boolean {
  return (
    typeof b === 'object' &&
    a.show === b.show &&
    a.status === b.status &&
    a.priority === b.priority &&
    a.idleSince === b.idleSince &&
    sameProgram(a.program, b.program)
  )
}

/** Whether two programs say the same of themselves. */
export function sameProgram(a: ProgramNote | undefined, b: ProgramNote | undefined): boolean {
  const parts = ['node', 'ver', 'hash', 'ext', 'photo'] as const
  return a === b || parts.every((part) => a?.[part] === b?.[part])
}
