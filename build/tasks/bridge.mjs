// Runs the legacy bridge without the app.
import { runBundled } from './run-bundled.mjs'

/**
 * Listens until it is stopped, which counts as success.
 * @param {string[]} args for the bridge; see electron/bridge/options.ts
 * @returns {Promise<number>} an exit code; 1 where it could not listen
 */
export async function bridge(args) {
  const leash = new URL('leash.mjs', import.meta.url).href
  const env = { NODE_OPTIONS: `--import ${leash}` }
  const options = { leash: true, stopCode: 0, env }
  return runBundled('electron/bridge-main.ts', 'out/bridge', args, options)
}
