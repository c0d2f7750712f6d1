// The whole evening: reads the command line, plays every story, prints it, and says how it went.
import { parseStoryOptions } from './options'
import type { StepReport } from './play'
import { leaksIn, play } from './play'
import { jsonOf, paintFor, resultText, stepText, titleOf } from './report'
import type { Story } from './story'

/** What a performance has around it. */
export interface Theatre {
  readonly args: readonly string[]
  /** Takes what is printed, a line or more without the last line break. */
  readonly print: (text: string) => void
  /** Takes what went wrong. */
  readonly complain: (text: string) => void
  readonly inColour: boolean
  readonly signal: AbortSignal
}

/**
 * Plays the stories.
 * @returns an exit code: 0, or 1 where somebody saw more than they should, 2 for options that do not exist, 3 where a
 *   story could not be played to its end, 130 where it was broken off
 */
export async function perform(stories: readonly Story[], theatre: Theatre): Promise<number> {
  const { args, print, complain, inColour, signal } = theatre
  const options = parseStoryOptions(args)
  if (!options.ok) {
    complain(options.error)
    return 2
  }
  const { json, strategy } = options.value
  const paint = paintFor(inColour)
  const say = json ? () => undefined : print
  const steps: StepReport[] = []
  try {
    for (const story of stories) {
      let number = 0
      say(titleOf(story, paint))
      const played = await play(story, {
        strategy,
        signal,
        onStep: (step) => {
          number += 1
          say(stepText(step, number, paint))
        },
      })
      steps.push(...played)
    }
  } catch (thrown) {
    if (signal.aborted) return 130
    complain(`The play broke off: ${thrown instanceof Error ? thrown.message : String(thrown)}`)
    return 3
  }
  print(json ? jsonOf(steps) : resultText(steps, paint))
  return leaksIn(steps) > 0 ? 1 : 0
}
