// Development: rebuilds on every change and restarts the tab host when the main process changed.
import { bundle, bundler } from './bundle.mjs'
import { runNode } from './process.mjs'

/**
 * Runs until it is stopped, which counts as success. A changed renderer shows after a reload of the tab.
 * @param {string[]} args for the tab host: --port N, --data-dir DIR, --no-open
 * @returns {Promise<number>} an exit code
 */
export async function dev(args) {
  const failed = await bundle({ always: true })
  if (failed) return failed
  const ended = await Promise.race([
    runNode([...bundler, '--mode', 'watch'], { stopCode: 0 }),
    runNode(['--watch', 'out/main/serve.js', ...args], { stopCode: 0 }),
  ])
  process.kill(process.pid, 'SIGTERM')
  return ended.code
}
