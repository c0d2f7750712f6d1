// Runs the lab: every bench at the same time, its strategies one after the other, first the scenarios, then a random walk.
import type { StrategyId } from '../../shared/visibility/strategies/names'
import type { RunningServer } from '../support/server'
import type { Play } from './act'
import { setBase, takeStrategy } from './acts-wishes'
import type { PairReport } from './book'
import { createBook } from './book'
import type { Cast } from './cast'
import { startCast } from './cast'
import type { Channel } from './channels'
import type { LabOptions } from './options'
import { scenarios } from './scenarios'
import type { ProvedLeak } from './server-leaks'
import { proveLeaks } from './server-leaks'
import type { Bench } from './servers'
import { benches, obstacle, otherThan } from './servers'
import { timingOf } from './timing'
import { walk } from './walk'
import type { World } from './world'
import { startWorld } from './world'

type Say = (line: string) => void

/** So much of what Casper sent is shown at a leak, where every step is; characters. */
const sentTail = 20_000

/** Runs what the options ask for. @param say is told of progress and failures, line by line */
export async function runLab(options: LabOptions, say: Say): Promise<PairReport[]> {
  const wanted = benches.flatMap((bench) => {
    const strategies = bench.strategies.filter((id) => (options.strategy ?? id) === id)
    const fits = (options.server ?? bench.name) === bench.name && strategies.length > 0
    return fits ? [{ ...bench, tried: strategies }] : []
  })
  const reports = await Promise.all(wanted.map((bench) => runBench(bench, options, say)))
  return reports.flat()
}

async function runBench(
  bench: Bench & { readonly tried: readonly StrategyId[] },
  options: LabOptions,
  say: Say,
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
  say: Say,
): Promise<PairReport> {
  const { verbose, seed, steps, smoke, scenario = '' } = options
  const book = createBook({ server: bench.name, strategy, proved, verbose, say })
  const world = await startWorld(server, cast, strategy, strategy)
  const play: Play = async (...acts) => {
    for (const one of acts) await one.run(world)
    const learned = await world.settle()
    book.note(acts, learned)
    if (verbose && learned.faults.length > 0) say(world.proxy.outgoing().slice(-sentTail))
  }
  const possible = (channel: Channel) => obstacle(bench.name, strategy, channel) === null
  const other = otherThan(bench, strategy)
  try {
    await begin(world, play)
    for (const { channel, name, run } of scenarios({ other, smoke })) {
      if (!possible(channel) || !name.includes(scenario)) continue
      book.open({ name: `scenario “${name}”`, about: channel, seed: null })
      await run(play)
    }
    book.open({ name: 'random walk', about: null, seed })
    await walk({ play, world, possible, other, seed, steps })
  } catch (thrown) {
    book.breakOff(thrown instanceof Error ? thrown.message : String(thrown), world.look())
    if (verbose) say(world.casper.log())
  } finally {
    await world.close()
  }
  const report = book.report(world.version(), timingOf(world.delays))
  say(`${bench.name} ${strategy}: ${report.steps} steps, ${report.leaks} leaks`)
  return report
}

// From signed in and hidden by whatever was best, to hidden by the strategy, with wishes that outlast a sign-out.
async function begin(world: World, play: Play): Promise<void> {
  await play()
  await play(takeStrategy())
  await world.keepWishes()
  await play(setBase('visible'))
  await play(setBase('invisible'))
}
