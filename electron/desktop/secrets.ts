// Passwords on the desktop: encrypted by the system's key store, the ciphertext in secrets.json.
import { readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { SafeStorage } from 'electron'
import * as v from 'valibot'
import type { Secrets } from '../core/host'
import { describeError, type Log } from '../core/log'
import { isMissing, setAsideName, writeFileAtomic } from '../store/atomic-file'
import { memorySecrets } from '../store/memory-secrets'

/** The part of Electron that encrypts. */
export type Cipher = Pick<
  SafeStorage,
  'isEncryptionAvailable' | 'getSelectedStorageBackend' | 'encryptString' | 'decryptString'
>

const fileSchema = v.strictObject({
  version: v.literal(1),
  secrets: v.record(v.string(), v.string()),
})

/**
 * Secrets under the system's key store, or in memory where there is none: on Linux a fixed, public key
 * would be used then (`basic_text`), which protects nothing. Call when the app is ready.
 */
export async function desktopSecrets(
  cipher: Cipher,
  dataDir: string,
  platform: NodeJS.Platform,
  log: Log,
): Promise<Secrets> {
  if (!isProtecting(cipher, platform)) {
    log.warn('no system key store: passwords are kept in memory only')
    return memorySecrets()
  }
  const path = join(dataDir, 'secrets.json')
  const kept = await load(path, log)
  let writing = Promise.resolve()

  const save = (): Promise<void> => {
    const text = JSON.stringify({ version: 1, secrets: Object.fromEntries(kept) })
    const done = writing.then(() => writeFileAtomic(path, text))
    writing = done.catch(() => undefined)
    return done
  }

  return {
    place: 'system-keyring',
    get: (key) => {
      const sealed = kept.get(key)
      return Promise.resolve(sealed === undefined ? undefined : open(cipher, sealed, log))
    },
    set: (key, secret) => {
      kept.set(key, cipher.encryptString(secret).toString('base64'))
      return save()
    },
    delete: (key) => (kept.delete(key) ? save() : Promise.resolve()),
  }
}

function isProtecting(cipher: Cipher, platform: NodeJS.Platform): boolean {
  if (!cipher.isEncryptionAvailable()) return false
  if (platform !== 'linux') return true
  return !['basic_text', 'unknown'].includes(cipher.getSelectedStorageBackend())
}

/** A secret that was sealed under another key is as good as none: it has to be entered again. */
function open(cipher: Cipher, sealed: string, log: Log): string | undefined {
  try {
    return cipher.decryptString(Buffer.from(sealed, 'base64'))
  } catch (thrown) {
    log.warn('a kept password could not be decrypted', { error: describeError(thrown) })
    return undefined
  }
}

async function load(path: string, log: Log): Promise<Map<string, string>> {
  try {
    const file = v.parse(fileSchema, JSON.parse(await readFile(path, 'utf8')))
    return new Map(Object.entries(file.secrets))
  } catch (thrown) {
    if (isMissing(thrown)) return new Map()
    const kept = setAsideName(path, Date.now())
    await rename(path, kept)
    log.error('the file of passwords could not be read and was set aside', { kept })
    return new Map()
  }
}
