// Starts Casper: on the desktop where Electron and a display are there, else in a browser tab.
import { bundle } from './bundle.mjs'
import { desktopObstacle, electronBinary } from './electron.mjs'
import { root, run } from './process.mjs'
import { runTabHost } from './serve.mjs'

/** An Electron that fails sooner than this never showed a window: it cannot run here. */
const startupMs = 5000

/**
 * Builds if needed and runs Casper until it is closed or stopped, which counts as success.
 * @param {string[]} args handed to whichever host runs
 * @returns {Promise<number>} an exit code
 */
export async function start(args) {
  const failed = await bundle()
  if (failed) return failed
  const obstacle = await desktopObstacle()
  if (obstacle) return inTab(obstacle, args)
  const started = Date.now()
  const { code } = await run(electronBinary(), [root, ...asSwitches(args)], { stopCode: 0 })
  if (code === 0 || Date.now() - started > startupMs) return code
  return inTab(`Electron ended at once with exit code ${code}`, args)
}

/**
 * The arguments as Electron reads them: a switch and its value are one word, --data-dir=DIR.
 * @param {string[]} args
 */
export function asSwitches(args) {
  const at = args.indexOf('--data-dir')
  const value = args[at + 1]
  if (at < 0 || value === undefined) return args
  return args.with(at, `--data-dir=${value}`).toSpliced(at + 1, 1)
}

/**
 * @param {string} reason
 * @param {string[]} args
 */
function inTab(reason, args) {
  console.log(`${reason}: running in a browser tab instead of a window.`)
  return runTabHost(args)
}
