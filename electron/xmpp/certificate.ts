// The server's certificate: is it the one of the XMPP domain (RFC 6120 s.13.7.2), and if not, what to show the user.
import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { checkServerIdentity, type TLSSocket } from 'node:tls'
import { domainToASCII } from 'node:url'
import type { CertificateView } from '../../shared/model'

const reasons: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'It has expired.',
  CERT_NOT_YET_VALID: 'It is not valid yet.',
  CERT_REVOKED: 'It was revoked.',
  CERT_UNTRUSTED: 'Its issuer is not trusted.',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'It is self-signed: nobody vouches for it.',
  SELF_SIGNED_CERT_IN_CHAIN: 'Its issuer is not known to this computer.',
  UNABLE_TO_GET_ISSUER_CERT: 'Its issuer is not known to this computer.',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'Its issuer is not known to this computer.',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'Its issuer is not known to this computer.',
}

/** The name to ask for by SNI and to find in the certificate: the A-label form; IPv6 without brackets. */
export function serverName(domain: string): string {
  return domain.startsWith('[') ? domain.slice(1, -1) : domainToASCII(domain) || domain
}

/** The name for SNI, which carries no addresses (RFC 6066 s.3). */
export function sniOf(name: string): { servername?: string } {
  return isIP(name) === 0 ? { servername: name } : {}
}

/**
 * Judges the certificate of a connected socket that did not check by itself.
 * @param name the name it must be for (see serverName)
 * @param trusted SHA-256 fingerprints that are accepted whatever else is wrong
 * @returns undefined where it is good, else what to show
 */
export function certificateFault(
  socket: TLSSocket,
  name: string,
  trusted: readonly string[],
): CertificateView | undefined {
  const peer = socket.getPeerCertificate()
  if (!('raw' in peer)) return noCertificate
  const certificate = new X509Certificate(peer.raw)
  if (trusted.includes(certificate.fingerprint256)) return undefined
  const found = [chainFault(socket, certificate), nameFault(peer, name)].filter((r) => r !== '')
  return found.length === 0 ? undefined : view(certificate, found.join(' '))
}

const noCertificate: CertificateView = {
  subject: '',
  issuer: '',
  names: [],
  validFrom: '',
  validTo: '',
  fingerprint: '',
  reason: 'The server showed none.',
}

/** Node puts the code into authorizationError, although its type says Error. */
function chainFault(socket: TLSSocket, certificate: X509Certificate): string {
  if (socket.authorized) return ''
  const code = String(socket.authorizationError)
  const reason = reasons[code] ?? `It could not be verified (${code}).`
  const expired = Date.parse(certificate.validTo) < Date.now() && code !== 'CERT_HAS_EXPIRED'
  return expired ? `${reason} ${reasons['CERT_HAS_EXPIRED']}` : reason
}

function nameFault(peer: Parameters<typeof checkServerIdentity>[1], name: string): string {
  return checkServerIdentity(name, peer) ? `It is not for ${name}.` : ''
}

function view(certificate: X509Certificate, reason: string): CertificateView {
  return {
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    names: (certificate.subjectAltName ?? '').split(', ').filter((n) => n !== ''),
    validFrom: isoDate(certificate.validFrom),
    validTo: isoDate(certificate.validTo),
    fingerprint: certificate.fingerprint256,
    reason,
  }
}

function oneLine(name: string | undefined): string {
  return (name ?? '').split('\n').join(', ')
}

function isoDate(text: string): string {
  const date = new Date(text)
  return Number.isNaN(date.getTime()) ? text : date.toISOString()
}
