// Builds the packages for Linux around the placeholder of Electron: all of them but Electron itself, to be looked at.
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { hasProgram, root, runNode } from '../tasks/process.mjs'
import { contentEnd, makeAppImageTools, makePlaceholder } from './placeholder.mjs'
import { stage } from './stage.mjs'

/**
 * @typedef {object} Built paths
 * @property {string} unpacked
 * @property {string} appImage the folder of what would be in it
 * @property {string} [deb]
 * @property {string} [rpm]
 * @property {string} maker who made deb and rpm
 */

/**
 * Stages, packs, and makes an AppImage with a stand-in for its tools, deb and rpm with fpm, or with our stand-in for it.
 * @param {string} folder made anew; from the folder of the project
 * @returns {Promise<{ problem: string } | Built>} without a deb, or an rpm, where there is nothing to make one with
 */
export async function buildPlaceholderPackages(folder) {
  rmSync(join(root, folder), { recursive: true, force: true })
  stage()
  makePlaceholder(join(root, folder, 'electron'))
  makeAppImageTools(join(root, folder, 'tools'))
  const hasFpm = hasProgram('fpm')
  const kinds = [
    ...(hasFpm || hasProgram('dpkg-deb') ? ['deb'] : []),
    ...(hasProgram('rpmbuild') ? ['rpm'] : []),
  ]
  const { code, output } = await runNode(
    [
      'node_modules/electron-builder/cli.js',
      '--linux',
      ...kinds,
      'AppImage',
      '--publish=never',
      '--config=build/electron-builder.config.mjs',
      `--config.directories.output=${folder}/dist`,
    ],
    {
      collect: true,
      env: {
        ELECTRON_OVERRIDE_DIST_PATH: join(root, folder, 'electron'),
        APPIMAGE_TOOLS_PATH: join(root, folder, 'tools'),
        ...(hasFpm
          ? { USE_SYSTEM_FPM: 'true' }
          : { CUSTOM_FPM_PATH: join(root, 'build/packages/fpm-stand-in.mjs') }),
      },
    },
  )
  if (code !== 0) return { problem: output.trim() }
  const dist = join(root, folder, 'dist')
  const names = readdirSync(dist)
  const find = (/** @type {RegExp} */ end) => names.find((name) => end.test(name))
  const unpacked = find(/^linux.*-unpacked$/)
  const appImage = names.find((name) => name.endsWith(`.AppImage${contentEnd}`))
  const lost = kinds.find((kind) => !names.some((name) => name.endsWith(`.${kind}`)))
  if (!unpacked || !appImage || lost) return { problem: `electron-builder made ${names.join(' ')}` }
  const made = kinds.map((kind) => [kind, join(dist, find(new RegExp(`\\.${kind}$`)) ?? '')])
  return {
    unpacked: join(dist, unpacked),
    appImage: join(dist, appImage),
    ...Object.fromEntries(made),
    maker: hasFpm ? 'fpm' : 'a stand-in for fpm',
  }
}
