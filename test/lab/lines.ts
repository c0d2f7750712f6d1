// What was done in the lab and what became of it: one line per step, kept for whoever has to understand a failure.
import type { Channel } from './channels'
import type { Fault } from './oracle'

/** One step. */
export interface Step {
  readonly number: number
  /** ms since the epoch. */
  readonly at: number
  readonly channels: readonly Channel[]
  readonly words: string
  /** What the user wished at its end, in a few words. */
  readonly wish: string
  /** What watchers received of the user, in a few words each. */
  readonly received: readonly string[]
  readonly faults: readonly Fault[]
}

/** How many steps before a failure are kept. */
export const keptSteps = 30

/** A failure: what was seen, and how it came to that. */
export interface Failure {
  readonly server: string
  readonly strategy: string
  /** The scenario, or that it was the walk. */
  readonly name: string
  readonly seed: number | null
  readonly steps: readonly Step[]
}

/** A step as one line of text. */
export function stepLine({ number, at, words, wish, received, faults }: Step): string {
  const time = new Date(at).toISOString().slice(11, 23)
  const seen = received.length === 0 ? '' : ` -> ${received.join('; ')}`
  const wrong = faults.map(
    ({ to, words: what, xml }) => `\n      LEAK ${to} ${what}\n           ${xml}`,
  )
  const wished = faults.length === 0 ? '' : `\n      WISH ${wish}`
  return `${time} ${String(number).padStart(5)} ${words}${seen}${wished}${wrong.join('')}`
}
