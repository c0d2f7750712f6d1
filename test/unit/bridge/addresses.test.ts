// Where the bridge listens on a machine that has less than both addresses.
import { Server } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import type { Bridge } from '../../../electron/bridge/bridge'
import { createBridge } from '../../../electron/bridge/bridge'
import { createLog } from '../../../electron/core/log'
import type { BridgeView } from '../../../shared/bridge'

let bridge: Bridge
afterEach(async () => {
  vi.restoreAllMocks()
  await bridge.stop()
})

async function started(): Promise<BridgeView | undefined> {
  let view: BridgeView | undefined
  bridge = createBridge({
    accounts: {
      held: () => null,
      lend: () => {
        throw new Error('nobody comes')
      },
      remove: () => Promise.reject(new Error('nobody came')),
      show: () => undefined,
    },
    lists: { read: () => null, write: () => undefined },
    reach: () => ({ server: { mode: 'auto' }, trusted: [] }),
    notice: () => false,
    mayHide: true,
    holds: () => false,
    log: createLog(() => undefined),
    now: () => 0,
    changed: (next) => (view = next),
  })
  await bridge.start({ port: 0, versionlessPort: null })
  return view
}

test.each(['EADDRNOTAVAIL', 'EAFNOSUPPORT'])(
  'without IPv6 (%s) there is one address less, and no failure',
  async (code) => {
    const real = Object.getOwnPropertyDescriptor(Server.prototype, 'listen')
      ?.value as Server['listen']
    vi.spyOn(Server.prototype, 'listen').mockImplementation(function (this: Server, ...args) {
      const [where, then] = args as unknown as [{ host: string }, () => void]
      if (where.host === '::1') {
        queueMicrotask(() => this.emit('error', Object.assign(new Error(code), { code })))
        return this
      }
      return real.call(this, where, then)
    })
    const view = await started()
    expect(view).toMatchObject({ state: 'listening', error: null })
    expect(view?.addresses).toEqual([expect.stringMatching(/^127\.0\.0\.1:\d+$/)])
  },
)
