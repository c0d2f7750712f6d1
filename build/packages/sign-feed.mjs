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
  const version = /^version: (\S+)$/m.exec(feed)?.[1]
  const files = [...feed.matchAll(/^ {2}- url: (\S+)\n {4}sha512: (\S+)$/gm)]
  if (version === undefined || files.length === 0)
    throw new Error('This is no announcement of a version.')
  return [version, ...files.map(([, url, digest]) => `${digest} ${url}`)].join('\n')
}
