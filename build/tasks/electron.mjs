// Finds Electron's binary, or fetches it once; says what stands in the way of a desktop window.
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, runNode } from './process.mjs'

const fetchSeconds = 120
const retryAfterMs = 24 * 60 * 60 * 1000
const failedBefore = `${root}out/cache/electron-not-fetched`
/** @type {Partial<Record<NodeJS.Platform, string>>} */
const names = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }

/** The first Electron that this app is made for. */
const oldest = 45

/**
 * The folder of an unpacked Electron, whether or not it is there. ELECTRON_OVERRIDE_DIST_PATH names another, as it
 * does for the electron package itself.
 * @returns {string}
 */
export function electronFolder() {
  return process.env['ELECTRON_OVERRIDE_DIST_PATH'] || `${root}node_modules/electron/dist`
}

/**
 * The place of Electron's binary, whether or not it is there.
 * @returns {string}
 */
export function electronBinary() {
  return join(electronFolder(), names[process.platform] ?? 'electron')
}

/**
 * The version of the local Electron, by the note that comes with it.
 * @returns {string | undefined} as "45.4.1"; undefined where there is no such note
 */
export function electronVersion() {
  const note = join(electronFolder(), 'version')
  if (!existsSync(note)) return undefined
  return /^v?(\d+\.\d+\.\d+\S*)$/.exec(readFileSync(note, 'utf8').trim())?.[1]
}

/**
 * Why the local Electron is of no use, in a few words; undefined where it is. Nothing is fetched.
 * @returns {string | undefined}
 */
export function electronProblem() {
  if (!existsSync(electronBinary())) return 'no Electron binary'
  const version = electronVersion()
  if (version === undefined) return 'an Electron that does not say its version'
  if (parseInt(version) >= oldest) return undefined
  return `Electron ${version}, where ${oldest} or later is needed`
}

/**
 * Why no desktop window can open here, in a few words; undefined where one can. Fetches Electron if only that
 * is missing.
 * @returns {Promise<string | undefined>}
 */
export async function desktopObstacle() {
  const { DISPLAY, WAYLAND_DISPLAY, ELECTRON_OVERRIDE_DIST_PATH } = process.env
  if (process.platform === 'linux') {
    if (!DISPLAY && !WAYLAND_DISPLAY) return 'No display'
    if (process.getuid?.() === 0) return "Electron's sandbox does not work for root"
  }
  const problem = electronProblem()
  if (problem === undefined) return undefined
  if (ELECTRON_OVERRIDE_DIST_PATH) return `In ${ELECTRON_OVERRIDE_DIST_PATH} is ${problem}`
  return (await fetchElectron()) ? undefined : 'Electron could not be fetched'
}

/** @returns {Promise<boolean>} whether the binary of a fitting version is there now */
async function fetchElectron() {
  if (existsSync(failedBefore) && Date.now() - statSync(failedBefore).mtimeMs < retryAfterMs) {
    return false
  }
  const { version } = JSON.parse(readFileSync(`${root}node_modules/electron/package.json`, 'utf8'))
  process.stdout.write(`Fetching Electron ${version} (once, some 120 MB) ... `)
  const { code } = await runNode(['node_modules/electron/install.js'], {
    collect: true,
    seconds: fetchSeconds,
  })
  const fetched = code === 0 && electronProblem() === undefined
  console.log(fetched ? 'done' : 'failed')
  if (fetched) {
    rmSync(failedBefore, { force: true })
  } else {
    mkdirSync(`${root}out/cache`, { recursive: true })
    writeFileSync(failedBefore, 'Delete this file to try again at the next start.\n')
  }
  return fetched
}
