// The password that a legacy client has instead of the account's own: made by chance, and kept as what checks it.
import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { ScramHash, ScramKeys } from '../c2s/backend'
import { deriveKeys } from '../c2s/scram'
import type { BridgeKeys } from '../core/settings-schema'

/** Rounds of a password of 120 random bits need not be many, and one client takes a second for ten thousand. */
const iterations = 4096

/** A new password, to be shown once, and what checks it. */
export function makeBridgePassword(): { readonly password: string; readonly keys: BridgeKeys } {
  const password = randomBytes(15).toString('base64url')
  const salt = randomBytes(16)
  const of = (hash: ScramHash): BridgeKeys['sha1'] => {
    const { storedKey, serverKey } = deriveKeys(password, salt, hash)
    return { storedKey: storedKey.toString('base64'), serverKey: serverKey.toString('base64') }
  }
  const keys = { salt: salt.toString('base64'), sha1: of('sha1'), sha256: of('sha256') }
  return { password, keys }
}

/** As SCRAM takes them. */
export function scramKeysOf(keys: BridgeKeys, hash: ScramHash): ScramKeys {
  const { storedKey, serverKey } = keys[hash]
  return {
    salt: Buffer.from(keys.salt, 'base64'),
    iterations,
    storedKey: Buffer.from(storedKey, 'base64'),
    serverKey: Buffer.from(serverKey, 'base64'),
  }
}

/** Whether that is the bridge password. */
export function fits(keys: BridgeKeys, password: string): boolean {
  const salt = Buffer.from(keys.salt, 'base64')
  const { storedKey } = deriveKeys(password, salt, 'sha256')
  const known = Buffer.from(keys.sha256.storedKey, 'base64')
  return known.length === storedKey.length && timingSafeEqual(known, storedKey)
}
