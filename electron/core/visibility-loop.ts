// Keeps one account's visibility engine: tells it what happened, runs what it asks for, one effect at a time.
import { appError } from '../../shared/errors'
import { err } from '../../shared/result'
import type { Input, NumberedEffect } from '../../shared/visibility/effects'
import type { Wishes } from '../../shared/visibility/engine'
import { createEngine, step } from '../../shared/visibility/engine'
import type { EngineState } from '../../shared/visibility/state'
import type { Log } from './log'
import { describeError } from './log'
import type { Runner } from './runner'

/** What the loop needs. */
export interface VisibilityLoopOptions {
  readonly wishes: Wishes
  /** Names of the two privacy lists that are this installation's own. */
  readonly slots: readonly [string, string]
  readonly log: Log
  readonly now: () => number
  readonly changed: () => void
}

/** The loop. */
export interface VisibilityLoop {
  tell(input: Input): void
  state(): EngineState
  /** Resolves once nothing is under way. */
  atRest(): Promise<void>
  /** From now on effects run here; null fails them as `offline`. */
  useRunner(runner: Runner | null): void
}

/** Builds the loop over a new engine. */
export function createVisibilityLoop(options: VisibilityLoopOptions): VisibilityLoop {
  const { log, now, changed } = options
  let state = createEngine(options.wishes, options.slots)
  let runner: Runner | null = null
  let waiting: (() => void)[] = []

  const run = async ({ id, effect }: NumberedEffect): Promise<void> => {
    const result = await (runner?.(effect) ?? err(appError('offline')))
    if (!result.ok)
      log.warn('a visibility step failed', { step: effect.kind, code: result.error.code })
    tell({ type: 'effect-done', id, result })
  }

  const tell = (input: Input): void => {
    const taken = step(state, input, now())
    // Strangers can send as much as they like: what changes nothing is shown to nobody.
    if (taken.state === state) return
    state = taken.state
    changed()
    if (state.inFlight === null) {
      for (const resolve of waiting) resolve()
      waiting = []
    }
    for (const effect of taken.effects) {
      run(effect).catch((thrown: unknown) => {
        log.error('a visibility step broke', { error: describeError(thrown) })
        tell({ type: 'effect-done', id: effect.id, result: err(appError('internal')) })
      })
    }
  }

  return {
    tell,
    state: () => state,
    atRest: () =>
      state.inFlight === null
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiting.push(resolve)
          }),
    useRunner: (next) => {
      runner = next
    },
  }
}
