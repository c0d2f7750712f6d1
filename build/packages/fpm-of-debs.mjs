#!/usr/bin/env node
// Stands in for fpm where there is none: takes the arguments that electron-builder gives it, and makes debs alone.
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'

const text = /** @type {const} */ ({ type: 'string' })
const texts = /** @type {const} */ ({ type: 'string', multiple: true })
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    s: { ...text, short: 's' },
    t: { ...text, short: 't' },
    d: { ...texts, short: 'd', default: [] },
    exclude: { ...texts, short: 'x', default: [] },
    force: { type: 'boolean' },
    'deb-recommends': { ...texts, default: [] },
    'deb-compression': { ...text, default: 'xz' },
    'deb-priority': { ...text, default: 'optional' },
    architecture: { ...text, default: '' },
    'after-install': { ...text, default: '' },
    'after-remove': { ...text, default: '' },
    description: { ...text, default: '' },
    version: { ...text, default: '' },
    package: { ...text, default: '' },
    name: { ...text, default: '' },
    maintainer: { ...text, default: '' },
    vendor: text,
    url: { ...text, default: '' },
    category: { ...text, default: 'default' },
    license: text,
  },
})
if (values.t !== 'deb') throw new Error(`This makes debs alone, and was asked for "${values.t}".`)

const tree = mkdtempSync(join(tmpdir(), 'casper-deb-'))
try {
  chmodSync(tree, 0o755)
  for (const mapping of positionals) place(mapping)
  for (const path of values.exclude) rmSync(join(tree, path))
  writeControl()
  execFileSync('dpkg-deb', [
    '--root-owner-group',
    `-Z${values['deb-compression']}`,
    '--build',
    tree,
    values.package,
  ])
} finally {
  rmSync(tree, { recursive: true, force: true })
}

/**
 * Copies what is left of the sign to the place right of it: a folder's content, where it ends in a slash.
 * @param {string} mapping
 */
function place(mapping) {
  const at = mapping.lastIndexOf('=')
  const target = join(tree, mapping.slice(at + 1))
  mkdirSync(dirname(target), { recursive: true })
  cpSync(mapping.slice(0, at), target, { recursive: true, verbatimSymlinks: true })
}

function writeControl() {
  const folder = join(tree, 'DEBIAN')
  mkdirSync(folder)
  const fields = {
    Package: values.name,
    Version: values.version,
    Section: values.category,
    Priority: values['deb-priority'],
    Architecture: values.architecture,
    Maintainer: values.maintainer,
    'Installed-Size': String(Math.ceil(sizeOf(tree) / 1024)),
    Depends: values.d.join(', '),
    Recommends: values['deb-recommends'].join(', '),
    Homepage: values.url,
    Description: values.description.trim(),
  }
  const lines = Object.entries(fields).filter(([, value]) => value !== '')
  writeFileSync(
    join(folder, 'control'),
    lines.map(([name, value]) => `${name}: ${value}\n`).join(''),
  )
  cpSync(values['after-install'], join(folder, 'postinst'))
  cpSync(values['after-remove'], join(folder, 'postrm'))
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
