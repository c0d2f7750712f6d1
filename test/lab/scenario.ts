// What a scenario of the lab is.
import type { Act, Play } from './act'
import { setShow } from './acts-wishes'
import type { Channel } from './channels'

/** A scenario. */
export interface Scenario {
  readonly channel: Channel
  readonly name: string
  run(play: Play): Promise<void>
}

/** One act after the other, each judged when everything has settled. */
export function inTurn(channel: Channel, name: string, ...acts: readonly Act[]): Scenario {
  return {
    channel,
    name,
    async run(play) {
      for (const one of acts) await play(one)
    },
  }
}

/** Three changes of the availability. */
export function aways(): Act[] {
  return [setShow('away'), setShow('xa'), setShow(null)]
}
