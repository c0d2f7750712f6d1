// Development: builds and runs the tab host, again after every change.
import { watch } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { bundle } from './bundle.mjs'
import { root } from './process.mjs'
import { runTabHost } from './serve.mjs'

/** Editors write in several steps; a build that starts in between would see half a change. */
const settleMs = 100

/**
 * Runs until it is stopped, which counts as success. The browser opens at the first start only.
 * @param {string[]} args for the tab host: --port N, --data-dir DIR, --no-open
 * @returns {Promise<number>} an exit code
 */
export async function dev(args) {
  const change = nextChange()
  const built = (await bundle()) === 0
  const code = built ? await runTabHost(args, { abort: change.signal }) : 0
  if (built && !change.signal.aborted) return code
  await change.happened
  await delay(settleMs)
  return dev(args.includes('--no-open') ? args : [...args, '--no-open'])
}

/** @returns {{ signal: AbortSignal, happened: Promise<void> }} of the next change in the sources */
function nextChange() {
  const abort = new AbortController()
  const rooms = ['electron', 'renderer', 'shared']
  const watchers = rooms.map((room) => watch(root + room, { recursive: true }, () => abort.abort()))
  const happened = new Promise((/** @type {(_: void) => void} */ resolve) => {
    abort.signal.addEventListener('abort', () => {
      watchers.forEach((watcher) => watcher.close())
      resolve()
    })
  })
  return { signal: abort.signal, happened }
}
