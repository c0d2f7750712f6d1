// Builds a deb around the placeholder of Electron: all of a package but Electron itself, to be looked at.
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { hasProgram, root, runNode } from '../tasks/process.mjs'
import { makePlaceholder } from './placeholder.mjs'
import { stage } from './stage.mjs'

/** @typedef {{ unpacked: string, deb?: string, maker?: string }} Built paths, and who made the deb */

/**
 * Stages, packs, and makes the deb with fpm, or with our stand-in for it where there is none.
 * @param {string} folder made anew; from the folder of the project
 * @returns {Promise<{ problem: string } | Built>} without a deb where there is nothing to make one with
 */
export async function buildPlaceholderDeb(folder) {
  rmSync(join(root, folder), { recursive: true, force: true })
  stage()
  makePlaceholder(join(root, folder, 'electron'))
  const hasFpm = hasProgram('fpm')
  const canMakeDeb = hasFpm || hasProgram('dpkg-deb')
  const { code, output } = await runNode(
    [
      'node_modules/electron-builder/cli.js',
      '--linux',
      canMakeDeb ? 'deb' : 'dir',
      '--publish=never',
      '--config=build/electron-builder.config.mjs',
      `--config.directories.output=${folder}/dist`,
    ],
    {
      collect: true,
      env: {
        ELECTRON_OVERRIDE_DIST_PATH: join(root, folder, 'electron'),
        ...(hasFpm
          ? { USE_SYSTEM_FPM: 'true' }
          : { CUSTOM_FPM_PATH: join(root, 'build/packages/fpm-of-debs.mjs') }),
      },
    },
  )
  if (code !== 0) return { problem: output.trim() }
  const dist = join(root, folder, 'dist')
  const names = readdirSync(dist)
  const [deb, unpacked] = [/\.deb$/, /^linux.*-unpacked$/].map((end) =>
    names.find((name) => end.test(name)),
  )
  if (unpacked === undefined) return { problem: 'electron-builder packed nothing' }
  if (!canMakeDeb) return { unpacked: join(dist, unpacked) }
  if (deb === undefined) return { problem: 'electron-builder made no deb' }
  return {
    deb: join(dist, deb),
    unpacked: join(dist, unpacked),
    maker: hasFpm ? 'fpm' : 'a stand-in for fpm',
  }
}
