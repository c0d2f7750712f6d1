// Finds Electron's binary, or fetches it once; says what stands in the way of a desktop window.
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, runNode } from './process.mjs'

const fetchSeconds = 120
const retryAfterMs = 24 * 60 * 60 * 1000
const failedBefore = `${root}out/cache/electron-not-fetched`
/** @type {Partial<Record<NodeJS.Platform, string>>} */
const names = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }

/**
 * The place of Electron's binary, whether or not it is there. ELECTRON_OVERRIDE_DIST_PATH names the folder of
 * an unpacked Electron, as it does for the electron package itself.
 * @returns {string}
 */
export function electronBinary() {
  const folder = process.env['ELECTRON_OVERRIDE_DIST_PATH'] || `${root}node_modules/electron/dist`
  return join(folder, names[process.platform] ?? 'electron')
}

/** Whether Electron's binary is there; nothing is fetched. */
export function hasElectron() {
  return existsSync(electronBinary())
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
  if (existsSync(electronBinary())) return undefined
  if (ELECTRON_OVERRIDE_DIST_PATH) return `No Electron in ${ELECTRON_OVERRIDE_DIST_PATH}`
  return (await fetchElectron()) ? undefined : 'Electron could not be fetched'
}

/** @returns {Promise<boolean>} whether the binary is there now */
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
  const fetched = code === 0 && existsSync(electronBinary())
  console.log(fetched ? 'done' : 'failed')
  if (fetched) {
    rmSync(failedBefore, { force: true })
  } else {
    mkdirSync(`${root}out/cache`, { recursive: true })
    writeFileSync(failedBefore, 'Delete this file to try again at the next start.\n')
  }
  return fetched
}
