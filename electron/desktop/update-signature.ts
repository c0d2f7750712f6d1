// Who may say that there is a newer Casper: whoever holds the key that belongs to the one built in.
import { createPublicKey, verify } from 'node:crypto'
import * as v from 'valibot'

const digest = v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]{86}==$/))

const feedSchema = v.object({
  version: v.string(),
  files: v.pipe(v.array(v.object({ url: v.string(), sha512: digest })), v.minLength(1)),
  signature: v.string(),
})

/**
 * Whether what the feed says was signed (Ed25519) with the key that belongs to this one. It covers the version, and name
 * and SHA-512 of every file; the updater compares the file with that before it installs it.
 * @param feed as read from latest*.yml.
 * @param key the public key, SPKI in base64.
 */
export function isSignedFeed(feed: unknown, key: string): boolean {
  const parsed = v.safeParse(feedSchema, feed)
  if (!parsed.success) return false
  const { version, files, signature } = parsed.output
  const text = [version, ...files.map(({ url, sha512 }) => `${sha512} ${url}`)].join('\n')
  try {
    const publicKey = createPublicKey({
      key: Buffer.from(key, 'base64'),
      format: 'der',
      type: 'spki',
    })
    return (
      publicKey.asymmetricKeyType === 'ed25519' &&
      verify(null, Buffer.from(text), publicKey, Buffer.from(signature, 'base64'))
    )
  } catch {
    return false
  }
}
