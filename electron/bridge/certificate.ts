// A certificate that nobody has signed but its own key (RFC 5280 s.4.1), for clients that insist on STARTTLS: node can
// make keys, and reads certificates, but writes none. DER is ITU-T X.690 s.8 and s.10.
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'

/** Both in PEM. */
export interface OwnCertificate {
  readonly cert: string
  readonly key: string
}

/** How long it is valid: ten years. It vouches for nobody; a client is told once to trust it. */
const validity = 10 * 365 * 86_400_000
/** The least that its clock may be behind, in ms: a day. */
const slack = 86_400_000

const tags = {
  ...{ integer: 0x02, bits: 0x03, octets: 0x04, oid: 0x06, utf8: 0x0c, time: 0x17 },
  ...{ sequence: 0x30, set: 0x31, version: 0xa0, extensions: 0xa3, dnsName: 0x82 },
} as const
/** ecdsa-with-SHA256 (RFC 5758 s.3.2), id-at-commonName and id-ce-subjectAltName (RFC 5280 s.4.1.2.4, s.4.2.1.6). */
const oids = {
  ecdsa: [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02],
  commonName: [0x55, 0x04, 0x03],
  subjectAltName: [0x55, 0x1d, 0x11],
} as const

/** Makes one for `localhost`, with a new key on the curve P-256. @param now ms since the epoch */
export function makeCertificate(name: string, now: number): OwnCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const algorithm = der('sequence', oid('ecdsa'))
  const owner = der(
    'sequence',
    der('set', der('sequence', oid('commonName'), der('utf8', Buffer.from(name)))),
  )
  const names = der('sequence', der('dnsName', Buffer.from('localhost')))
  const body = der(
    'sequence',
    der('version', der('integer', Buffer.from([2]))),
    // Positive, as it must be: the first bit is zero, and the first byte is not.
    der('integer', Buffer.concat([Buffer.from([0x40]), randomBytes(15)])),
    algorithm,
    owner,
    der('sequence', time(now - slack), time(now + validity)),
    owner,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(
      'extensions',
      der('sequence', der('sequence', oid('subjectAltName'), der('octets', names))),
    ),
  )
  const signature = der('bits', Buffer.from([0]), sign('sha256', body, privateKey))
  return {
    cert: pem(der('sequence', body, algorithm, signature)),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

function der(tag: keyof typeof tags, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : twoBytes(length)
  return Buffer.concat([Buffer.from([tags[tag], ...size]), content])
}

function twoBytes(length: number): number[] {
  return [0x82, length >> 8, length & 0xff]
}

function oid(name: keyof typeof oids): Buffer {
  return der('oid', Buffer.from(oids[name]))
}

// UTCTime, YYMMDDHHMMSSZ: for the years before 2050 (s.4.1.2.5.1).
function time(at: number): Buffer {
  const digits = new Date(at).toISOString().replaceAll(/[-:T]|\.\d+Z/g, '')
  return der('time', Buffer.from(`${digits.slice(2)}Z`))
}

function pem(certificate: Buffer): string {
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}
