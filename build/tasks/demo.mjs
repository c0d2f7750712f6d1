// The demo: what Casper makes of old-style invisibility, played in the terminal; or the app itself, among its cast.
import { runBundled } from './run-bundled.mjs'
import { start } from './start.mjs'

/**
 * Plays the stories, or opens the app.
 * @param {string[]} args `--ui` for the app, with the arguments of `start`; else `--json`, `--strategy NAME`
 * @returns {Promise<number>} an exit code; 1 where a contact saw more than they should
 */
export async function demo(args) {
  if (args.includes('--ui')) return start(['--demo', ...args.filter((arg) => arg !== '--ui')])
  return runBundled('electron/play.ts', 'out/play', args)
}
