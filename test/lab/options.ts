// What the lab can be told on its command line.
import { parseArgs } from 'node:util'
import type { StrategyId } from '../../shared/visibility/strategies/names'
import type { Bench } from './servers'
import { benches } from './servers'

/** What to run. */
export interface LabOptions {
  readonly seed: number
  readonly server?: Bench['name']
  readonly strategy?: StrategyId
  /** Random steps for each strategy on each server. */
  readonly steps: number
  /** The shorter table of scenarios. */
  readonly smoke: boolean
  /** Only scenarios whose name contains that. */
  readonly scenario?: string
  readonly json: boolean
  /** Where to write the page; none by default. */
  readonly html?: string
  /** Whether every step is shown. */
  readonly verbose: boolean
}

const fullSteps = 2000
const smokeSteps = 40

/** Reads the command line. @returns the options, or what is wrong with them */
export function readOptions(args: readonly string[], anySeed: () => number): LabOptions | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        seed: { type: 'string' },
        server: { type: 'string' },
        strategy: { type: 'string' },
        steps: { type: 'string' },
        scenario: { type: 'string' },
        html: { type: 'string' },
        smoke: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        verbose: { type: 'boolean', default: false },
      },
    })
    const { smoke, json, verbose, html, scenario } = values
    const server = benches.find(({ name }) => name === values.server)?.name
    const strategy = benches
      .flatMap(({ strategies }) => strategies)
      .find((id) => id === values.strategy)
    if (values.server !== undefined && !server) return `no server “${values.server}”`
    if (values.strategy !== undefined && !strategy) return `no strategy “${values.strategy}”`
    const supported = benches.some(
      ({ name, strategies }) =>
        (server ?? name) === name && strategies.some((id) => (strategy ?? id) === id),
    )
    if (!supported) return `${String(server)} does not support ${String(strategy)}`
    const seed = values.seed === undefined ? anySeed() : wholeNumber(values.seed)
    const steps = wholeNumber(values.steps ?? String(smoke ? smokeSteps : fullSteps))
    if (seed === undefined) return 'a seed is a whole number'
    if (steps === undefined) return 'the steps are a whole number'
    return {
      seed,
      steps,
      smoke,
      json,
      verbose,
      ...(server ? { server } : {}),
      ...(strategy ? { strategy } : {}),
      ...(html === undefined ? {} : { html }),
      ...(scenario === undefined ? {} : { scenario }),
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function wholeNumber(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined
}
