// Entry without a face: the legacy bridge alone, until it is stopped.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { version } from '../package.json'
import { bridgeOff } from '../shared/bridge'
import type { ServerAddress } from '../shared/model'
import type { BridgeArguments } from './bridge/options'
import { parseOptions } from './bridge/options'
import { whatToEnter } from './bridge/instructions'
import { createCore } from './core/core'
import type { Host } from './core/host'
import { createLog, describeError } from './core/log'
import { managedPath } from './core/managed-file'
import { lockDataDir } from './store/lock'
import { memorySecrets } from './store/memory-secrets'
import { createTabHost } from './tab/host'

const patience = 5000
const say = (line: string): void => void process.stderr.write(`${line}\n`)
const log = createLog(say)

async function run(asked: BridgeArguments): Promise<void> {
  const folder = asked.dataDir ?? mkdtempSync(join(tmpdir(), 'casper-bridge-'))
  const lock = lockDataDir(folder)
  if (!lock) {
    fail(`Casper is running on ${folder}; it has a bridge of its own, in its settings.`)
    return
  }
  const { hosts, port, versionlessPort, tls, servers, trusted, notice } = asked
  const server = (domain: string): ServerAddress =>
    servers.get(domain) ?? servers.get('') ?? { mode: 'auto' }
  const core = await createCore(await hostOf(asked.dataDir, folder), {
    bridge: {
      place: {
        hosts,
        port,
        versionlessPort,
        ...(tls && { tls: { cert: readFileSync(tls.certificate), key: readFileSync(tls.key) } }),
      },
      notice,
      reach: (domain) => ({ server: server(domain), trusted }),
    },
  })
  let view = bridgeOff
  core.attach((update) => {
    if (update.kind === 'snapshot') view = update.snapshot.bridge
  })

  let stopping = false
  const stop = (): void => {
    if (stopping) return
    stopping = true
    setTimeout(() => process.exit(), patience).unref()
    core
      .close()
      .catch((thrown: unknown) => log.error('closing failed', { error: describeError(thrown) }))
      .finally(() => {
        lock.close()
        if (asked.dataDir === null) rmSync(folder, { recursive: true, force: true })
        process.exit()
      })
  }
  if (view.error) {
    const { message, detail, code } = view.error
    fail(`${message} (${detail ?? code})`)
    stop()
    return
  }
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  process.on('uncaughtException', (thrown) => {
    log.error('the bridge ends for a bug', { error: describeError(thrown) })
    process.exitCode = 1
    stop()
  })
  process.stdout.write(whatToEnter(view, { tls: tls !== null, inApp: false }))
}

// Without a folder of Casper's nothing outlives the process.
async function hostOf(dataDir: string | null, folder: string): Promise<Host> {
  if (dataDir !== null) return createTabHost(folder, version)
  const info = { kind: 'tab', secrets: 'memory', version } as const
  const managedFile = managedPath(process.platform)
  return {
    info,
    dataDir: folder,
    secrets: memorySecrets(),
    managedFile,
  }
}

function fail(line: string): void {
  say(line)
  process.exitCode = 1
}

const options = parseOptions(process.argv.slice(2))
if (options.ok) {
  run(options.value).catch((thrown: unknown) => {
    say(`The bridge could not start: ${thrown instanceof Error ? thrown.message : String(thrown)}`)
    process.exit(1)
  })
} else {
  fail(options.error)
}
