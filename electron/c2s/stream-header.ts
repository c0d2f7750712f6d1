// The header of a client's stream (RFC 6120 s.4.7), and what it asks for.
import type { Element } from '@xmpp/xml'
import { parseJid } from '../../shared/jid'

/** The namespaces of a client's stream. */
export const streamNamespaces = {
  nsStream: 'http://etherx.jabber.org/streams',
  nsClient: 'jabber:client',
} as const

/** What a header asked for. */
export interface Opening {
  /** The domain that the client believes to be at, in its normal form. */
  readonly domain: string
  /** Whether the stream is one of XMPP; else there are no features on it (RFC 6120 s.4.7.5). */
  readonly versioned: boolean
}

const { nsStream, nsClient } = streamNamespaces

/** The stream error that a header deserves, if any. @param old whether it may be without a version */
export function headerFault(
  header: Element,
  domain: string | null,
  old: boolean,
): string | undefined {
  const { to = '', version = '0.9', 'xmlns:stream': streams, xmlns } = header.attrs
  if (header.getName() !== 'stream') return 'bad-format'
  if (header.getNS() !== nsStream || xmlns !== nsClient) return 'invalid-namespace'
  if (header.name !== 'stream:stream' || streams !== nsStream) return 'bad-namespace-prefix'
  if (!old && !/^[1-9]\d*\.\d+$/.test(version)) return 'unsupported-version'
  const asked = domainAsked(to)
  if (asked === undefined || (domain !== null && asked !== domain)) return 'host-unknown'
  return undefined
}

/** What a header without a fault asks for. */
export function openingOf(header: Element, versioned: boolean): Opening {
  return { domain: domainAsked(header.attrs['to'] ?? '') ?? '', versioned }
}

function domainAsked(to: string): string | undefined {
  const parts = parseJid(to)
  return parts?.local === '' && parts.resource === '' ? parts.domain : undefined
}
