// A bridge before a real server, with two contacts who watch what they are shown of alice, and her old client.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import type { Reach } from '../../electron/bridge/admission'
import type { BridgePlace } from '../../electron/bridge/bridge'
import type { Clock } from '../../electron/core/clock'
import type { Core } from '../../electron/core/core'
import { createCore } from '../../electron/core/core'
import { memorySecrets } from '../../electron/store/memory-secrets'
import type { ServerAddress } from '../../shared/model'
import type { AppSnapshot } from '../../shared/snapshot'
import { applyBatch } from '../../shared/snapshot'
import { addFriends, password } from '../support/friends'
import type { News } from '../support/news'
import { createNews } from '../support/news'
import type { Observer } from '../support/observer'
import { startObserver } from '../support/observer'
import type { RawClient, RawClientOptions } from '../support/raw-client'
import { startRawClient } from '../support/raw-client'
import type { RunningServer } from '../support/server'
import type { TcpProxy } from '../support/tcp-proxy'
import { startTcpProxy } from '../support/tcp-proxy'

/** A bridge, and what is around it. */
export interface BridgeScene extends News {
  readonly server: RunningServer
  /** What the bridge is connected to the server through. */
  readonly proxy: TcpProxy
  readonly bob: Observer
  readonly carol: Observer
  readonly alice: string
  /** What the names of its people end in. */
  readonly name: string
  readonly core: Core
  /** Casper's folder. */
  readonly dataDir: string
  readonly port: number
  readonly versionlessPort: number
  log(): string
  snapshot(): AppSnapshot
  /** Logs alice in through the bridge. */
  login(options?: Partial<RawClientOptions>): Promise<RawClient>
  close(): Promise<void>
}

/** What may be different. */
export interface BridgeSceneOptions {
  readonly notice?: boolean
  readonly place?: Partial<BridgePlace>
  readonly clock?: Clock
  /** Where an organisation's decisions are. */
  readonly managedFile?: string
  /** How the server is reached; default: through the proxy, in the clear. */
  readonly reach?: Reach
}

/** Builds it; everybody is there but alice. */
export async function startBridgeScene(
  server: RunningServer,
  name: string,
  options: BridgeSceneOptions = {},
): Promise<BridgeScene> {
  const alice = `alice${name}@localhost`
  await addFriends(server, `alice${name}`, [
    { jid: `bob${name}@localhost`, name: 'Bob', groups: ['Friends'] },
    { jid: `carol${name}@localhost`, name: 'Carol', groups: ['Work'] },
  ])
  const [bob, carol, proxy] = await Promise.all([
    startObserver({ server, user: `bob${name}`, password }),
    startObserver({ server, user: `carol${name}`, password }),
    startTcpProxy(server),
  ])
  const folder = mkdtempSync(join(tmpdir(), 'casper-bridge-'))
  const lines: string[] = []
  const info = { kind: 'tab', secrets: 'memory', version: '0' } as const
  const core = await createCore(
    {
      ...{ dataDir: folder, secrets: memorySecrets(), info },
      ...(options.managedFile !== undefined && { managedFile: options.managedFile }),
    },
    {
      writeLog: (line) => lines.push(line),
      ...(options.clock && { clock: options.clock }),
      bridge: {
        place: { port: 0, versionlessPort: 0, hosts: ['127.0.0.1'], ...options.place },
        notice: options.notice ?? false,
        reach: () => options.reach ?? { server: through(proxy), trusted: [] },
      },
    },
  )
  let shown: AppSnapshot | null = null
  core.attach((update) => {
    if (update.kind === 'snapshot') shown = update.snapshot
    else if (update.kind === 'batch' && shown) shown = applyBatch(shown, update.batch)
  })
  const snapshot = (): AppSnapshot => {
    if (!shown) throw new Error('no snapshot yet')
    return shown
  }
  const portOf = (addresses: readonly string[]): number =>
    Number(addresses[0]?.split(':').at(-1) ?? 0)
  const { addresses, versionless } = snapshot().bridge
  const port = portOf(addresses)
  return {
    server,
    proxy,
    bob,
    carol,
    alice,
    name,
    core,
    dataDir: folder,
    port,
    versionlessPort: portOf(versionless),
    log: () => lines.join('\n'),
    snapshot,
    ...createNews(alice, [bob, carol]),
    login: (more = {}) =>
      startRawClient({
        server: { host: '127.0.0.1', port, domain: 'localhost' },
        user: `alice${name}`,
        password,
        resource: 'mcabber',
        ...more,
      }),
    close: async () => {
      await core.close()
      await Promise.all([bob.close(), carol.close(), proxy.close()])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** How a server is reached through a proxy, in the clear. */
export function through({ port }: TcpProxy): ServerAddress {
  return { mode: 'manual', host: '127.0.0.1', port, security: 'plain' }
}

/** Starts a server for all tests of the block around it, and a scene on it for each. @param take is given each scene */
export function sceneForEach(
  start: () => Promise<RunningServer>,
  take: (scene: BridgeScene) => void,
): void {
  let server: RunningServer
  let scene: BridgeScene
  let count = 0
  beforeAll(async () => {
    server = await start()
  })
  afterAll(() => server.stop())
  beforeEach(async () => {
    count += 1
    scene = await startBridgeScene(server, String(count))
    take(scene)
  })
  afterEach(() => scene.close())
}
