// Newer versions of Casper: looked for only while the user wants it, taken only if signed, installed at the next end.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { describeError, type Log } from '../core/log'
import { isSignedFeed } from './update-signature'

/** The part of electron-updater that is used. */
export interface Updater {
  autoDownload: boolean
  autoInstallOnAppQuit: boolean
  allowDowngrade: boolean
  disableWebInstaller: boolean
  logger: unknown
  requestHeaders: Record<string, unknown> | null
  checkForUpdates(): Promise<{
    readonly isUpdateAvailable: boolean
    readonly updateInfo: { readonly version: string }
  } | null>
  downloadUpdate(): Promise<unknown>
}

/** Why this Casper does not update itself. */
export type UpdateObstacle =
  /** It runs from its sources. */
  | 'not-packaged'
  /** Whoever installed it keeps it up to date: apt, dnf, Flatpak. */
  | 'package-manager'
  /** It was built without the key that signs updates. */
  | 'no-key'

/** What came of a look. */
export type UpdateLook =
  | { readonly kind: UpdateObstacle | 'off' | 'busy' | 'newest' | 'unsigned' | 'failed' }
  | { readonly kind: 'ready'; readonly version: string }

/** What the updates need from around them. */
export interface UpdateParts {
  readonly obstacle: UpdateObstacle | undefined
  /** Loads the updater; called at the first look that may go to the network, never before. */
  loadUpdater(): Promise<Updater>
  /** The public key (SPKI, base64) that updates must be signed with. */
  readonly key: string
  /** The user's switch, and the organisation's: asked at every look. */
  enabled(): boolean
  readonly log: Log
}

/** The updates of a running Casper. */
export interface Updates {
  /** Looks once: call at the start, and when the switch is turned on. What it finds is installed when Casper ends. */
  look(): Promise<UpdateLook>
  /**
   * Call before Casper ends: what was found is not installed if the switch is off by then. On macOS it is: Squirrel has it from
   * the download on, and takes nothing back (MacUpdater).
   */
  close(): void
}

const dayMs = 24 * 60 * 60 * 1000

/**
 * electron-updater would tell every feed a number that stays the same for this installation; everybody says this one.
 */
const nobody = { 'x-user-staging-id': '00000000-0000-0000-0000-000000000000' }

/** Looks once a day until closed. While the switch is off nothing is loaded and nothing is asked of anybody. */
export function startUpdates(parts: UpdateParts): Updates {
  let updater: Updater | undefined
  let ready: string | undefined
  let looking = false

  const look = async (): Promise<UpdateLook> => {
    if (parts.obstacle !== undefined) return { kind: parts.obstacle }
    if (looking) return { kind: 'busy' }
    looking = true
    try {
      if (!parts.enabled()) return { kind: 'off' }
      if (ready !== undefined) return { kind: 'ready', version: ready }
      updater ??= tame(await parts.loadUpdater())
      const found = await take(updater, parts)
      if (found.kind === 'ready') ready = found.version
      return found
    } catch (thrown) {
      parts.log.warn('looking for a newer version failed', { error: describeError(thrown) })
      return { kind: 'failed' }
    } finally {
      looking = false
    }
  }

  const timer = setInterval(() => void look(), dayMs)
  timer.unref()
  const close = (): void => {
    clearInterval(timer)
    if (updater && !parts.enabled()) updater.autoInstallOnAppQuit = false
  }
  return { look, close }
}

/**
 * Who updates this Casper, if not itself: on Linux only an AppImage does.
 * @param env the environment of the process; the AppImage names itself in APPIMAGE.
 */
export function updateObstacle(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
  isPackaged: boolean,
  key: string,
): UpdateObstacle | undefined {
  if (!isPackaged) return 'not-packaged'
  if (platform === 'linux' && env['APPIMAGE'] === undefined) return 'package-manager'
  return key === '' ? 'no-key' : undefined
}

/**
 * The public key that a package was built with.
 * @param appPath the folder or archive with the package.json of the app.
 * @returns an empty text where there is none.
 */
export async function readUpdateKey(appPath: string): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(join(appPath, 'package.json'), 'utf8'))
  return v.parse(v.object({ updateKey: v.optional(v.string(), '') }), manifest).updateKey
}

/** The updater itself; for `loadUpdater`. On Linux it would guess from a file beside the app what it is in. */
export async function loadElectronUpdater(platform: NodeJS.Platform): Promise<Updater> {
  const updaters = await import('electron-updater')
  return platform === 'linux' ? new updaters.AppImageUpdater() : updaters.autoUpdater
}

/** Nothing is downloaded, nor installed, before its signature was checked. */
function tame(updater: Updater): Updater {
  return Object.assign(updater, {
    autoDownload: false,
    autoInstallOnAppQuit: false,
    allowDowngrade: false,
    disableWebInstaller: true,
    logger: null,
    requestHeaders: nobody,
  })
}

async function take(updater: Updater, { key, enabled, log }: UpdateParts): Promise<UpdateLook> {
  const found = await updater.checkForUpdates()
  if (!found?.isUpdateAvailable) return { kind: 'newest' }
  const { version } = found.updateInfo
  if (!isSignedFeed(found.updateInfo, key)) {
    log.error('an update without a valid signature was refused', { version })
    return { kind: 'unsigned' }
  }
  if (!enabled()) return { kind: 'off' }
  updater.autoInstallOnAppQuit = true
  await updater.downloadUpdate()
  return { kind: 'ready', version }
}
