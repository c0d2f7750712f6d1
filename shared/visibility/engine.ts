// The visibility engine: step(state, input, now) -> { state, effects }. Pure. What the server holds changes in the
// state only when the server said so; a failed step towards hiding ends unavailable, never visible.
import { appError } from '../errors'
import type { BareJid } from '../jid'
import type { OwnPresence } from '../model'
import { isTrivial } from '../privacy/compose'
import type { Entity } from '../privacy/evaluate'
import { asSpecified } from '../privacy/evaluate'
import type { ListChoice } from '../privacy/list'
import { acted } from './acts'
import { mayReceive } from './audience'
import { confirm } from './confirm'
import { cutOff, doubted, switched, unsettled } from './doubt'
import type { Effect, Input, NumberedEffect } from './effects'
import { notedBy } from './noted'
import type { Policy } from './policy'
import { allows } from './policy'
import { appeared, rosterChanged, rosterRemoved, surrounded } from './people'
import { settleDoubts } from './reach'
import { refuse } from './refuse'
import type { EngineState, OwnLists, ServerState } from './state'
import { freshServer, inForce, isOut, outletOf, personOf } from './state'
import { nextStep } from './strategies/choose'
import { learn } from './strategies/lists'
import type { Scope, StrategyChoice } from './strategies/names'

/** The new state, and at most one effect to run; its result comes back as `effect-done`. */
export interface Step {
  readonly state: EngineState
  readonly effects: readonly NumberedEffect[]
}

/** What the user wishes, as it is stored between sessions. */
export interface Wishes {
  readonly policy: Policy
  readonly presence: OwnPresence
  readonly choice: StrategyChoice
  readonly scope: Scope
  /** The user's own default list, if one of Casper's was left in its place. */
  readonly keptDefault: ListChoice
  /** What Casper left on the server under names that are not its own. */
  readonly ownLists?: OwnLists
}

/** The engine before any session. `slots` are two list names that belong to this installation alone. */
export function createEngine(
  { policy, presence, choice, scope, keptDefault, ownLists = new Map() }: Wishes,
  slots: readonly [string, string],
): EngineState {
  return {
    policy,
    presence,
    choice,
    scope,
    keptDefault,
    tidy: 'not-yet',
    ownLists,
    services: [],
    blocked: [],
    unblocked: [],
    slots,
    roster: null,
    session: null,
    server: freshServer,
    acts: [],
    inFlight: null,
    nextId: 1,
    ...calm,
    confirmedAt: null,
  }
}

/** Effects that change nothing of who sees the user. */
const quiet: ReadonlySet<Effect['kind']> = new Set([
  'get-names',
  'get-list',
  'remove-list',
  'probe',
  'subscription',
  'sync',
])

/** No failure. */
const calm = { failure: null, scopeError: null, stuck: false, mute: false } as const

/**
 * Takes one input and says what to do next.
 * @param now ms since the epoch, for the time of confirmation
 */
export function step(state: EngineState, input: Input, now: number): Step {
  const told = receive(state, input)
  // Nothing new: what there was to do was done before (a burst of contacts who come online must cost nothing).
  if (told === state) return { state, effects: [] }
  const busy = told.session === null || told.inFlight !== null
  return busy ? { state: told, effects: [] } : proceed(settleDoubts(told), now)
}

/**
 * What must be sent before the session ends, so that nobody keeps seeing it: unavailable presence to those who were
 * shown it, and to nobody else. A session that showed nobody anything says nothing.
 */
export function farewell({ server, inFlight }: EngineState): Effect[] {
  const leaving = inFlight?.effect
  if (isOut(server) || leaving?.kind === 'presence') return [{ kind: 'unavailable' }]
  const going = leaving?.kind === 'directed' && leaving.presence !== null ? leaving.to : []
  const to = [...new Set([...server.shown, ...server.doubtful, ...going])] as BareJid[]
  return to.length === 0 ? [] : [{ kind: 'directed', to, presence: null }]
}

function receive(state: EngineState, input: Input): EngineState {
  switch (input.type) {
    case 'policy-changed': {
      const { policy, presence } = input
      const wished = { ...wishing(state), policy }
      return presence ? receive(wished, { type: 'presence-chosen', presence }) : wished
    }
    case 'presence-chosen':
      // Some servers lose or change a list without a word: it is read anew before anything is broadcast under it. What
      // is on its way was sent under the list as it was just read.
      return {
        ...state,
        presence: input.presence,
        server: state.inFlight?.effect.kind === 'presence' ? state.server : unread(state.server),
        confirmedAt: null,
      }
    case 'strategy-chosen':
      return { ...wishing(state), choice: input.choice }
    case 'scope-chosen':
      return { ...wishing(state), scope: input.scope }
    case 'surroundings-known':
      return surrounded(state, input.services, input.blocked)
    case 'block-foretold':
      return {
        ...state,
        blocked: [...state.blocked, input.jid],
        unblocked: state.unblocked.filter((jid) => jid !== input.jid),
      }
    case 'tidy-due':
      return { ...state, tidy: 'all' }
    case 'probe-due':
      return { ...state, server: { ...state.server, probed: false } }
    case 'subscription-wanted':
      return { ...reread(state), acts: [...state.acts, { act: input.act, to: input.to }] }
    case 'lists-doubted':
      return {
        ...state,
        server: switched(state.server),
        confirmedAt: null,
      }
    case 'contact-appeared':
      return appeared(state, input.jid)
    case 'retry':
      return { ...state, ...calm, server: doubted(state.server) }
    case 'session-started':
      return {
        ...state,
        session: input.habits,
        unblocked: input.resumed ? state.unblocked : [],
        roster: input.resumed ? state.roster : null,
        server: {
          ...(input.resumed ? doubted(state.server) : freshServer),
          reading: input.habits.reading ?? asSpecified,
        },
        ...calm,
        confirmedAt: null,
      }
    case 'session-lost':
      return withoutSession(state)
    case 'session-ended':
      return { ...withoutSession(leftBehind(state)), server: freshServer }
    case 'roster-loaded':
      return { ...state, roster: new Map(input.people.map((person) => [person.jid, person])) }
    case 'roster-changed':
      return rosterChanged(state, input.person)
    case 'roster-removed':
      return rosterRemoved(state, input.jid)
    case 'list-pushed':
      return pushed(state, input.name)
    case 'presence-unsure':
      return { ...state, server: unsure(state.server, input.to, input.available) }
    case 'effect-done': {
      if (state.inFlight?.id !== input.id) return state
      const { effect } = state.inFlight
      const idle = { ...state, inFlight: null }
      return input.result.ok
        ? confirm(idle, effect, input.result.value)
        : refuse(idle, effect, input.result.error)
    }
  }
}

// What was written before the end of the stream has arrived; acts that still wait go out in the next session.
function leftBehind(state: EngineState): EngineState {
  const effect = state.inFlight?.effect
  return effect?.kind === 'subscription' ? acted(state, effect) : state
}

function withoutSession(state: EngineState): EngineState {
  const { inFlight, ...rest } = state
  const server = inFlight === null ? state.server : cutOff(state, inFlight.effect)
  const over = { session: null, inFlight: null, confirmedAt: null, tidy: 'not-yet' } as const
  return { ...rest, ...calm, ...over, server }
}

function proceed(state: EngineState, now: number): Step {
  if (state.failure !== null) {
    const retreat = retreatOf(state)
    return retreat === null ? { state, effects: [] } : emit(state, retreat)
  }
  const step = nextStep(state)
  if (step === null) {
    const settled = state.roster !== null && state.confirmedAt === null
    return { state: settled ? { ...state, confirmedAt: now } : state, effects: [] }
  }
  if ('failure' in step) return proceed({ ...state, failure: appError(step.failure) }, now)
  const changes = !quiet.has(step.effect.kind)
  return emit(changes ? { ...state, confirmedAt: null } : state, step.effect)
}

function emit(state: EngineState, effect: Effect): Step {
  const numbered = { id: state.nextId, effect }
  const nextId = state.nextId + 1
  return {
    state: { ...state, ...notedBy(state, effect), inFlight: numbered, nextId },
    effects: [numbered],
  }
}

// After a failure: taking presence back from those whom the wish hides, or from everybody where nobody can say who
// is shown.
function retreatOf(state: EngineState): Effect | null {
  const { server, policy, roster, stuck, mute } = state
  const nobody = !isOut(server) && server.shown.size === 0 && server.doubtful.size === 0
  if (stuck || isTrivial(policy) || nobody) return null
  const current = inForce(server)
  if (server.lists === 'unknown' && !mute) return { kind: 'get-names' }
  if (!mute && typeof server.lists !== 'string' && (current === null || !server.verified)) {
    const learning = learn(state)
    return learning !== null && 'effect' in learning ? learning.effect : { kind: 'get-names' }
  }
  const known = current !== null && server.verified && roster !== null
  if (!known && isOut(server)) return { kind: 'unavailable' }
  const open = outletOf(current ?? [], server)
  const people = [...server.shown].map((jid) => personOf(roster ?? new Map(), jid))
  const hidden = (person: Entity): boolean => !allows(policy, person) && open(person)
  // What is out is also shown to whoever comes online under these rules.
  if (isOut(server)) {
    const subscribers = [...(roster?.values() ?? [])].filter(mayReceive)
    return [...people, ...subscribers].some(hidden) ? { kind: 'unavailable' } : null
  }
  const exposed = people.filter(hidden)
  if (exposed.length === 0) return null
  return { kind: 'directed', to: exposed.map(({ jid }) => jid as BareJid), presence: null }
}

// What the list in force says has to be read anew.
function unread(server: ServerState): ServerState {
  const used = server.active.kind === 'named' ? server.active : server.default
  if (typeof server.lists === 'string' || used.kind !== 'named') {
    return { ...server, verified: false }
  }
  return { ...server, lists: new Map(server.lists).set(used.name, null), verified: false }
}

// A wish begins anew.
function wishing(state: EngineState): EngineState {
  return { ...reread(state), ...calm, confirmedAt: null }
}

// Where no change of a list is told, nothing is built upon what was read before; but while something is on its way that
// shows or hides, it is judged by the rules as they were read for it.
function reread(state: EngineState): EngineState {
  const { server, session, inFlight } = state
  const isBusy = inFlight !== null && !quiet.has(inFlight.effect.kind)
  if (session?.silentLists !== true || typeof server.lists === 'string' || isBusy) return state
  return { ...state, server: { ...server, lists: 'unknown', verified: false }, confirmedAt: null }
}

function pushed(state: EngineState, name: string): EngineState {
  const { lists, active, default: fallback } = state.server
  if (typeof lists === 'string') return state
  const known = { ...state.server, lists: new Map(lists).set(name, null), verified: false }
  const used = [active, fallback].some((choice) => choice.kind === 'named' && choice.name === name)
  if (!used) return { ...state, server: known }
  // Under other rules presence may not have reached whom it may reach now: it is sent again.
  const broadcast = isOut(known) ? 'unsure' : known.broadcast
  return { ...state, server: { ...unsettled(known), broadcast, told: null }, confirmedAt: null }
}

function unsure(server: ServerState, to: string | null, available: boolean): ServerState {
  if (to === null) {
    const shown = available ? server.shown : server.shown.union(server.shownBefore)
    return { ...server, broadcast: 'unsure', shown }
  }
  // Whether it arrived or not, they see either this or what they were sent before: it is sent again.
  const broadcast = isOut(server) ? 'unsure' : server.broadcast
  return { ...server, broadcast, told: null, shown: server.shown.union(new Set([to])) }
}
