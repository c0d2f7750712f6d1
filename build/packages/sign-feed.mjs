// Signs what announces a new version (latest*.yml), with the key whose public half is built into the packages.
import { createPrivateKey, sign } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Signs every announcement in a folder; electron/desktop/update-signature.ts says what is covered.
 * @param {string} folder with what electron-builder made
 * @param {string} key the private key (Ed25519, PKCS #8 in base64)
 * @returns {string[]} the names of the files that were signed
 */
export function signFeeds(folder, key) {
  const privateKey = createPrivateKey({
    key: Buffer.from(key, 'base64'),
    format: 'der',
    type: 'pkcs8',
  })
  const names = readdirSync(folder).filter((name) => /^latest.*\.yml$/.test(name))
  for (const name of names) {
    const path = join(folder, name)
    const feed = readFileSync(path, 'utf8').replace(/^signature: .*\n/m, '')
    const signature = sign(null, Buffer.from(signedText(feed)), privateKey).toString('base64')
    writeFileSync(path, `${feed.trimEnd()}\nsignature: ${signature}\n`)
  }
  return names
}

/** @param {string} feed as electron-builder writes it: one field a line, nothing folded */
function signedText(feed) {
  const version = /^version: (.+)$/m.exec(feed)?.[1]
  const files = [...feed.matchAll(/^ {2}- url: (.+)\n {4}sha512: (.+)$/gm)]
  // A file that is not understood would be left out of what is signed, and nobody could take the update.
  const all = feed.match(/^ {2}- /gm) ?? []
  if (version === undefined || files.length === 0 || files.length !== all.length)
    throw new Error('This is no announcement of a version.')
  const names = files.map(([, url = '', digest = '']) => `${plain(digest)} ${plain(url)}`)
  return [plain(version), ...names].join('\n')
}

/**
 * What a value says that YAML needs quotes around, as a name with ": " or "#" in it.
 * @param {string} value
 */
function plain(value) {
  const quoted = /^'(.*)'$/.exec(value)?.[1]
  return quoted === undefined ? value : quoted.replaceAll("''", "'")
}
