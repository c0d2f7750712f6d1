// The command line of the bridge without a face.
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Result } from '../../shared/result'
import { err, ok } from '../../shared/result'
import type { ServerAddress } from '../../shared/model'

/** What the command line asked for. */
export interface BridgeArguments {
  readonly hosts: readonly ('127.0.0.1' | '::1')[]
  readonly port: number
  readonly versionlessPort: number | null
  readonly notice: boolean
  /** How the servers of certain domains are reached; of all others under the empty name. */
  readonly servers: ReadonlyMap<string, ServerAddress>
  readonly trusted: readonly string[]
  /** Casper's folder, for its accounts and their bridge passwords; null: none. */
  readonly dataDir: string | null
  /** Files of a certificate and its key, in PEM, for STARTTLS; null: it is not offered. */
  readonly tls: { readonly certificate: string; readonly key: string } | null
}

const usage = `Usage: npm run bridge -- [options]
  --listen ADDRESS:PORT   127.0.0.1 or [::1] and nothing else; default: both, port 15222
  --versionless PORT      a second port, for clients that must believe the server is older than XMPP
  --server [DOMAIN=]HOST:PORT[,starttls|,direct-tls|,plain]
                          where to sign in, instead of asking DNS; plain on loopback only; may be repeated
  --trust FINGERPRINT     a certificate to trust although it does not verify (SHA-256); may be repeated
  --notice                tell each client by headline messages, once that it is hidden, and that it could not be hidden
  --data-dir FOLDER       use the accounts of that Casper, which must not be running, and their bridge passwords
  --tls-cert FILE --tls-key FILE
                          offer STARTTLS to clients with that certificate`

/** Whether that is the number of a port. */
export const isPort = (text: string): boolean => /^\d{1,5}$/.test(text) && Number(text) <= 65_535
const fingerprint = /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/

/** Reads the arguments after the program's name. The failure is text for the user. */
export function parseOptions(args: readonly string[]): Result<BridgeArguments, string> {
  const read = parse(args)
  if (!read.ok) return err(`${read.error}\n${usage}`)
  const { listen, versionless, server, trust, notice, ...files } = read.value
  const place = placeOf(listen ?? '')
  if (!place) return err(`The bridge listens on 127.0.0.1 or [::1] alone.\n${usage}`)
  if (versionless !== undefined && !isPort(versionless)) return err(`No port: ${versionless}`)
  const servers = server.map(serverOf)
  const wrong = server.find((_, index) => servers[index] === undefined)
  if (wrong !== undefined) return err(`No server: ${wrong}\n${usage}`)
  const strange = trust.find((text) => !fingerprint.test(text.toUpperCase()))
  if (strange !== undefined) return err(`No fingerprint: ${strange}`)
  const { 'data-dir': dataDir, 'tls-cert': certificate, 'tls-key': key } = files
  if ((certificate === undefined) !== (key === undefined))
    return err(`One file is missing.\n${usage}`)
  return ok({
    ...place,
    versionlessPort: versionless === undefined ? null : Number(versionless),
    notice,
    servers: new Map(servers.filter((one) => one !== undefined)),
    trusted: trust.map((text) => text.toUpperCase()),
    dataDir: dataDir === undefined ? null : resolve(dataDir),
    tls: certificate !== undefined && key !== undefined ? { certificate, key } : null,
  })
}

function parse(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        listen: { type: 'string' },
        versionless: { type: 'string' },
        server: { type: 'string', multiple: true, default: [] },
        trust: { type: 'string', multiple: true, default: [] },
        notice: { type: 'boolean', default: false },
        'data-dir': { type: 'string' },
        'tls-cert': { type: 'string' },
        'tls-key': { type: 'string' },
      },
    })
    return ok(values)
  } catch (thrown) {
    return err(thrown instanceof Error ? thrown.message : String(thrown))
  }
}

/** Where ADDRESS:PORT is; nothing but loopback is any place. @param listen empty for the usual one */
export function placeOf(listen: string): Pick<BridgeArguments, 'hosts' | 'port'> | undefined {
  if (listen === '') return { hosts: ['127.0.0.1', '::1'], port: 15_222 }
  const [, host = '', port = ''] = /^(127\.0\.0\.1|\[::1\]):(\d+)$/.exec(listen) ?? []
  if (!isPort(port)) return undefined
  return { hosts: [host === '127.0.0.1' ? host : '::1'], port: Number(port) }
}

function serverOf(text: string): readonly [domain: string, server: ServerAddress] | undefined {
  const form = /^(?:([^=,]+)=)?(\[[0-9a-f:.]+\]|[^:,]+):(\d+)(?:,(starttls|direct-tls|plain))?$/i
  const [, domain = '', host = '', port = '', security = 'starttls'] = form.exec(text) ?? []
  if (!isPort(port)) return undefined
  const secure = (['starttls', 'direct-tls', 'plain'] as const).find((one) => one === security)
  if (!secure) return undefined
  const address = { mode: 'manual', host, port: Number(port), security: secure } as const
  return [domain.toLowerCase(), address]
}
