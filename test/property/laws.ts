// Laws on random cases, drawn and made small by fast-check. The seed is printed; it stays the same from run to run.
// SEED=<n> draws other cases, SEED=fresh others each time; SEED=<n> PATH_=<path>, as a failure prints them, its one
// smallest case again; RUNS=<n> draws as many of each kind, for a long hunt.
import type { Arbitrary, RunDetails } from 'fast-check'
import { assert, property } from 'fast-check'

const { SEED: wanted = '1', PATH_: path, RUNS: many } = process.env
const seed = wanted === 'fresh' ? Math.floor(Math.random() * 0x8000_0000) : Number(wanted)
console.log(`random cases of SEED=${String(seed)}`)

/**
 * Checks a law on so many random cases.
 * @throws with the smallest case found for which the law throws, and how to have it again
 */
export function holds<T>(usual: number, cases: Arbitrary<T>, law: (drawn: T) => void): void {
  assert(property(cases, law), {
    seed,
    numRuns: Number(many ?? usual),
    ...(path === undefined ? {} : { path }),
    reporter: report,
  })
}

function report<T>(run: RunDetails<T>): void {
  if (!run.failed) return
  const { counterexamplePath: at, errorInstance: thrown, numRuns, numShrinks } = run
  const why = thrown instanceof Error ? thrown.message : String(thrown)
  const again = `SEED=${String(run.seed)} PATH_=${String(at)}`
  throw new Error(
    `${again} (case ${String(numRuns)}, made smaller ${String(numShrinks)} times): ${why}`,
  )
}
