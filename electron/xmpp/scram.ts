// SCRAM as a client, for any hash: RFC 5802, RFC 7677 (SHA-256), RFC 9266 (tls-exporter). Pure but for the nonce.
import { createHash, createHmac, pbkdf2, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { err, ok } from '../../shared/result'
import type { Result } from '../../shared/result'

/** What the GS2 header says of channel binding (RFC 5802 s.6). */
export type Binding =
  /** The client cannot bind, or does not know whether the server can. */
  | { readonly flag: 'n' }
  /** The client can, and is sure that the server offered none although it can. */
  | { readonly flag: 'y' }
  /** Bound to this TLS connection. */
  | { readonly flag: 'p'; readonly name: 'tls-exporter'; readonly data: Buffer }

/** What one exchange needs. */
export interface ScramOptions {
  readonly hash: 'sha1' | 'sha256'
  readonly username: string
  readonly password: string
  /** Random printable text without a comma. */
  readonly nonce: string
  readonly binding: Binding
}

/** One exchange, in three steps. A failure is a sentence for the details view; it never holds a secret. */
export interface Scram {
  first(): Result<string, string>
  /** Answers the server's first message. */
  final(serverFirst: string): Promise<Result<string, string>>
  /** Checks that the server knows the account, too. */
  verify(serverFinal: string): Result<void, string>
}

const derive = promisify(pbkdf2)

/** Fewer make the password cheap to guess (RFC 5802 s.5.1); more would keep the computer busy. */
const iterations = { min: 4096, max: 1_000_000 }

/** Creates one exchange; it must not be used twice. */
export function createScram(options: ScramOptions): Scram {
  const { hash, nonce, binding } = options
  const header = binding.flag === 'p' ? `p=${binding.name},,` : `${binding.flag},,`
  const bound = Buffer.concat([Buffer.from(header), binding.flag === 'p' ? binding.data : none])
  let bare = ''
  let expected: Buffer | undefined

  return {
    first() {
      const username = saslPrep(options.username)
      if (!username.ok) return username
      bare = `n=${escapeName(username.value)},r=${nonce}`
      return ok(header + bare)
    },
    async final(serverFirst) {
      const challenge = readChallenge(serverFirst, nonce)
      if (!challenge.ok) return challenge
      const password = saslPrep(options.password)
      if (!password.ok) return password
      const { salt, count } = challenge.value
      const length = hash === 'sha1' ? 20 : 32
      const salted = await derive(password.value, salt, count, length, hash)
      const clientKey = hmac(hash, salted, 'Client Key')
      const withoutProof = `c=${bound.toString('base64')},r=${challenge.value.nonce}`
      const message = `${bare},${serverFirst},${withoutProof}`
      const storedKey = createHash(hash).update(clientKey).digest()
      const signature = hmac(hash, storedKey, message)
      const proof = clientKey.map((byte, index) => byte ^ (signature[index] ?? 0))
      expected = hmac(hash, hmac(hash, salted, 'Server Key'), message)
      return ok(`${withoutProof},p=${Buffer.from(proof).toString('base64')}`)
    },
    verify(serverFinal) {
      const signature = Buffer.from(attributeOf(serverFinal.split(','), 'v') ?? '', 'base64')
      const proven = expected?.length === signature.length && timingSafeEqual(expected, signature)
      return proven ? ok(undefined) : err('the signature of the server is wrong')
    },
  }
}

const none = Buffer.alloc(0)

interface Challenge {
  readonly nonce: string
  readonly salt: Buffer
  readonly count: number
}

function readChallenge(text: string, ownNonce: string): Result<Challenge, string> {
  const attributes = text.split(',')
  if (attributes.some((a) => a.startsWith('m='))) return err('an extension that is not known')
  const nonce = attributeOf(attributes, 'r') ?? ''
  if (!nonce.startsWith(ownNonce) || nonce.length === ownNonce.length) return err('a wrong nonce')
  const salt = Buffer.from(attributeOf(attributes, 's') ?? '', 'base64')
  if (salt.length === 0) return err('no salt')
  const digits = attributeOf(attributes, 'i') ?? ''
  const count = /^[1-9]\d{0,8}$/.test(digits) ? Number(digits) : 0
  if (count < iterations.min || count > iterations.max) return err(`${digits} iterations`)
  return ok({ nonce, salt, count })
}

function attributeOf(attributes: readonly string[], name: string): string | undefined {
  return attributes.find((a) => a.startsWith(`${name}=`))?.slice(2)
}

function escapeName(name: string): string {
  return name.replace(/[=,]/g, (char) => (char === '=' ? '=3D' : '=2C'))
}

function hmac(hash: string, key: Buffer, text: string): Buffer {
  return createHmac(hash, key).update(text).digest()
}

/** What RFC 4013 s.2.1 maps to nothing (RFC 3454 table B.1). */
const ignorable = /\u034F|\p{Variation_Selector}|[\u00AD\u1806\u200B-\u200D\u2060\uFEFF]/gu
/** What it forbids (s.2.3): controls, private use, surrogates, non-characters, tags, direction marks. */
const forbidden =
  /[\p{Cc}\p{Co}\p{Cs}\p{Noncharacter_Code_Point}\u0340\u0341\u200E\u200F\u2028-\u202E\u206A-\u206F\u2FF0-\u2FFB\uFFF9-\uFFFD\u{E0001}\u{E0020}-\u{E007F}]/u

/** Prepares a user name or password (SASLprep, RFC 4013; direction and unassigned code points are not checked). */
export function saslPrep(text: string): Result<string, string> {
  const prepared = text
    .replace(/\p{Zs}/gu, ' ')
    .replace(ignorable, '')
    .normalize('NFKC')
  if (prepared === '' || forbidden.test(prepared)) return err('a character that is not allowed')
  return ok(prepared)
}
