// Passwords in the system's keyring, where one answers.
import { randomUUID } from 'node:crypto'
import { AsyncEntry, type EntryOptions } from '@napi-rs/keyring'
import type { Secrets } from '../core/host'
import { memorySecrets } from '../store/memory-secrets'

/** One entry of a keyring. */
export type KeyringEntry = Pick<AsyncEntry, 'getPassword' | 'setPassword' | 'deletePassword'>
/** Names an entry; throws where there is no keyring at all. */
export type OpenEntry = (key: string) => KeyringEntry

const probeTimeout = 3000
const callTimeout = 60_000

/**
 * Entries of the running system's keyring. On Linux that is the Secret Service only: the kernel's keyring
 * would be taken otherwise, and forgets everything when the system stops.
 */
const systemEntry: OpenEntry = (key) => {
  const options: EntryOptions = { linux: { store: 'secret-service' } }
  return new AsyncEntry('Casper', key, options)
}

/**
 * The keyring if it keeps, gives back and deletes a throw-away entry in time; the memory otherwise.
 * Calls reject where the keyring fails later, or does not answer within a minute.
 * @param patience how long the trial may take, in ms.
 */
export async function keyringSecrets(
  openEntry: OpenEntry = systemEntry,
  patience = probeTimeout,
): Promise<Secrets> {
  return (await answers(openEntry, patience)) ? overKeyring(openEntry) : memorySecrets()
}

async function answers(openEntry: OpenEntry, patience: number): Promise<boolean> {
  const secret = randomUUID()
  const trial = async (): Promise<boolean> => {
    const entry = openEntry(`trial-${secret}`)
    await entry.setPassword(secret)
    const back = await entry.getPassword()
    await entry.deletePassword()
    return back === secret
  }
  return within(patience, trial()).catch(() => false)
}

function overKeyring(openEntry: OpenEntry): Secrets {
  const call = async <T>(action: (entry: KeyringEntry) => Promise<T>, key: string): Promise<T> =>
    within(callTimeout, action(openEntry(key)))
  return {
    place: 'system-keyring',
    get: async (key) => (await call((entry) => entry.getPassword(), key)) ?? undefined,
    set: (key, secret) => call((entry) => entry.setPassword(secret), key),
    delete: async (key) => void (await call((entry) => entry.deletePassword(), key)),
  }
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('The keyring does not answer.')), ms)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
