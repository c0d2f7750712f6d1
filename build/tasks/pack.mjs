// Packs an unpacked application around a local Electron.
import { existsSync } from 'node:fs'
import { bundle } from './bundle.mjs'
import { electronBinary } from './electron.mjs'
import { runNode } from './process.mjs'

/**
 * Builds if needed and writes the application to dist/.
 * @param {string[]} args for electron-builder
 * @returns {Promise<number>} 1 where no Electron is given
 */
export async function pack(args) {
  if (!process.env['ELECTRON_OVERRIDE_DIST_PATH'] || !existsSync(electronBinary())) {
    console.error(
      'Packing needs an unpacked Electron: ELECTRON_OVERRIDE_DIST_PATH=/its/folder npm run pack',
    )
    return 1
  }
  const failed = await bundle()
  if (failed) return failed
  const { code } = await runNode([
    'node_modules/electron-builder/cli.js',
    '--dir',
    '--config=build/electron-builder.config.mjs',
    ...args,
  ])
  return code
}
