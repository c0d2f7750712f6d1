// The benches: each is a file of test/bench.
import { runBundled } from './run-bundled.mjs'

const benches = ['visibility', 'server', 'bridge']

/**
 * Runs one bench.
 * @param {string[]} args its name; `--json` for one object on one line instead of words
 * @returns {Promise<number>} an exit code; 2 where there is no such bench
 */
export async function bench([name = '', ...args]) {
  if (!benches.includes(name)) {
    console.error(`No bench "${name}". There are: ${benches.join(', ')}.`)
    return 2
  }
  return runBundled(`test/bench/${name}.ts`, 'out/bench', args)
}
