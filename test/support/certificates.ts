// Certificates for tests, made with openssl in a folder of their own: an authority, and what it did and did not sign.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A private key and its certificate, PEM. */
export interface KeyPair {
  readonly key: string
  readonly cert: string
}

/** Certificates of every kind a client meets. */
export interface Certificates {
  /** The authority itself, to be trusted by who wants to. */
  readonly authority: string
  /** Signed by the authority for `localhost`. */
  readonly good: KeyPair
  /** Signed by the authority, for another name. */
  readonly wrongName: KeyPair
  /** Signed by the authority, and over. */
  readonly expired: KeyPair
  readonly selfSigned: KeyPair
  /** Signed for `localhost` by an authority that nobody knows. */
  readonly unknownIssuer: KeyPair
}

/** Makes them; takes about a second. */
export function makeCertificates(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), 'casper-certificates-'))
  try {
    const authority = makeAuthority(folder, 'authority')
    const stranger = makeAuthority(folder, 'stranger')
    return {
      authority: readFileSync(authority.cert, 'utf8'),
      good: signed(folder, 'good', authority, 'localhost'),
      wrongName: signed(folder, 'wrong-name', authority, 'elsewhere.example'),
      expired: signed(folder, 'expired', authority, 'localhost', true),
      selfSigned: selfSigned(folder),
      unknownIssuer: signed(folder, 'unknown-issuer', stranger, 'localhost'),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Files {
  readonly key: string
  readonly cert: string
}

const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']

function files(folder: string, name: string): Files {
  return { key: join(folder, `${name}.key`), cert: join(folder, `${name}.crt`) }
}

function openssl(...args: readonly string[]): void {
  execFileSync('openssl', args, { stdio: 'pipe' })
}

function makeAuthority(folder: string, name: string): Files {
  const { key, cert } = files(folder, name)
  openssl('req', '-x509', ...ec, '-days', '2', '-subj', `/CN=${name}`, '-keyout', key, '-out', cert)
  return { key, cert }
}

function signed(
  folder: string,
  name: string,
  authority: Files,
  host: string,
  expired = false,
): KeyPair {
  const { key, cert } = files(folder, name)
  const request = join(folder, `${name}.csr`)
  const extensions = join(folder, `${name}.ext`)
  writeFileSync(extensions, `subjectAltName=DNS:${host}\n`)
  openssl('req', ...ec, '-subj', `/CN=${host}`, '-keyout', key, '-out', request)
  const validity = ['-days', expired ? '0' : '2']
  const issuer = ['-CA', authority.cert, '-CAkey', authority.key, '-CAcreateserial']
  openssl(
    ...['x509', '-req', '-in', request, ...issuer, '-extfile', extensions, ...validity],
    ...['-out', cert],
  )
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
}

function selfSigned(folder: string): KeyPair {
  const { key, cert } = files(folder, 'self-signed')
  const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
  openssl('req', '-x509', ...ec, '-days', '2', ...name, '-keyout', key, '-out', cert)
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
}
