// The bench of the legacy bridge: what it adds to a message and its answer, compared with a relay that only copies bytes,
// in the same run; how many messages a second go through it; what a session weighs.
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Core } from '../../electron/core/core'
import { createCore } from '../../electron/core/core'
import { memorySecrets } from '../../electron/store/memory-secrets'
import type { FarSide } from './bridge-far-side'
import { isFarSideProcess, serveFarSide, startFarSideProcess } from './bridge-far-side'

/** How much is measured. */
export interface Extent {
  /** Messages with their answers, through each of the two. */
  readonly exchanges: number
  /** Messages at once. */
  readonly messages: number
  readonly sessions: number
}

/** What the bench says. */
export interface Figures extends Extent {
  /** A message and its answer through the bridge, in ms. */
  readonly medianMs: number
  readonly p99Ms: number
  /** The same as a multiple of what it takes through the relay. */
  readonly medianRatio: number
  readonly p99Ratio: number
  /** Messages a second through the bridge. */
  readonly stanzasPerSecond: number
  /** How much more memory is in use for a session that is logged in and visible; in bytes. */
  readonly bytesPerSession: number
}

const [byRelay, byBridge, others] = [1, 2, 3]

/** Measures. */
export async function measure(extent: Extent, farSide: FarSide): Promise<Figures> {
  const { exchanges, messages, sessions } = extent
  const server = await farSide({ act: 'serve', users: others + sessions })
  const relay = await startRelay(server)
  const { core, port, close } = await startBridge(server)
  try {
    await farSide({ act: 'sign-in', user: byRelay, port: portOf(relay) })
    await farSide({ act: 'sign-in', user: byBridge, port })
    await confirmed(core, 1)
    const before = memory()
    for (let user = 0; user < sessions; user += 1) {
      await farSide({ act: 'sign-in', user: others + user, port })
    }
    await confirmed(core, sessions + 1)
    const bytes = (memory() - before) / sessions
    const times = { relay: [] as number[], bridge: [] as number[] }
    for (let turn = -exchanges / 10; turn < exchanges; turn += 1) {
      const relayed = await farSide({ act: 'exchange', user: byRelay })
      const bridged = await farSide({ act: 'exchange', user: byBridge })
      // The first are for warming up.
      if (turn < 0) continue
      times.relay.push(relayed)
      times.bridge.push(bridged)
    }
    const floodMs = await farSide({ act: 'flood', user: byBridge, messages })
    const [median, p99] = [0.5, 0.99].map((rank) => ({
      relay: quantile(times.relay, rank),
      bridge: quantile(times.bridge, rank),
    }))
    return {
      ...extent,
      medianMs: median?.bridge ?? 0,
      p99Ms: p99?.bridge ?? 0,
      medianRatio: rounded((median?.bridge ?? 0) / (median?.relay ?? 1)),
      p99Ratio: rounded((p99?.bridge ?? 0) / (p99?.relay ?? 1)),
      stanzasPerSecond: Math.round((messages * 1000) / floodMs),
      bytesPerSession: Math.round(bytes),
    }
  } finally {
    await farSide({ act: 'end' })
    await close()
    relay.close()
  }
}

function startRelay(port: number): Promise<Server> {
  const relay = createServer({ noDelay: true }, (client) => {
    const server = connect({ port, host: '127.0.0.1', noDelay: true })
    for (const socket of [client, server]) socket.on('error', () => undefined)
    client.pipe(server).pipe(client)
  })
  return new Promise((resolve) => relay.listen(0, '127.0.0.1', () => resolve(relay)))
}

async function startBridge(server: number) {
  const folder = mkdtempSync(join(tmpdir(), 'casper-bench-'))
  const host = { host: '127.0.0.1', port: server } as const
  const core = await createCore(
    {
      dataDir: folder,
      secrets: memorySecrets(),
      info: { kind: 'tab', secrets: 'memory', version: '0' },
    },
    {
      writeLog: () => undefined,
      bridge: {
        place: { port: 0, versionlessPort: null, hosts: ['127.0.0.1'] },
        notice: false,
        reach: () => ({ server: { mode: 'manual', ...host, security: 'plain' }, trusted: [] }),
      },
    },
  )
  let address = ''
  core.attach((update) => {
    if (update.kind === 'snapshot') address = update.snapshot.bridge.addresses[0] ?? ''
  })()
  const close = async (): Promise<void> => {
    await core.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return { core, port: Number(address.split(':')[1]), close }
}

/** Waits until so many sessions are as their clients wished. */
async function confirmed(core: Core, sessions: number): Promise<void> {
  for (;;) {
    let done = 0
    core.attach((update) => {
      if (update.kind !== 'snapshot') return
      const accounts = Object.values(update.snapshot.accounts)
      done = accounts.filter(({ visibility }) => visibility.phase === 'confirmed').length
    })()
    if (done >= sessions) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

function memory(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}

function quantile(values: readonly number[], rank: number): number {
  const ordered = [...values].sort((a, b) => a - b)
  return ordered[Math.min(ordered.length - 1, Math.floor(ordered.length * rank))] ?? 0
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100
}

function json({ medianRatio, p99Ratio, stanzasPerSecond, bytesPerSession }: Figures): string {
  return JSON.stringify({ medianRatio, p99Ratio, stanzasPerSecond, bytesPerSession })
}

function words(figures: Figures): string {
  const said = (value: number): string => value.toLocaleString('en')
  return [
    `${said(figures.exchanges)} messages with their answers, ${said(figures.messages)} at once, ${said(figures.sessions)} sessions`,
    `  a message and its answer, median   ${said(rounded(figures.medianMs))} ms, ${said(figures.medianRatio)} times a plain relay`,
    `  the slowest of a hundred           ${said(rounded(figures.p99Ms))} ms, ${said(figures.p99Ratio)} times`,
    `  messages a second                  ${said(figures.stanzasPerSecond)}`,
    `  memory for a session               ${said(figures.bytesPerSession)} bytes in use`,
  ].join('\n')
}

if (import.meta.main) {
  if (isFarSideProcess()) serveFarSide()
  else {
    const farSide = startFarSideProcess(import.meta.filename)
    const figures = await measure({ exchanges: 1000, messages: 10_000, sessions: 100 }, farSide)
    console.log(process.argv.includes('--json') ? json(figures) : words(figures))
  }
}
