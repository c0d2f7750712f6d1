// The command line of the play.
import { parseArgs } from 'node:util'
import type { Result } from '../../shared/result'
import { err, ok } from '../../shared/result'

const strategies = ['privacy-lists', 'invisible-command', 'directed-presence'] as const

/** The ways of hiding that are played: those that are compliant. */
export type StoryStrategy = (typeof strategies)[number]

/** What the command line asked for. */
export interface StoryOptions {
  readonly json: boolean
  readonly strategy: StoryStrategy
}

/** How to call it. */
const usage = `Usage: npm run demo -- [--json] [--strategy ${strategies.join('|')}], or npm run demo -- --ui`

/** Reads the arguments after the program's name. The failure is two lines for the user. */
export function parseStoryOptions(args: readonly string[]): Result<StoryOptions, string> {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        json: { type: 'boolean', default: false },
        strategy: { type: 'string', default: strategies[0] },
      },
    })
    const strategy = strategies.find((known) => known === values.strategy)
    if (!strategy) return err(`${values.strategy} is not a way of hiding that is played.\n${usage}`)
    return ok({ json: values.json, strategy })
  } catch (thrown) {
    return err(`${thrown instanceof Error ? thrown.message : String(thrown)}\n${usage}`)
  }
}
