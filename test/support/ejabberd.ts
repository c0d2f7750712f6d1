// Starts a real ejabberd (Debian's package) on loopback: no Erlang distribution, no daemon, no system files.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startChild } from './child'
import { componentSecret, connectComponent, gatewayDomain } from './component'
import { reservePorts } from './ports'
import { makeCertificate, supervise, temporaryFolder } from './server'
import type { RosterEntry, RunningServer } from './server'
import { until } from './wait'

/** What a test may want different. */
export interface EjabberdOptions {
  /** Whether the server knows privacy lists; default true. */
  readonly privacy?: boolean
  /** Seconds a lost session is kept for resumption; default 300. */
  readonly resumeTimeout?: number
  /** Whether STARTTLS is offered; default true. Old clients stumble over a certificate nobody has signed. */
  readonly startTls?: boolean
  /** Whether a component may connect as a gateway; default false. */
  readonly gateway?: boolean
}

const erlang = '/usr/bin/erl'
const libraries = '/usr/lib'

/** Starts an ejabberd and waits until it serves. */
export async function startEjabberd(options: EjabberdOptions = {}): Promise<RunningServer> {
  const folder = temporaryFolder('ejabberd')
  const spool = join(folder, 'spool')
  mkdirSync(spool)
  const { keyFile, certificateFile, fingerprint } = makeCertificate(folder)
  const bundle = [certificateFile, keyFile].map((file) => readFileSync(file, 'utf8'))
  writeFileSync(join(folder, 'localhost.pem'), bundle.join(''))
  writeFileSync(join(folder, 'inetrc'), '{lookup,["file","native"]}.\n')
  const { ports, release } = await reservePorts(4)
  const [port = 0, tlsPort = 0, httpPort = 0, gatewayPort = 0] = ports
  const configFile = join(folder, 'ejabberd.yml')
  writeFileSync(
    configFile,
    configuration(folder, { port, tlsPort, httpPort, gatewayPort }, options),
  )

  const scale = ['+P', '32768', '+S', '2:2', '+sbwt', 'none']
  const boot = ['-noinput', '-mnesia', 'dir', `"${spool}"`, '-s', 'ejabberd']
  const env = {
    EJABBERD_CONFIG_PATH: configFile,
    EJABBERD_LOG_PATH: join(folder, 'ejabberd.log'),
    ERL_INETRC: join(folder, 'inetrc'),
    ERL_LIBS: librariesFolder(),
    ERL_CRASH_DUMP: join(folder, 'crash.dump'),
    ERL_MAX_PORTS: '1024',
    HOME: folder,
  }
  const launch = () => startChild(erlang, [...scale, ...boot], { cwd: spool, env })
  const life = await supervise(folder, port, launch, release)

  const api = async (command: string, body: object) => {
    const url = `http://127.0.0.1:${String(httpPort)}/api/${command}`
    const reply = await fetch(url, { method: 'POST', body: JSON.stringify(body) })
    if (!reply.ok) throw new Error(`${command}: ${String(reply.status)} ${await reply.text()}`)
  }
  const answers = () =>
    api('status', {}).then(
      () => true,
      () => false,
    )
  await until(answers, 'the administration interface')
  return {
    ...life,
    kind: 'ejabberd',
    domain: 'localhost',
    host: '127.0.0.1',
    port,
    tlsPort,
    websocketUrl: `ws://127.0.0.1:${String(httpPort)}/websocket`,
    fingerprint,
    gateway: options.gateway ? () => connectComponent(gatewayPort) : null,
    addAccount: (user, password) => api('register', { user, host: 'localhost', password }),
    async setRoster(user, entries) {
      for (const entry of entries) await api('add_rosteritem', rosterItem(user, entry))
    },
  }
}

/** Where Debian puts ejabberd's Erlang applications: the one folder below /usr/lib that names the architecture. */
function librariesFolder(): string {
  const candidates = readdirSync(libraries).filter((name) => name.endsWith('-linux-gnu'))
  const found = candidates.find((name) =>
    readdirSync(join(libraries, name)).some((library) => library.startsWith('ejabberd')),
  )
  if (found === undefined) throw new Error('ejabberd is not installed')
  return join(libraries, found)
}

function rosterItem(user: string, entry: RosterEntry): object {
  const { jid, name = '', groups = [], subscription = 'both' } = entry
  const at = jid.indexOf('@')
  return {
    localuser: user,
    localhost: 'localhost',
    user: jid.slice(0, Math.max(at, 0)),
    host: jid.slice(at + 1),
    nick: name,
    group: groups.join(';'),
    subs: subscription,
  }
}

interface Ports {
  readonly port: number
  readonly tlsPort: number
  readonly httpPort: number
  readonly gatewayPort: number
}

function configuration(folder: string, ports: Ports, options: EjabberdOptions): string {
  const privacy = (options.privacy ?? true) ? '  mod_privacy: {}\n  mod_blocking: {}\n' : ''
  const client = `ip: "127.0.0.1", module: ejabberd_c2s, max_stanza_size: 262144, access: anyone`
  const gateway = `
  - port: ${String(ports.gatewayPort)}
    ip: "127.0.0.1"
    module: ejabberd_service
    hosts: {"${gatewayDomain}": {password: "${componentSecret}"}}`
  return `
hosts: [localhost]
loglevel: info
certfiles: ["${join(folder, 'localhost.pem')}"]
auth_password_format: scram
auth_method: internal
default_db: mnesia
shaper: {}
shaper_rules: {}
acl: {local: {user_regexp: ""}, loopback: {ip: [127.0.0.0/8]}}
access_rules: {anyone: {allow: all}, register: {allow: loopback}}
api_permissions: {"tests": {from: [mod_http_api], who: {acl: loopback}, what: ["*"]}}
listen:
  - {port: ${String(ports.port)}, ${client}, starttls: ${String(options.startTls ?? true)}}
  - {port: ${String(ports.tlsPort)}, ${client}, tls: true}
  - port: ${String(ports.httpPort)}
    ip: "127.0.0.1"
    module: ejabberd_http
    request_handlers: {"/api": mod_http_api, "/websocket": ejabberd_http_ws}${options.gateway ? gateway : ''}
registration_timeout: infinity
modules:
  mod_admin_extra: {}
  mod_adhoc: {}
  mod_caps: {}
  mod_carboncopy: {}
  mod_client_state: {}
  mod_disco: {}
  mod_http_api: {}
  mod_last: {}
  mod_mam: {default: always, db_type: mnesia}
  mod_muc: {host: conference.localhost, access_create: anyone, access_persistent: anyone}
  mod_offline: {}
  mod_ping: {send_pings: false}
${privacy}  mod_private: {}
  mod_pubsub: {plugins: [flat, pep], access_createnode: anyone}
  mod_register: {access_from: anyone, access: anyone, ip_access: anyone, password_strength: 0}
  mod_roster: {versioning: true}
  mod_stream_mgmt: {resend_on_timeout: if_offline, resume_timeout: ${String(options.resumeTimeout ?? 300)}}
  mod_time: {}
  mod_vcard: {search: false}
  mod_version: {show_os: false}
`
}
