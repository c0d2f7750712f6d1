// What a strategy is: one way to make a server show each contact what the policy says, with its price.
import type { Effect } from '../effects'
import type { EngineState } from '../state'
import type { StrategyId } from './names'

/** The next thing to do, a failure by its code, or null where nothing is left to do. */
export type NextStep = { readonly effect: Effect } | { readonly failure: string } | null

/** One way. */
export interface Strategy {
  readonly id: StrategyId
  /** Whether the server confirmed that it can be used; `unknown` before it was asked. */
  readonly supported: (state: EngineState) => 'yes' | 'no' | 'unknown'
  /** How the server is asked. */
  readonly probe: Effect
  /** The next step from what the server holds towards the wish. */
  readonly next: (state: EngineState) => NextStep
}

/** A step that asks for an effect. */
export function effect(wanted: Effect): NextStep {
  return { effect: wanted }
}
