// Starts a real jabberd2 (Debian's package) on loopback: router, session manager and client connections.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { gunzipSync } from 'node:zlib'
import type { Child } from './child'
import { startChild } from './child'
import { connectComponent } from './component'
import type { Jabberd2Part } from './jabberd2-config'
import { jabberd2Configuration, jabberd2Parts } from './jabberd2-config'
import { reservePorts } from './ports'
import { makeCertificate, supervise, temporaryFolder } from './server'
import type { RosterEntry, RunningServer } from './server'
import { until } from './wait'

/** What a test may want different. */
export interface Jabberd2Options {
  /** Whether the server knows privacy lists; default true. */
  readonly privacyLists?: boolean
}

const schema = '/usr/share/doc/jabberd2/db-setup.sqlite.gz'

/** What each process writes once the next may be started. */
const ready: Readonly<Record<Jabberd2Part, string>> = {
  router: 'listening for incoming connections',
  sm: 'ready for sessions',
  c2s: '',
}

/** Starts a jabberd2 and waits until it serves. It has no stream management and no WebSocket. */
export async function startJabberd2(options: Jabberd2Options = {}): Promise<RunningServer> {
  const folder = temporaryFolder('jabberd2')
  const { keyFile, certificateFile, fingerprint } = makeCertificate(folder)
  const pemFile = join(folder, 'localhost.pem')
  const bundle = [certificateFile, keyFile].map((file) => readFileSync(file, 'utf8'))
  writeFileSync(pemFile, bundle.join(''))
  const { ports, release } = await reservePorts(3)
  const [port = 0, tlsPort = 0, routerPort = 0] = ports
  const database = join(folder, 'jabberd.db')
  const { privacyLists = true } = options
  const layout = { folder, database, pemFile, port, tlsPort, routerPort, privacyLists }
  const configFile = (part: Jabberd2Part) => join(folder, `${part}.xml`)
  for (const part of jabberd2Parts) {
    writeFileSync(configFile(part), jabberd2Configuration(part, layout))
  }
  const store = (write: (rows: DatabaseSync) => void) => {
    const rows = new DatabaseSync(database, { timeout: 2000 })
    try {
      write(rows)
    } finally {
      rows.close()
    }
    return Promise.resolve()
  }
  await store((rows) => {
    rows.exec(gunzipSync(readFileSync(schema)).toString('utf8'))
  })

  const start = (part: Jabberd2Part) =>
    startChild(`jabberd2-${part}`, ['-c', configFile(part)], { cwd: folder })
  const launch = () => startInTurn(start)
  const life = await supervise(folder, port, launch, release)
  return {
    ...life,
    kind: 'jabberd2',
    domain: 'localhost',
    host: '127.0.0.1',
    port,
    tlsPort,
    websocketUrl: '',
    fingerprint,
    gateway: () => connectComponent(routerPort),
    addAccount: (user, password) =>
      store((rows) => {
        const account = rows.prepare(`insert into authreg values (?, 'localhost', ?)`)
        account.run(user, password)
        const active = rows.prepare(`insert into active ("collection-owner", time) values (?, 1)`)
        active.run(`${user}@localhost`)
      }),
    setRoster: (user, entries) =>
      store((rows) => {
        fillRoster(rows, `${user}@localhost`, entries)
      }),
  }
}

function fillRoster(rows: DatabaseSync, owner: string, entries: readonly RosterEntry[]): void {
  const item = rows.prepare(
    `insert into "roster-items" ("collection-owner", jid, name, "to", "from", ask) values (?, ?, ?, ?, ?, 0)`,
  )
  const inGroup = rows.prepare(
    `insert into "roster-groups" ("collection-owner", jid, "group") values (?, ?, ?)`,
  )
  rows.exec('begin')
  for (const { jid, name = '', groups = [], subscription = 'both' } of entries) {
    const sees = (side: 'to' | 'from') => Number(subscription === 'both' || subscription === side)
    item.run(owner, jid, name, sees('to'), sees('from'))
    for (const group of groups) inGroup.run(owner, jid, group)
  }
  rows.exec('commit')
}

/** The three processes as one program: ended where one of them is, and ended last to first. */
function startInTurn(start: (part: Jabberd2Part) => Child): Child {
  const children: Child[] = []
  let ending = false
  const ended = () => children.some((child) => child.ended())
  const startAll = async () => {
    for (const part of jabberd2Parts) {
      if (ending || ended()) return
      const child = start(part)
      children.push(child)
      await until(() => ending || ended() || child.log().includes(ready[part]), `the ${part}`)
    }
  }
  const log = () => children.map((child) => child.log()).join('')
  const started = startAll()
  return {
    log,
    ended,
    write: () => undefined,
    async end(signal) {
      ending = true
      await started
      for (const child of children.toReversed()) await child.end(signal)
    },
  }
}
