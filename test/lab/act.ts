// What can happen in the lab: one act, named, of one channel.
import type { Channel } from './channels'
import type { World } from './world'

/** An act. */
export interface Act {
  readonly channel: Channel
  readonly words: string
  /** Does it. What it discloses is judged when the world has settled. */
  run(world: World): Promise<void>
}

/** Makes an act. */
export function act(channel: Channel, words: string, run: (world: World) => Promise<void>): Act {
  return { channel, words, run }
}

/** Does acts in one go, then waits until everything has settled, and has it judged. */
export type Play = (...acts: readonly Act[]) => Promise<void>
