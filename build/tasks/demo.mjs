// The demo: what Casper makes of old-style invisibility, played in the terminal; or the app itself, among its cast.
import { runBundled } from './run-bundled.mjs'
import { start } from './start.mjs'

/**
 * Plays the stories, or opens the app; who asks for both at once is told how to call it.
 * @param {string[]} args `--ui` for the app, with the arguments of `start`; else `--json`, `--strategy NAME`
 * @returns {Promise<number>} an exit code; 1 where a contact saw more than they should
 */
export async function demo(args) {
  const isPlay = args.some((arg) => /^--(json|strategy)\b/.test(arg))
  if (args.includes('--ui') && !isPlay)
    return start(['--demo', ...args.filter((arg) => arg !== '--ui')])
  return runBundled('electron/play.ts', 'out/play', args)
}
