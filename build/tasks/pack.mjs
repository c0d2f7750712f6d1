// Packs the app around a local Electron, or looks at the packages without one.
import { existsSync } from 'node:fs'
import { bundle } from './bundle.mjs'
import { installDebian, missingPackages, packagesOf } from './debian.mjs'
import { electronBinary } from './electron.mjs'
import { runNode } from './process.mjs'

/**
 * Builds if needed and writes the unpacked app to dist/; or, with `--check`, looks at all that can be looked at without
 * Electron.
 * @param {string[]} args for electron-builder, such as `--linux deb`; or `--check`
 * @returns {Promise<number>} 1 where no Electron is given, or something is wrong
 */
export async function pack(args) {
  const isCheck = args.includes('--check')
  if (!isCheck && !existsSync(electronBinary())) {
    console.error(
      `Packing needs Electron, and there is none at ${electronBinary()}.\n` +
        'Name the folder of an unpacked one: ELECTRON_OVERRIDE_DIST_PATH=/its/folder npm run pack\n' +
        'Without Electron, npm run pack -- --check looks at the rest.',
    )
    return 1
  }
  const failed = await bundle()
  if (failed) return failed
  const missing = isCheck ? await missingPackages(packagesOf.packing) : []
  if (missing.length > 0) await installDebian(missing)
  const program = isCheck ? ['build/packages/check.mjs'] : ['build/packages/pack.mjs', ...args]
  return (await runNode(program)).code
}
