// Where to connect for a domain: SRV records of RFC 6120 s.3.2 and XEP-0368 merged, or what the user entered.
import type { SrvRecord } from 'node:dns'
import { isIP } from 'node:net'
import type { ServerAddress } from '../../shared/model'
import { serverName } from './certificate'

/** One place to try. */
export type Candidate =
  | {
      readonly kind: 'stream'
      readonly host: string
      readonly port: number
      readonly security: 'direct-tls' | 'starttls' | 'plain'
    }
  | { readonly kind: 'websocket'; readonly url: string }

/** Asks DNS for SRV records; rejects as node:dns/promises does. */
export type SrvLookup = (name: string) => Promise<readonly SrvRecord[]>

type Ranked = SrvRecord & { readonly security: 'direct-tls' | 'starttls' }

/**
 * The candidates in the order in which to try them; none where the domain says that it offers no XMPP.
 * @param domain the domainpart of the account's address
 * @param random the dice for weights (RFC 2782), from 0 up to 1
 */
export async function resolveCandidates(
  domain: string,
  server: ServerAddress,
  lookup: SrvLookup,
  random: () => number,
): Promise<readonly Candidate[]> {
  if (server.mode === 'websocket') return [{ kind: 'websocket', url: server.url }]
  if (server.mode === 'manual') {
    const { host, port, security } = server
    return [{ kind: 'stream', host: serverName(host), port, security }]
  }
  const name = serverName(domain)
  if (isIP(name) !== 0) return fallback(name)
  const [direct, plain] = await Promise.all([
    records(lookup, `_xmpps-client._tcp.${name}`, 'direct-tls'),
    records(lookup, `_xmpp-client._tcp.${name}`, 'starttls'),
  ])
  const all = [...direct, ...plain]
  if (all.length === 0) return fallback(name)
  return byPriority(
    all.filter((record) => record.name !== '' && record.name !== '.'),
    random,
  ).map(({ name: host, port, security }) => ({ kind: 'stream', host, port, security }))
}

/**
 * Where `see-other-host` points (RFC 6120 s.4.9.3.19), under the same demands on encryption and certificate.
 * @returns undefined where it is no host, or where the candidate is not one that may be redirected
 */
export function redirected(from: Candidate, target: string): Candidate | undefined {
  const match = /^\s*(\[[0-9a-fA-F:.]+\]|[^\s:/[\]]+)(?::(\d{1,5}))?\s*$/.exec(target)
  if (!match?.[1] || from.kind !== 'stream' || from.security === 'plain') return undefined
  const port = match[2] === undefined ? from.port : Number(match[2])
  return port > 0 && port < 65_536 ? { ...from, host: serverName(match[1]), port } : undefined
}

/** A domain without records, or a DNS that cannot be asked: the registered ports of the domain itself. */
function fallback(host: string): readonly Candidate[] {
  return [
    { kind: 'stream', host, port: 5222, security: 'starttls' },
    { kind: 'stream', host, port: 5223, security: 'direct-tls' },
  ]
}

async function records(
  lookup: SrvLookup,
  name: string,
  security: Ranked['security'],
): Promise<Ranked[]> {
  try {
    return (await lookup(name)).map((record) => ({ ...record, security }))
  } catch {
    return []
  }
}

function byPriority(records: readonly Ranked[], random: () => number): Ranked[] {
  const priorities = [...new Set(records.map((r) => r.priority))].sort((a, b) => a - b)
  return priorities.flatMap((priority) =>
    byWeight(
      records.filter((r) => r.priority === priority),
      random,
    ),
  )
}

/** Draws one after the other, each with a chance by its weight (RFC 2782). */
function byWeight(records: readonly Ranked[], random: () => number): Ranked[] {
  const left = [...records].sort((a, b) => a.weight - b.weight)
  const drawn: Ranked[] = []
  while (left.length > 0) {
    let mark = random() * left.reduce((sum, r) => sum + r.weight, 0)
    const index = left.findIndex((r) => (mark -= r.weight) <= 0)
    drawn.push(...left.splice(Math.max(0, index), 1))
  }
  return drawn
}
