// What must stay on the machine that makes the packages: the secrets in its environment, and private keys of updates.
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

/** Variables whose values are secret, those of this project and what others are called by custom. */
const secretName =
  /^(CASPER_UPDATE_SIGNING_KEY|(WIN_)?CSC_LINK|APPLE_API_KEY|.*(TOKEN|SECRET|PASSWORD|PASSPHRASE))$/
/** What is shorter is found by chance. */
const shortest = 8
/** How every private key for updates begins: Ed25519, PKCS #8 in base64. */
const keyHead = 'MC4CAQAwBQYDK2Vw'

/**
 * What to look for.
 * @param {NodeJS.ProcessEnv} env
 * @returns {[what: string, bytes: Buffer][]}
 */
function secretsOf(env) {
  /** @type {[string, Buffer][]} */
  const found = [['a private key for updates', Buffer.from(keyHead)]]
  for (const [name, given = ''] of Object.entries(env)) {
    const value = given.trim()
    if (!secretName.test(name) || value.length < shortest) continue
    found.push([`the value of ${name}`, Buffer.from(value)])
    if (name === 'CASPER_UPDATE_SIGNING_KEY')
      found.push([`the key in ${name}`, Buffer.from(value, 'base64')])
  }
  return found.filter(([, { length }]) => length >= shortest)
}

/**
 * The secrets that a text has in it; never the secret itself.
 * @param {string | Buffer} content
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string[]} as "the value of CSC_LINK"
 */
export function secretsIn(content, env = process.env) {
  const bytes = Buffer.from(content)
  return secretsOf(env).flatMap(([what, secret]) => (bytes.includes(secret) ? [what] : []))
}

/**
 * Looks through every file of a folder, whatever its kind.
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string[]} complaints
 */
export function secretComplaints(folder, env = process.env) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .flatMap((path) => {
      const name = relative(folder, path).replaceAll('\\', '/')
      return secretsIn(readFileSync(path), env).map((what) => `${name} has ${what}`)
    })
}
