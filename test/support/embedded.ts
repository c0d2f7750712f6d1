// The embedded server as one more server of the tests: in this process, over the wire like any other.
import type { DemoServer, DemoServerOptions } from '../../electron/demo/server/embedded-server'
import { startDemoServer } from '../../electron/demo/server/embedded-server'
import { routeIn } from '../../electron/demo/server/post'
import { parseStanza } from '../stanzas/pairs'
import type { Component } from './component'
import { componentWatchers, gatewayDomain } from './component'
import type { RunningServer } from './server'
import { now } from './wait'

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
    gateway: () => Promise.resolve(componentOf(inside)),
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

// In the same process: what is routed to its domain is written as it would stand on a stream.
function componentOf({ realm }: DemoServer): Component {
  const route = routeIn(realm)
  const { at, take } = componentWatchers(
    (xml) => {
      route(parseStanza(xml))
    },
    () => true,
  )
  realm.components.set(gatewayDomain, {
    receive(stanza) {
      take(stanza.toString(), stanza.attrs['to'] ?? '', now())
    },
  })
  return {
    at,
    close() {
      realm.components.delete(gatewayDomain)
      return Promise.resolve()
    },
  }
}
