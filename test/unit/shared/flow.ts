// Runs the visibility engine on the model server, so that a test reads as "this is wished, these effects follow".
import type { OwnPresence, VisibilityView } from '../../../shared/model'
import { declined, named } from '../../../shared/privacy/list'
import type { Effect, Habits, Input, NumberedEffect } from '../../../shared/visibility/effects'
import { createEngine, farewell, step } from '../../../shared/visibility/engine'
import type { Policy } from '../../../shared/visibility/policy'
import { visibleToAll } from '../../../shared/visibility/policy'
import type { EngineState, OwnLists } from '../../../shared/visibility/state'
import type { Scope, StrategyChoice } from '../../../shared/visibility/strategies/names'
import { visibilityView } from '../../../shared/visibility/view'
import type { Fault, ModelOptions, ModelServer } from '../../support/model-server'
import { modelServer } from '../../support/model-server'
import { effectWords } from '../../support/visibility-words'

/** Available, with nothing more to say. */
export const here: OwnPresence = { show: null, status: '', priority: 0 }

/** The lists that are the engine's own. */
const slots = ['casper-a', 'casper-b'] as const

/** What a flow begins with, besides the server. */
export interface FlowOptions extends ModelOptions {
  readonly policy?: Policy
  readonly choice?: StrategyChoice
  readonly scope?: Scope
  /** The user's own default list, if one of Casper's was left in its place. */
  readonly keptDefault?: string
  /** What Casper left on the server before. */
  readonly ownLists?: OwnLists
  readonly habits?: Partial<Habits>
}

/** An engine on a model server. */
export interface Flow {
  readonly server: ModelServer
  state(): EngineState
  /** Everything that was asked for, in order. */
  readonly effects: readonly Effect[]
  /** The phase and the error's code, if any, as the user is shown them. */
  phase(): string
  exposure(): VisibilityView['exposure']['kind']
  /** Tells the engine something and runs all that follows. @returns the effects in order, in few words. */
  tell(input: Input): string[]
  /** As tell(), for a wish. */
  wish(policy: Policy): string[]
  /** As tell(), for a strategy. */
  choose(choice: StrategyChoice): string[]
  /** As tell(), for the devices for which hiding holds. */
  hold(scope: Scope): string[]
  /** A contact comes online, and the session is told of it if the server does so. */
  appear(jid: string): string[]
  /** The session ends in order. @returns what is said last. */
  leave(): string[]
  /** Begins a session, with the roster of the server. */
  signIn(): string[]
  /** The session breaks; the server keeps it. */
  lose(): void
  /** The session is taken up again. */
  resume(): string[]
  /** What happens while the next effect of this kind is on its way, and what the engine is told before it is done. */
  meanwhile(kind: Effect['kind'], happens: () => readonly Input[]): void
  /** The next effect of this kind goes wrong, or the next so many. */
  spoil(kind: Effect['kind'], fault: Fault, times?: number): void
}

/** Builds a flow; nobody is signed in yet. */
export function flow(options: FlowOptions = {}): Flow {
  const { policy = visibleToAll, choice = 'automatic', scope = 'session' } = options
  const { keptDefault: kept, ownLists = new Map() } = options
  const habits: Habits = { blocksProbes: false, swallowsSubscriptions: false, ...options.habits }
  const keptDefault = kept === undefined ? declined : named(kept)
  const server = modelServer({
    ...options,
    onPush: (name) => {
      if (!habits.silentLists) pending.push({ type: 'list-pushed', name })
    },
  })
  const pending: Input[] = []
  const effects: Effect[] = []
  const faults = new Map<Effect['kind'], { fault: Fault; left: number }>()
  const chances = new Map<Effect['kind'], () => readonly Input[]>()
  let state = createEngine({ policy, presence: here, choice, scope, keptDefault, ownLists }, slots)

  const take = (input: Input): readonly NumberedEffect[] => {
    const taken = step(state, input, 7)
    state = taken.state
    return taken.effects
  }

  const faultFor = (kind: Effect['kind']): Fault | undefined => {
    const spoilt = faults.get(kind)
    if (!spoilt || spoilt.left === 0) return undefined
    spoilt.left -= 1
    return spoilt.fault
  }

  const tell = (input: Input): string[] => {
    const asked: string[] = []
    pending.push(input)
    for (let next = pending.shift(); next; next = pending.shift()) {
      for (const { id, effect } of take(next)) {
        asked.push(effectWords(effect))
        effects.push(effect)
        if (asked.length > 50) throw new Error(`without end: ${asked.join(' | ')}`)
        const happens = chances.get(effect.kind)
        chances.delete(effect.kind)
        const told = happens?.() ?? []
        const result = server.answer(effect, faultFor(effect.kind))
        pending.push(...told)
        pending.push({ type: 'effect-done', id, result })
      }
    }
    return asked
  }

  const view = () => visibilityView(state)
  const hear = (jid: string): string[] =>
    server.comeOnline(jid) ? tell({ type: 'contact-appeared', jid }) : []
  return {
    server,
    effects,
    state: () => state,
    phase: () => [view().phase, view().error?.code].filter(Boolean).join(': '),
    exposure: () => view().exposure.kind,
    tell,
    wish: (wished) => tell({ type: 'policy-changed', policy: wished }),
    choose: (chosen) => tell({ type: 'strategy-chosen', choice: chosen }),
    hold: (held) => tell({ type: 'scope-chosen', scope: held }),
    appear: hear,
    leave: () => {
      const last = farewell(state)
      for (const effect of last) server.answer(effect)
      server.endSession()
      tell({ type: 'session-ended' })
      return last.map(effectWords)
    },
    signIn: () => [
      ...tell({ type: 'session-started', resumed: false, habits }),
      ...tell({ type: 'roster-loaded', people: [...server.people.values()] }),
    ],
    lose: () => {
      tell({ type: 'session-lost' })
    },
    resume: () => tell({ type: 'session-started', resumed: true, habits }),
    meanwhile: (kind, happens) => {
      chances.set(kind, happens)
    },
    spoil: (kind, fault, times = 1) => {
      faults.set(kind, { fault, left: times })
    },
  }
}
