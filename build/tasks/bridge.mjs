// Runs the legacy bridge without the app.
import { runBundled } from './run-bundled.mjs'

/**
 * Listens until it is stopped.
 * @param {string[]} args for the bridge; see electron/bridge/options.ts
 * @returns {Promise<number>} an exit code; 1 where it could not listen
 */
export async function bridge(args) {
  return runBundled('electron/bridge-main.ts', 'out/bridge', args, { leash: true, stopCode: 0 })
}
