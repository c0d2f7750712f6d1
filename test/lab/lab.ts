// Runs the lab: every bench at the same time, its strategies one after the other, first the scenarios, then a random walk.
import type { StrategyId } from '../../shared/visibility/strategies/names'
import type { RunningServer } from '../support/server'
import type { Act } from './act'
import type { Cast } from './cast'
import { startCast } from './cast'
import type { Channel } from './channels'
import { channels } from './channels'
import type { Failure, Step } from './lines'
import { keptSteps, stepLine } from './lines'
import type { LabOptions } from './options'
import type { Fault } from './oracle'
import { scenarios } from './scenarios'
import type { ProvedLeak } from './server-leaks'
import { explain, proveLeaks } from './server-leaks'
import type { Bench } from './servers'
import { benches, obstacle, otherThan } from './servers'
import { takeStrategy, setBase } from './acts-wishes'
import { walk } from './walk'
import type { Settled, World } from './world'
import { startWorld } from './world'

/** What became of one channel. */
export type Verdict =
  | { readonly kind: 'held'; readonly steps: number }
  | { readonly kind: 'leaked'; readonly steps: number }
  | { readonly kind: 'server-leak'; readonly steps: number; readonly leaks: readonly string[] }
  | { readonly kind: 'not-possible'; readonly why: string }

/** What became of one strategy on one server. */
export interface PairReport {
  readonly server: Bench['name']
  readonly version: string
  readonly strategy: StrategyId
  readonly steps: number
  readonly leaks: number
  readonly verdicts: ReadonlyMap<Channel, Verdict>
  /** What the server itself gave away, how often, and whether a bare stream showed it, too. */
  readonly serverLeaks: readonly {
    readonly id: string
    readonly words: string
    readonly seen: number
  }[]
  readonly failures: readonly Failure[]
}

/** Does acts and says what they disclosed. */
export interface Bookkeeper {
  /** Does acts in one go, then waits until everything has settled. */
  step(...acts: readonly Act[]): Promise<void>
  readonly count: () => number
  readonly leaks: () => number
}

/** Runs what the options ask for. @param say is told of progress and failures, line by line */
export async function runLab(
  options: LabOptions,
  say: (line: string) => void,
): Promise<PairReport[]> {
  const wanted = benches.flatMap((bench) => {
    const strategies = bench.strategies.filter((id) => (options.strategy ?? id) === id)
    const fits = (options.server ?? bench.name) === bench.name && strategies.length > 0
    return fits ? [{ ...bench, tried: strategies }] : []
  })
  const reports = await Promise.all(wanted.map((bench) => runBench(bench, options, say)))
  return reports.flat()
}

/** So many failures of one kind are shown whole, for each strategy on each server. */
const keptFailures = 2

async function runBench(
  bench: Bench & { readonly tried: readonly StrategyId[] },
  options: LabOptions,
  say: (line: string) => void,
): Promise<PairReport[]> {
  const server = await bench.start()
  let cast: Cast | undefined
  try {
    const proved = await proveLeaks(server)
    cast = await startCast(server, bench.tried)
    const reports: PairReport[] = []
    for (const strategy of bench.tried) {
      reports.push(await runPair(bench, strategy, { server, cast, proved }, options, say))
    }
    return reports
  } finally {
    await cast?.close()
    await server.stop()
  }
}

interface Ground {
  readonly server: RunningServer
  readonly cast: Cast
  readonly proved: readonly ProvedLeak[]
}

async function runPair(
  bench: Bench,
  strategy: StrategyId,
  { server, cast, proved }: Ground,
  options: LabOptions,
  say: (line: string) => void,
): Promise<PairReport> {
  const steps: Step[] = []
  const failures: Failure[] = []
  const tried = new Map<Channel, { steps: number; leaks: number; serverLeaks: Set<string> }>()
  const seen = new Map<string, number>()
  const shown = new Map<string, number>()
  let scenario = 'signing in'
  let about: Channel | null = null
  let seed: number | null = null
  let count = 0
  let leaks = 0
  const world = await startWorld(server, cast, strategy, strategy)

  const note = (acts: readonly Act[], { wish, received, faults }: Settled) => {
    const ours: Fault[] = []
    const given: string[] = []
    for (const fault of faults) {
      const leak = explain(fault, acts, proved)
      if (leak === null) ours.push(fault)
      else {
        given.push(leak.id)
        seen.set(leak.id, (seen.get(leak.id) ?? 0) + 1)
      }
    }
    count += 1
    leaks += ours.length
    const touched = [...new Set([...acts.map(({ channel }) => channel), ...(about ? [about] : [])])]
    for (const channel of touched) {
      const row = tried.get(channel) ?? { steps: 0, leaks: 0, serverLeaks: new Set() }
      row.steps += 1
      row.leaks += ours.length
      given.forEach((id) => row.serverLeaks.add(id))
      tried.set(channel, row)
    }
    const words = acts.map((one) => one.words).join(' + ')
    const step = {
      number: count,
      at: Date.now(),
      channels: touched,
      words,
      wish,
      received,
      faults: ours,
    }
    steps.push(step)
    if (steps.length > keptSteps) steps.shift()
    if (options.verbose) say(`${bench.name} ${strategy} ${stepLine(step)}`)
    if (ours.length === 0) return
    const kinds = new Set(ours.map(({ kind, words }) => `${kind} ${words}`))
    const isNew = [...kinds].some((kind) => (shown.get(kind) ?? 0) < keptFailures)
    for (const kind of kinds) shown.set(kind, (shown.get(kind) ?? 0) + 1)
    if (!isNew) return
    failures.push({ server: bench.name, strategy, seed, scenario, steps: [...steps] })
    say(
      `LEAK on ${bench.name} by ${strategy}, ${scenario}${seed === null ? '' : `, seed ${seed}`}:`,
    )
    steps.forEach((one) => say(`  ${stepLine(one)}`))
  }
  const book: Bookkeeper = {
    async step(...acts) {
      for (const one of acts) await one.run(world)
      note(acts, await world.settle())
    },
    count: () => count,
    leaks: () => leaks,
  }
  const possible = (channel: Channel) => obstacle(bench.name, strategy, channel) === null

  try {
    await begin(world, book)
    const other = otherThan(bench, strategy)
    for (const one of scenarios({ strategy, other, smoke: options.smoke })) {
      if (!possible(one.channel)) continue
      if (options.scenario !== undefined && !one.name.includes(options.scenario)) continue
      scenario = `scenario “${one.name}”`
      about = one.channel
      await one.run(book)
    }
    scenario = 'random walk'
    about = null
    seed = options.seed
    await walk({ book, world, possible, other, seed: options.seed, steps: options.steps })
  } catch (thrown) {
    const words = thrown instanceof Error ? thrown.message : String(thrown)
    note([], world.look())
    const step = {
      number: count,
      at: Date.now(),
      channels: [],
      words,
      wish: '',
      received: [],
      faults: [],
    }
    failures.push({ server: bench.name, strategy, seed, scenario, steps: [...steps, step] })
    leaks += 1
    say(`BROKE OFF on ${bench.name} by ${strategy}, ${scenario}, seed ${options.seed}: ${words}`)
    steps.forEach((one) => say(`  ${stepLine(one)}`))
    if (options.verbose) say(world.casper.log())
  } finally {
    await world.close()
  }
  say(`${bench.name} ${strategy}: ${count} steps, ${leaks} leaks`)
  const version = world.version()
  const serverLeaks = proved
    .filter(({ strategies }) => strategies === null || strategies.includes(strategy))
    .map(({ id, words }) => ({ id, words, seen: seen.get(id) ?? 0 }))
  const verdicts = verdictsOf(bench.name, strategy, tried)
  return {
    server: bench.name,
    version,
    strategy,
    steps: count,
    leaks,
    verdicts,
    serverLeaks,
    failures,
  }
}

// From signed in and hidden by whatever was best, to hidden by the strategy, with wishes that outlast a sign-out.
async function begin(world: World, book: Bookkeeper): Promise<void> {
  await book.step()
  await book.step(takeStrategy())
  await world.keepWishes()
  await book.step(setBase('visible'))
  await book.step(setBase('invisible'))
}

function verdictsOf(
  name: Bench['name'],
  strategy: StrategyId,
  tried: ReadonlyMap<Channel, { steps: number; leaks: number; serverLeaks: Set<string> }>,
): Map<Channel, Verdict> {
  const verdicts = new Map<Channel, Verdict>()
  for (const [channel, { steps, leaks, serverLeaks }] of tried) {
    if (leaks > 0) verdicts.set(channel, { kind: 'leaked', steps })
    else if (serverLeaks.size === 0) verdicts.set(channel, { kind: 'held', steps })
    else verdicts.set(channel, { kind: 'server-leak', steps, leaks: [...serverLeaks] })
  }
  for (const channel of channels) {
    const why = obstacle(name, strategy, channel)
    if (why !== null) verdicts.set(channel, { kind: 'not-possible', why })
  }
  return verdicts
}
