// What is in the packed app: only what it runs on.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { extractFile, listPackage } from '@electron/asar'
import { importsOf } from '../check-bundle.mjs'
import { root } from '../tasks/process.mjs'
import { secretComplaints, secretsIn } from './secrets.mjs'

const expected = [
  /^package\.json$/,
  /^out\/main\/(main|core-[\w-]+)\.js$/,
  /^out\/main\/icons\/[\w@-]+\.png$/,
  /^out\/preload\/preload\.cjs$/,
  /^out\/renderer\/(index\.html|icon\.svg)$/,
  /^out\/renderer\/assets\/[\w.-]+\.(js|css|woff2|png|svg)$/,
]
const required = [
  'package.json',
  'out/main/main.js',
  'out/preload/preload.cjs',
  'out/renderer/index.html',
]

/** Beside the app: where its updates come from, and by which package it came. */
const besideApp = ['app.asar', 'app-update.yml', 'package-type']

/**
 * What is wrong with an app as it is installed: Electron's files, and the app among them.
 * @param {string} folder of the program, on Linux
 * @returns {string[]} complaints
 */
export function treeComplaints(folder) {
  const resources = join(folder, 'resources')
  const found = existsSync(resources) ? readdirSync(resources) : []
  const odd = found.filter((name) => !besideApp.includes(name))
  const complaints = odd.map((name) => `resources/${name} is not needed`)
  if (!found.includes('app.asar')) complaints.push('resources/app.asar is missing')
  return [...complaints, ...secretComplaints(folder)]
}

/**
 * The files of an app archive.
 * @param {string} asar
 * @returns {Record<string, string>} text by path
 */
export function readPacked(asar) {
  const paths = listPackage(asar, { isPack: false }).map((path) =>
    path.replaceAll('\\', '/').replace(/^\//, ''),
  )
  const files = paths.filter((path) => !paths.some((other) => other.startsWith(`${path}/`)))
  return Object.fromEntries(files.map((path) => [path, extractFile(asar, path).toString('utf8')]))
}

/**
 * What is wrong with the files of an app.
 * @param {Record<string, string>} files text by path
 * @returns {string[]} complaints
 */
export function packedComplaints(files) {
  const reached = reachedFrom('out/main/main.js', files)
  const complaints = required
    .filter((path) => files[path] === undefined)
    .map((path) => `${path} is missing`)
  for (const [path, text] of Object.entries(files)) {
    if (!expected.some((pattern) => pattern.test(path))) complaints.push(`${path} is not needed`)
    else if (/^out\/main\/.*\.js$/.test(path) && !reached.has(path))
      complaints.push(`${path} is not used`)
    if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text))
      complaints.push(`${path} has a private key`)
    for (const what of secretsIn(text)) complaints.push(`${path} has ${what}`)
    if (text.includes(root)) complaints.push(`${path} names a folder of the machine that built it`)
  }
  return complaints
}

/**
 * @param {string} entry
 * @param {Record<string, string>} files
 * @returns {Set<string>} what the entry loads, itself included
 */
function reachedFrom(entry, files) {
  const found = new Set([entry])
  for (const path of found) {
    for (const name of importsOf(files[path] ?? '')) {
      if (name.startsWith('./')) found.add(`out/main/${name.slice(2)}`)
    }
  }
  return found
}
