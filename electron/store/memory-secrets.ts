// Passwords without a keyring: kept until Casper is closed, written nowhere.
import type { Secrets } from '../core/host'

/** Secrets that end with the process. */
export function memorySecrets(): Secrets {
  const kept = new Map<string, string>()
  return {
    place: 'memory',
    get: (key) => Promise.resolve(kept.get(key)),
    set: (key, secret) => {
      kept.set(key, secret)
      return Promise.resolve()
    },
    delete: (key) => {
      kept.delete(key)
      return Promise.resolve()
    },
  }
}
