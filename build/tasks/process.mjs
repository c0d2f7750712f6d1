// Runs programs for the tasks: one way to spawn, to pass signals on, and to leave no child behind.
import { spawn } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'

/** The folder of the project. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

/** The Node that the project's own packages bring along; everything but these tasks runs on it. */
const localNode = `${root}node_modules/node/bin/node${process.platform === 'win32' ? '.exe' : ''}`

/**
 * @typedef {object} RunOptions
 * @property {boolean} [collect] keep the output instead of showing it
 * @property {number} [seconds] end the program after that time; without, it has all the time it wants
 * @property {NodeJS.ProcessEnv} [env] added to the environment
 * @property {string} [cwd] the folder that it works in; the project's, if not given
 * @property {boolean} [leash] tell the program when this process dies (see leash.mjs)
 * @property {AbortSignal} [abort] ends the program
 * @property {number} [stopCode] exit code of this process when the user stops it; 130 if not given
 */

/**
 * Runs a program to its end, without a standard input. When the user stops this process, the program is told,
 * awaited, and this process exits.
 * @param {string} file
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<{ code: number, output: string }>} code 127 where the program could not be started
 */
export function run(file, args, options = {}) {
  const { collect, seconds, env, cwd = root, leash, abort, stopCode = 130 } = options
  return new Promise((resolve) => {
    const out = collect ? 'pipe' : 'inherit'
    const child = spawn(file, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: leash ? ['ignore', out, out, 'ipc'] : ['ignore', out, out],
      ...(seconds === undefined ? {} : { timeout: seconds * 1000 }),
    })
    let output = ''
    const keep = (/** @type {Buffer} */ data) => (output += data.toString())
    child.stdout?.on('data', keep)
    child.stderr?.on('data', keep)
    const signals = passSignals(child)
    const takeAlong = () => child.kill()
    process.once('exit', takeAlong)
    abort?.addEventListener('abort', takeAlong)
    const end = (/** @type {number} */ code) => {
      process.off('exit', takeAlong)
      if (signals.release()) process.exit(stopCode)
      resolve({ code, output: stripVTControlCharacters(output) })
    }
    child.on('error', (error) => {
      output += error.message
      end(127)
    })
    child.on('close', (code) => end(code ?? 1))
  })
}

/**
 * Runs a JavaScript program with the project's own Node.
 * @param {string[]} args
 * @param {RunOptions} [options]
 */
export function runNode(args, options) {
  return run(localNode, args, options)
}

/** Whether the project's own Node is there. */
export function hasLocalNode() {
  return existsSync(localNode)
}

/**
 * Whether there is a program of that name on the PATH; on Windows, with its ending.
 * @param {string} name
 */
export function hasProgram(name) {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK)
      return folder !== ''
    } catch {
      return false
    }
  })
}

/**
 * Ends this process, by its own signal handlers, when the npm that started it is killed outright.
 * Outside npm a new parent means nothing: the process was sent to the background.
 */
export function leaveWithParent() {
  if (process.env['npm_lifecycle_event'] === undefined || process.platform === 'win32') return
  const started = ancestors()
  const watch = () => ancestors() !== started && process.kill(process.pid, 'SIGTERM')
  setInterval(watch, 1000).unref()
}

/** The parent, a shell, and where Linux tells it, the parent of that, which is npm. */
function ancestors() {
  const status = `/proc/${process.ppid}/status`
  const npm = existsSync(status) ? /^PPid:\s*(\d+)/m.exec(readFileSync(status, 'utf8'))?.[1] : ''
  return `${process.ppid} ${npm}`
}

/**
 * A terminal sends Ctrl-C to the child as well, so SIGINT is passed on only if that did not end it soon.
 * @param {import('node:child_process').ChildProcess} child
 * @returns {{ release(): boolean }} stops passing signals on; says whether there was one
 */
function passSignals(child) {
  /** @type {NodeJS.Timeout[]} */
  const timers = []
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])
  /** @param {NodeJS.Signals} signal */
  const pass = (signal) => {
    if (timers.length > 0) return
    timers.push(setTimeout(() => child.kill(signal), signal === 'SIGINT' ? 1000 : 0))
    timers.push(setTimeout(() => child.kill('SIGKILL'), 15_000))
  }
  for (const signal of signals) process.on(signal, pass)
  return {
    release() {
      for (const signal of signals) process.off(signal, pass)
      timers.forEach(clearTimeout)
      return timers.length > 0
    },
  }
}
