// SASL as a server: RFC 6120 s.6, RFC 4616 (PLAIN), RFC 5802 and 7677 (SCRAM). The stream is on loopback and in the clear.
import { randomBytes } from 'node:crypto'
import type { Backend, ScramHash, ScramKeys } from './backend'
import { createScramServer } from './scram'

/** What comes of one message of the client. */
export type SaslStep =
  | { readonly kind: 'challenge'; readonly data: string }
  /** @property data what goes with the success, if anything */
  | { readonly kind: 'success'; readonly user: string; readonly data: string }
  | { readonly kind: 'failure'; readonly condition: string }

/** One exchange: takes the messages of the client, one after another. */
export type SaslExchange = (message: string) => SaslStep | Promise<SaslStep>

const hashes: Readonly<Record<string, ScramHash>> = {
  'SCRAM-SHA-256': 'sha256',
  'SCRAM-SHA-1': 'sha1',
}

/** The mechanisms that a backend allows, the best first. */
export function mechanismsOf({ scramKeys }: Backend): string[] {
  return [...(scramKeys ? Object.keys(hashes) : []), 'PLAIN']
}

/** Begins an exchange; undefined for a mechanism that is not offered. */
export function beginSasl(backend: Backend, mechanism: string): SaslExchange | undefined {
  if (!mechanismsOf(backend).includes(mechanism)) return undefined
  const hash = hashes[mechanism]
  return hash === undefined ? plain(backend) : scram(backend, hash)
}

function plain(backend: Backend): SaslExchange {
  return async (message) => {
    const [identity = '', user = '', password = '', ...more] = message.split('\0')
    if (user === '' || password === '' || more.length > 0) return refusal('malformed-request')
    // Nobody acts for somebody else here (RFC 6120 s.6.3.8).
    if (identity !== '' && identity.split('@')[0] !== user) return refusal('invalid-authzid')
    const known = await backend.checkPassword(user, password)
    return known ? { kind: 'success', user, data: '' } : refusal('not-authorized')
  }
}

function scram(backend: Backend, hash: ScramHash): SaslExchange {
  const nonce = randomBytes(18).toString('base64')
  const exchange = createScramServer(hash, nonce, (user) => {
    return backend.scramKeys?.(user, hash) ?? unfitting()
  })
  let begun = false
  return (message): SaslStep => {
    const step = begun ? exchange.final(message) : exchange.first(message)
    begun = true
    if ('refusal' in step) return refusal(step.refusal)
    const { user, answer: data } = step
    return user === undefined ? { kind: 'challenge', data } : { kind: 'success', user, data }
  }
}

// For an unknown user, so that the exchange takes the same way.
function unfitting(): ScramKeys {
  const [salt, storedKey, serverKey] = [16, 32, 32].map((bytes) => randomBytes(bytes))
  const none = Buffer.alloc(0)
  return {
    salt: salt ?? none,
    iterations: 4096,
    storedKey: storedKey ?? none,
    serverKey: serverKey ?? none,
  }
}

function refusal(condition: string): SaslStep {
  return { kind: 'failure', condition }
}
