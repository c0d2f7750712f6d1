// The benches: each is a file of test/bench, bundled as the product is and run on the project's own Node.
import { runNode } from './process.mjs'

const benches = ['visibility']
const output = 'out/bench'

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
  const built = await runNode(
    [
      'node_modules/vite/bin/vite.js',
      'build',
      '--ssr',
      `test/bench/${name}.ts`,
      '--outDir',
      output,
      '--logLevel',
      'warn',
    ],
    { collect: true },
  )
  if (built.code !== 0) {
    console.error(built.output.trim())
    return built.code
  }
  const { code } = await runNode([`${output}/${name}.js`, ...args])
  return code
}
