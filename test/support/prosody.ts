// Starts a real Prosody (Debian's package, with its community modules) on loopback.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startChild } from './child'
import { componentSecret, connectComponent, gatewayDomain } from './component'
import { reservePorts } from './ports'
import { makeCertificate, supervise, temporaryFolder } from './server'
import type { RosterEntry, RunningServer } from './server'

/** What a test may want different. */
export interface ProsodyOptions {
  /** Whether the server knows privacy lists; default true. */
  readonly privacyLists?: boolean
  /** Seconds a lost session is kept for resumption; default 300. */
  readonly smacksHibernation?: number
  /** Whether STARTTLS is offered; default true. Old clients stumble over a certificate nobody has signed. */
  readonly startTls?: boolean
  /** Whether a component may connect as a gateway; default false. */
  readonly gateway?: boolean
}

/** Starts a Prosody and waits until it serves. */
export async function startProsody(options: ProsodyOptions = {}): Promise<RunningServer> {
  const folder = temporaryFolder('prosody')
  const data = join(folder, 'data', 'localhost')
  for (const part of ['accounts', 'roster']) mkdirSync(join(data, part), { recursive: true })
  const { fingerprint } = makeCertificate(folder)
  const { ports, release } = await reservePorts(4)
  const [port = 0, tlsPort = 0, httpPort = 0, gatewayPort = 0] = ports
  const configFile = join(folder, 'prosody.cfg.lua')
  writeFileSync(
    configFile,
    configuration(folder, { port, tlsPort, httpPort, gatewayPort }, options),
  )
  const launch = () => startChild('prosody', ['--config', configFile, '-F'], { cwd: folder })
  const life = await supervise(folder, port, launch, release)

  const store = (part: string, user: string, table: string) => {
    writeFileSync(join(data, part, `${fileName(user)}.dat`), `return ${table};\n`)
    return Promise.resolve()
  }
  return {
    ...life,
    kind: 'prosody',
    domain: 'localhost',
    host: '127.0.0.1',
    port,
    tlsPort,
    websocketUrl: `ws://127.0.0.1:${String(httpPort)}/xmpp-websocket`,
    fingerprint,
    gateway: options.gateway ? () => connectComponent(gatewayPort) : null,
    addAccount: (user, password) => store('accounts', user, `{ ["password"] = ${lua(password)} }`),
    setRoster: (user, entries) => store('roster', user, rosterTable(entries)),
  }
}

interface Ports {
  readonly port: number
  readonly tlsPort: number
  readonly httpPort: number
  readonly gatewayPort: number
}

function configuration(folder: string, ports: Ports, options: ProsodyOptions): string {
  const modules = [
    ...['roster', 'saslauth', 'disco', 'private', 'vcard4', 'vcard_legacy', 'pep'],
    ...['version', 'uptime', 'time', 'ping', 'lastactivity', 'mam', 'carbons', 'smacks'],
    ...['csi', 'csi_simple', 'offline', 'blocklist', 'register_ibr', 'http', 'websocket'],
    ...((options.privacyLists ?? true) ? ['privacy_lists'] : []),
    ...((options.startTls ?? true) ? ['tls'] : []),
  ]
  const gateway = `Component ${lua(gatewayDomain)}
  component_secret = ${lua(componentSecret)}
`
  return `
run_as_root = true; daemonize = false; pidfile = ${lua(join(folder, 'prosody.pid'))}
data_path = ${lua(join(folder, 'data'))}; certificates = ${lua(folder)}
plugin_paths = { "/usr/lib/prosody/modules" }; interfaces = { "127.0.0.1" }; s2s_ports = {}
component_ports = { ${String(ports.gatewayPort)} }; component_interfaces = { "127.0.0.1" }
c2s_ports = { ${String(ports.port)} }; c2s_direct_tls_ports = { ${String(ports.tlsPort)} }
http_ports = { ${String(ports.httpPort)} }; http_interfaces = { "127.0.0.1" }; https_ports = {}
http_default_host = "localhost"; consider_websocket_secure = true
c2s_require_encryption = false; allow_unencrypted_plain_auth = true; limits = {}
authentication = "internal_plain"; storage = "internal"; allow_registration = true
smacks_hibernation_time = ${String(options.smacksHibernation ?? 300)}
log = { { levels = { min = "info" }, to = "console" } }
modules_enabled = { ${modules.map(lua).join(', ')} }; modules_disabled = { "s2s" }
ssl = { key = ${lua(join(folder, 'localhost.key'))}; certificate = ${lua(join(folder, 'localhost.crt'))} }
VirtualHost "localhost"
Component "conference.localhost" "muc"
  modules_enabled = { "muc_mam" }; restrict_room_creation = false; muc_room_locking = false
${options.gateway ? gateway : ''}`
}

function rosterTable(entries: readonly RosterEntry[]): string {
  const items = entries.map(({ jid, name = '', groups = [], subscription = 'both' }) => {
    const inGroups = groups.map((group) => `[${lua(group)}]=true`).join('; ')
    const fields = `["subscription"]=${lua(subscription)}; ["groups"]={ ${inGroups} }`
    return `[${lua(jid)}] = { ${fields}${name === '' ? '' : `; ["name"]=${lua(name)}`} }`
  })
  return `{ [false] = { ["version"]=1; ["pending"]={} }; ${items.join('; ')} }`
}

/** A Lua string literal: decimal escapes for everything but letters, digits and spaces. */
function lua(text: string): string {
  const bytes = [...Buffer.from(text)]
  const escaped = bytes.map((byte) => {
    const char = String.fromCharCode(byte)
    return /[\w /.:@-]/.test(char) ? char : `\\${String(byte).padStart(3, '0')}`
  })
  return `"${escaped.join('')}"`
}

function fileName(user: string): string {
  const bytes = [...Buffer.from(user)]
  const escaped = bytes.map((byte) => {
    const char = String.fromCharCode(byte)
    return /[A-Za-z0-9]/.test(char) ? char : `%${byte.toString(16).padStart(2, '0')}`
  })
  return escaped.join('')
}
