#!/usr/bin/env node
// Stands in for fpm where there is none: takes the arguments that electron-builder gives it, and makes debs and rpms.
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { makeDeb } from './stand-in-deb.mjs'
import { makeRpm } from './stand-in-rpm.mjs'

const text = /** @type {const} */ ({ type: 'string', default: '' })
const many = /** @type {const} */ ({ type: 'string', multiple: true })
/** @type {string[]} */
const none = []
const texts = { ...many, default: none }
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    s: { ...text, short: 's' },
    t: { ...text, short: 't' },
    d: { ...texts, short: 'd' },
    exclude: { ...texts, short: 'x' },
    directories: texts,
    force: { type: 'boolean' },
    'deb-recommends': texts,
    'deb-compression': { ...text, default: 'xz' },
    'deb-priority': { ...text, default: 'optional' },
    'rpm-os': text,
    'rpm-compression': text,
    'rpm-summary': text,
    'rpm-rpmbuild-define': texts,
    architecture: text,
    'after-install': text,
    'after-remove': text,
    description: text,
    version: text,
    package: text,
    name: text,
    maintainer: text,
    vendor: text,
    url: text,
    category: { ...text, default: 'default' },
    license: text,
  },
})

/** @typedef {typeof values} Wanted what a package is to be, in fpm's words */

/** @type {Record<string, (tree: string, wanted: Wanted) => void>} */
const makers = { deb: makeDeb, rpm: makeRpm }
const make = makers[values.t]
if (!make) throw new Error(`This makes debs and rpms alone, and was asked for "${values.t}".`)

const tree = mkdtempSync(join(tmpdir(), 'casper-tree-'))
try {
  chmodSync(tree, 0o755)
  for (const mapping of positionals) place(mapping)
  for (const path of values.exclude) rmSync(join(tree, path))
  make(tree, values)
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
