// Builds a deb around the placeholder of Electron: all of a package but Electron itself, to be looked at.
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { root, run, runNode } from '../tasks/process.mjs'
import { makePlaceholder } from './placeholder.mjs'
import { stage } from './stage.mjs'

/**
 * Stages, packs, and makes the deb with fpm, or with our stand-in for it where there is none.
 * @param {string} folder made anew; from the folder of the project
 * @returns {Promise<{ problem: string } | { deb: string, unpacked: string, maker: string }>} paths, and who made the deb
 */
export async function buildPlaceholderDeb(folder) {
  rmSync(join(root, folder), { recursive: true, force: true })
  stage()
  makePlaceholder(join(root, folder, 'electron'))
  const hasFpm = (await run('fpm', ['--version'], { collect: true })).code === 0
  const { code, output } = await runNode(
    [
      'node_modules/electron-builder/cli.js',
      '--linux',
      'deb',
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
  if (deb === undefined || unpacked === undefined)
    return { problem: 'electron-builder made no deb' }
  return {
    deb: join(dist, deb),
    unpacked: join(dist, unpacked),
    maker: hasFpm ? 'fpm' : 'a stand-in for fpm',
  }
}
