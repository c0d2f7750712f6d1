// A deb as fpm would make it, by dpkg-deb.
import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, lstatSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * @param {string} tree what is installed; its control files are added
 * @param {import('./fpm-stand-in.mjs').Wanted} wanted
 */
export function makeDeb(tree, wanted) {
  writeControl(tree, wanted)
  const compression = `-Z${wanted['deb-compression']}`
  execFileSync('dpkg-deb', ['--root-owner-group', compression, '--build', tree, wanted.package])
}

/**
 * @param {string} tree
 * @param {import('./fpm-stand-in.mjs').Wanted} wanted
 */
function writeControl(tree, wanted) {
  const folder = join(tree, 'DEBIAN')
  const size = sizeOf(tree)
  mkdirSync(folder)
  const fields = {
    Package: wanted.name,
    Version: wanted.version,
    Section: wanted.category,
    Priority: wanted['deb-priority'],
    Architecture: wanted.architecture,
    Maintainer: wanted.maintainer,
    'Installed-Size': String(Math.ceil(size / 1024)),
    Depends: wanted.d.join(', '),
    Recommends: wanted['deb-recommends'].join(', '),
    Homepage: wanted.url,
    Description: wanted.description.trim(),
  }
  const lines = Object.entries(fields).filter(([, value]) => value !== '')
  writeFileSync(
    join(folder, 'control'),
    lines.map(([name, value]) => `${name}: ${value}\n`).join(''),
  )
  cpSync(wanted['after-install'], join(folder, 'postinst'))
  cpSync(wanted['after-remove'], join(folder, 'postrm'))
  for (const name of ['postinst', 'postrm']) chmodSync(join(folder, name), 0o755)
}

/**
 * @param {string} path
 * @returns {number} bytes of the files in it
 */
function sizeOf(path) {
  const stat = lstatSync(path)
  if (!stat.isDirectory()) return stat.size
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0)
}
