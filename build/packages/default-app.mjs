// Electron comes with an app of its own, which it shows where there is no other.
import { rmSync } from 'node:fs'
import { join } from 'node:path'

/**
 * electron-builder's hook: takes that app, and the note of Electron's version, out of the copy that was staged.
 * @param {import('electron-builder').AfterPackContext} context
 */
export async function takeOutDefaultApp({ appOutDir, electronPlatformName }) {
  const isMac = electronPlatformName === 'darwin'
  const resources = isMac ? 'Electron.app/Contents/Resources' : 'resources'
  rmSync(join(appOutDir, resources, 'default_app.asar'), { force: true })
  rmSync(join(appOutDir, 'version'), { force: true })
}
