// SASL as a server: RFC 6120 s.6, RFC 4616 (PLAIN), RFC 5802 and 7677 (SCRAM). The stream is on loopback and in the clear.
import { randomBytes } from 'node:crypto'
import type { Backend, ScramHash, ScramKeys } from './backend'
import { createScramServer } from './scram'

/** What comes of one message of the client. */
export type SaslStep =
  | { readonly kind: 'challenge'; readonly data: string }
  /** @property data what goes with the success, if anything. @property password as in `Login` */
  | {
      readonly kind: 'success'
      readonly user: string
      readonly password: string | null
      readonly data: string
    }
  /** @property text words for the user; may be empty */
  | { readonly kind: 'failure'; readonly condition: string; readonly text: string }

/** One exchange: takes the messages of the client, one after another. */
export type SaslExchange = (message: string) => Promise<SaslStep>

const hashes: Readonly<Record<string, ScramHash>> = {
  'SCRAM-SHA-256': 'sha256',
  'SCRAM-SHA-1': 'sha1',
}

/** The mechanisms that a backend allows at a domain, the best first. */
export function mechanismsOf({ scramKeys, offersScram }: Backend, domain: string): string[] {
  const scrams = scramKeys && (offersScram?.(domain) ?? true)
  return [...(scrams ? Object.keys(hashes) : []), 'PLAIN']
}

/** Begins an exchange; undefined for a mechanism that is not offered. */
export function beginSasl(
  backend: Backend,
  domain: string,
  mechanism: string,
): SaslExchange | undefined {
  if (!mechanismsOf(backend, domain).includes(mechanism)) return undefined
  const hash = hashes[mechanism]
  return hash === undefined ? plain(backend, domain) : scram(backend, domain, hash)
}

function plain(backend: Backend, domain: string): SaslExchange {
  return async (message) => {
    const [identity = '', name = '', password = '', ...more] = message.split('\0')
    if (name === '' || password === '' || more.length > 0) return refusal('malformed-request')
    const user = localpart(name, domain)
    // Nobody acts for somebody else here (RFC 6120 s.6.3.8).
    if (identity !== '' && identity.split('@')[0] !== user) return refusal('invalid-authzid')
    const known = await backend.checkPassword(user, password, domain)
    return known ? { kind: 'success', user, password, data: '' } : refusal('not-authorized')
  }
}

// Some clients name themselves by their whole address.
function localpart(name: string, domain: string): string {
  return name.endsWith(`@${domain}`) ? name.slice(0, -domain.length - 1) : name
}

function scram(backend: Backend, domain: string, hash: ScramHash): SaslExchange {
  const nonce = randomBytes(18).toString('base64')
  let user = ''
  const exchange = createScramServer(hash, nonce, async (name) => {
    user = localpart(name, domain)
    const keys = (await backend.scramKeys?.(user, hash, domain)) ?? []
    return keys.length > 0 ? keys : [unfitting(hash)]
  })
  let begun = false
  return async (message) => {
    const step = begun ? exchange.final(message) : await exchange.first(message)
    begun = true
    if ('refusal' in step) {
      if (step.refusal === 'not-authorized') backend.scramFailed?.(user, domain)
      return refusal(step.refusal, backend.scramRefusal)
    }
    const { user: proven, answer: data } = step
    return proven === undefined
      ? { kind: 'challenge', data }
      : { kind: 'success', user, password: null, data }
  }
}

// For an unknown user, so that the exchange takes the same way.
function unfitting(hash: ScramHash): ScramKeys {
  const length = hash === 'sha1' ? 20 : 32
  const [storedKey, serverKey] = [randomBytes(length), randomBytes(length)]
  return { salt: randomBytes(16), iterations: 4096, storedKey, serverKey }
}

function refusal(condition: string, text = ''): SaslStep {
  return { kind: 'failure', condition, text }
}
