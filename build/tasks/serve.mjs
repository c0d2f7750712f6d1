// Runs the tab host: Casper in a local browser tab, without Electron.
import { bundle } from './bundle.mjs'
import { runNode } from './process.mjs'

/**
 * Builds if needed and runs the tab host until it is stopped, which counts as success.
 * @param {string[]} args for the tab host: --port N, --data-dir DIR, --no-open
 * @returns {Promise<number>} an exit code
 */
export async function serve(args) {
  return (await bundle()) || (await runTabHost(args))
}

/**
 * Runs the tab host that was built.
 * @param {string[]} args
 * @param {import('./process.mjs').RunOptions} [options]
 * @returns {Promise<number>} an exit code
 */
export async function runTabHost(args, options) {
  const leash = ['--import', new URL('leash.mjs', import.meta.url).href]
  const { code } = await runNode([...leash, 'out/main/serve.js', ...args], {
    leash: true,
    stopCode: 0,
    ...options,
  })
  return code
}
