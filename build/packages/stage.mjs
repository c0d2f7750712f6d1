// What a package has besides the app: icons, the tree of files outside its own folder, the licences of what it contains.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeIcons } from './icons.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The folder of everything staged. */
export const staged = join(root, 'out/pack')

/** Name of the app to desktops, as in package.json's desktopName. */
export const appId = 'org.casper.Casper'

/** Stages all of it afresh. */
export function stage() {
  rmSync(staged, { recursive: true, force: true })
  makeIcons(join(root, 'renderer/public/icon.svg'), join(staged, 'icons'))
  stageTree(join(staged, 'tree'))
  writeFileSync(join(staged, 'LICENSES.packages.txt'), notices())
}

/**
 * What deb and rpm put outside /opt.
 * @param {string} tree
 */
function stageTree(tree) {
  /** @type {[from: string, to: string][]} */
  const files = [
    [`build/linux/${appId}.metainfo.xml`, `usr/share/metainfo/${appId}.metainfo.xml`],
    ['renderer/public/icon.svg', 'usr/share/icons/hicolor/scalable/apps/casper.svg'],
    ['LICENSE', 'usr/share/doc/casper/copyright'],
  ]
  for (const [from, to] of files) {
    mkdirSync(dirname(join(tree, to)), { recursive: true })
    copyFileSync(join(root, from), join(tree, to))
  }
  mkdirSync(join(tree, 'usr/bin'), { recursive: true })
  if (process.platform === 'linux') symlinkSync('/opt/Casper/casper', join(tree, 'usr/bin/casper'))
}

/** Name, version and licence text of every package whose code is in the bundles. */
function notices() {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  return bundled(packages)
    .map((path) => {
      const { version, license } = packages[path]
      const title = `${path.replace(/^.*node_modules\//, '')} ${version} (${license ?? 'MIT'})`
      return `${title}\n\n${licenceText(join(root, path))}`
    })
    .join(`\n\n${'-'.repeat(80)}\n\n`)
}

/** What the page is made with is bundled, too, though it is installed for development. */
const inThePage = ['node_modules/svelte', 'node_modules/virtua', 'node_modules/@lucide/svelte']

/**
 * @param {Record<string, { dev?: boolean, optional?: boolean }>} packages of the lock file
 * @returns {string[]} their paths
 */
function bundled(packages) {
  return Object.entries(packages)
    .filter(([path, { dev, optional }]) => path !== '' && !dev && !optional)
    .map(([path]) => path)
    .concat(inThePage)
}

/** @param {string} folder of a package */
function licenceText(folder) {
  if (!existsSync(folder)) return ''
  const names = readdirSync(folder).filter((name) => /^(licen[cs]e|copying|notice)/i.test(name))
  return names.map((name) => readFileSync(join(folder, name), 'utf8').trim()).join('\n\n')
}
