// A real core signed in to a scripted server, for what no real server does on demand.
import { afterEach } from 'vitest'
import type { TestCasper } from '../../support/casper'
import { startCasper } from '../../support/casper'
import type { ImOptions } from '../../support/scripted-im'
import { im } from '../../support/scripted-im'
import type { ScriptedServer } from '../../support/scripted-server'
import { startScriptedServer } from '../../support/scripted-server'

/** The core, the server it talks to, and what it wrote. */
export interface ScriptedAccount {
  readonly casper: TestCasper
  readonly id: string
  readonly server: ScriptedServer
  /** Everything the client wrote, on all connections. */
  wire(): string
}

const endings: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
})

/** Two contacts, both ways. */
export const twoContacts =
  `<item jid='bob@localhost' subscription='both'/>` +
  `<item jid='carol@localhost' subscription='both'/>`

/** Signs alice in. Everything is ended after the test. */
export async function signIn(
  signInInvisible: boolean,
  options: ImOptions = {},
  replyTimeout = 500,
): Promise<ScriptedAccount> {
  const server = await startScriptedServer(im({ roster: twoContacts, ...options }))
  endings.push(() => server.close())
  const casper = await startCasper(undefined, { replyTimeout })
  endings.push(async () => {
    await casper.close()
    casper.remove()
  })
  const id = await casper.addAccount({
    jid: 'alice@localhost',
    signInInvisible,
    server: { mode: 'manual', host: '127.0.0.1', port: server.port, security: 'plain' },
  })
  return { casper, id, server, wire: () => server.peers.map((peer) => peer.received()).join('\n') }
}
