// The names of the strategies, and what can be chosen of them.
import * as v from 'valibot'

const strategyIds = [
  'privacy-lists',
  'invisible-command',
  'directed-presence',
  'legacy-presence',
] as const

/** The ways there are, best first. */
export type StrategyId = (typeof strategyIds)[number]
/** What the user chose: one way, or the best that the server confirms. */
export type StrategyChoice = 'automatic' | StrategyId

/** For which devices hiding holds: this session only, or every session of the account (the default list). */
export type Scope = 'session' | 'account'

/** Checks a choice of strategy that comes from outside. */
export const strategyChoiceSchema = v.picklist(['automatic', ...strategyIds])
/** Checks a scope that comes from outside. */
export const scopeSchema = v.picklist(['session', 'account'])
