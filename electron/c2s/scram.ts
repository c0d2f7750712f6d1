// SCRAM as a server, without channel binding: RFC 5802, RFC 7677. Pure but for the nonce, which is passed in.
import { createHash, createHmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto'
import { saslPrep } from '../xmpp/scram'
import type { ScramHash, ScramKeys } from './backend'

/** One exchange. Each step gives the text to answer with, or the condition of a SASL failure (RFC 6120 s.6.5). */
export interface ScramExchange {
  first(message: string): Promise<ScramStep>
  final(message: string): ScramStep
}

/** How a step went; `user` where the exchange is over and the password was theirs. */
export type ScramStep =
  | { readonly answer: string; readonly user?: string }
  | { readonly refusal: 'malformed-request' | 'not-authorized' }

const iterations = 4096
const malformed = { refusal: 'malformed-request' } as const
const refused = { refusal: 'not-authorized' } as const

/** Derives what is kept of a password; takes some milliseconds. */
export function deriveKeys(password: string, salt: Buffer, hash: ScramHash): ScramKeys {
  const prepared = saslPrep(password)
  const length = hash === 'sha1' ? 20 : 32
  const text = prepared.ok ? prepared.value : password
  const salted = pbkdf2Sync(text, salt, iterations, length, hash)
  const storedKey = createHash(hash)
    .update(hmac(hash, salted, 'Client Key'))
    .digest()
  return { salt, iterations, storedKey, serverKey: hmac(hash, salted, 'Server Key') }
}

/**
 * Begins an exchange.
 * @param nonce random printable text without a comma
 * @param keysOf what a proof may fit, with one salt, and never nothing: an unknown user has keys that nothing fits
 */
export function createScramServer(
  hash: ScramHash,
  nonce: string,
  keysOf: (user: string) => Promise<readonly ScramKeys[]>,
): ScramExchange {
  let user = ''
  let keys: readonly ScramKeys[] = []
  let header = ''
  let opening = ''
  let expectedNonce = ''

  return {
    async first(message) {
      const parts = /^([ny],(?:a=[^,]*)?,)(n=([^,]+),r=([\x21-\x2B\x2D-\x7E]+)(?:,.*)?)$/.exec(
        message,
      )
      if (!parts) return malformed
      const [, gs2 = '', bare = '', name = '', clientNonce = ''] = parts
      user = name.replaceAll('=2C', ',').replaceAll('=3D', '=')
      keys = await keysOf(user)
      const [known] = keys
      if (!known) return refused
      header = gs2
      expectedNonce = clientNonce + nonce
      const salt = known.salt.toString('base64')
      const answer = `r=${expectedNonce},s=${salt},i=${String(known.iterations)}`
      opening = `${bare},${answer}`
      return { answer }
    },
    final(message) {
      const parts = /^(c=([^,]+),r=([^,]+)(?:,.*)?),p=([^,]+)$/.exec(message)
      if (!parts || keys.length === 0) return malformed
      const [, withoutProof = '', bound = '', given = '', proof = ''] = parts
      if (Buffer.from(bound, 'base64').toString() !== header || given !== expectedNonce) {
        return refused
      }
      const signed = `${opening},${withoutProof}`
      const proven = Buffer.from(proof, 'base64')
      const fitting = keys.find(({ storedKey }) => proves(hash, proven, storedKey, signed))
      if (!fitting) return refused
      const answer = `v=${hmac(hash, fitting.serverKey, signed).toString('base64')}`
      return { answer, user }
    },
  }
}

function proves(hash: ScramHash, proof: Buffer, storedKey: Buffer, signed: string): boolean {
  const signature = hmac(hash, storedKey, signed)
  if (proof.length !== signature.length) return false
  const clientKey = proof.map((byte, index) => byte ^ (signature[index] ?? 0))
  return timingSafeEqual(createHash(hash).update(clientKey).digest(), storedKey)
}

function hmac(hash: ScramHash, key: Buffer, text: string): Buffer {
  return createHmac(hash, key).update(text).digest()
}
