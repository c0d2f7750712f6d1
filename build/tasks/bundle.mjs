// Builds out/ from the sources, or leaves it as it is when it is newer than all of them.
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { root, runNode } from './process.mjs'

const outputs = [
  'out/main/main.js',
  'out/main/serve.js',
  'out/preload/preload.cjs',
  'out/renderer/index.html',
]
const sources = [
  'electron',
  'renderer',
  'shared',
  'build/electron.vite.config.ts',
  'package-lock.json',
]

const bundler = [
  'node_modules/electron-vite/bin/electron-vite.js',
  'build',
  '--config',
  'build/electron.vite.config.ts',
  '--logLevel',
  'warn',
]

/**
 * Bundles the main process, the preload script and the renderer.
 * @param {{ always?: boolean, stopCode?: number }} [options] `always`: also when nothing changed
 * @returns {Promise<number>} the bundler's exit code; what went wrong was then said
 */
export async function bundle({ always = false, stopCode = 130 } = {}) {
  if (!always && upToDate()) return 0
  const { code, output } = await runNode(bundler, { collect: true, stopCode })
  const trimmed = output.trim()
  if (trimmed) console.error(trimmed)
  return code
}

function upToDate() {
  if (!outputs.every((path) => existsSync(root + path))) return false
  const built = Math.min(...outputs.map((path) => statSync(root + path).mtimeMs))
  return sources.every((path) => newest(root + path) < built)
}

/**
 * The latest change in a file or folder; a folder's own time tells of removed files.
 * @param {string} path
 * @returns {number} ms since the epoch
 */
function newest(path) {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))))
}
