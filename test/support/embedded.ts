// The embedded server as one more server of the tests: in this process, over the wire like any other.
import type { DemoServer, DemoServerOptions } from '../../electron/demo/server/embedded-server'
import { startDemoServer } from '../../electron/demo/server/embedded-server'
import type { RunningServer } from './server'

/** A running one, with its inside. */
export interface EmbeddedServer extends RunningServer {
  readonly kind: 'embedded'
  /** The server of the moment; another one after a restart, with the same realm. */
  readonly inside: () => DemoServer
}

/** Starts it; there is no TLS and no WebSocket. */
export async function startEmbedded(options: DemoServerOptions = {}): Promise<EmbeddedServer> {
  let inside = await startDemoServer({ options })
  const { port } = inside
  return {
    kind: 'embedded',
    domain: 'localhost',
    host: '127.0.0.1',
    port,
    tlsPort: 0,
    websocketUrl: '',
    fingerprint: '',
    gateway: null,
    inside: () => inside,
    addAccount: async (user, password) => inside.addUser(user, password),
    setRoster: async (user, entries) => {
      const items = entries.map(({ groups = [], subscription = 'both', ...rest }) => {
        return { ...rest, groups, subscription }
      })
      inside.setRoster(user, items)
    },
    restart: async () => {
      await inside.close()
      inside = await startDemoServer({ port, options, realm: inside.realm })
    },
    stop: () => inside.close(),
    log: () => '',
  }
}
