// A connection under test with everything it tells, and a scripted server; both are ended after each test.
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach } from 'vitest'
import type { Element } from '@xmpp/xml'
import { createConnection } from '../../../electron/xmpp/connection'
import type { Connection, ConnectionOptions } from '../../../electron/xmpp/connection'
import type { Session } from '../../../electron/xmpp/connection-negotiation'
import type { Timing } from '../../../electron/xmpp/connection-timing'
import { bareJid } from '../../../shared/jid'
import type { BareJid } from '../../../shared/jid'
import type { CertificateView } from '../../../shared/model'
import type { AppError } from '../../../shared/result'
import { startScriptedServer } from '../../support/scripted-server'
import type { Script, ScriptedServer, ServerOptions } from '../../support/scripted-server'

/** Everything a connection tells, in order. */
export type Told =
  | { readonly event: 'connecting'; readonly attempt: number }
  | { readonly event: 'started'; readonly session: Session }
  | { readonly event: 'stanza'; readonly stanza: Element }
  | { readonly event: 'lost'; readonly error: AppError }
  | { readonly event: 'waiting'; readonly wait: number; readonly attempt: number }
  | {
      readonly event: 'stopped'
      readonly error: AppError
      readonly certificate: CertificateView | undefined
    }
  | { readonly event: 'acknowledged'; readonly stanza: Element }
  | { readonly event: 'unacknowledged'; readonly stanza: Element }
  | { readonly event: 'malformed'; readonly detail: string }

/** A connection and its record. */
export interface Subject {
  readonly connection: Connection
  readonly told: readonly Told[]
  /** The next thing of that kind that was not asked for yet; rejects after 5 s. */
  until<E extends Told['event']>(event: E): Promise<Extract<Told, { event: E }>>
  /** How often something was told. */
  count(event: Told['event']): number
}

/** The account under test. */
const alice = bareJid('alice@localhost') as BareJid

/** Quick, and without chance: the back-off is 20 ms. */
const quick: Partial<Timing> = {
  connectTimeout: 2_000,
  negotiationTimeout: 2_000,
  enableTimeout: 200,
  closeTimeout: 50,
  ackDelay: 10,
  backOff: { first: 20, max: 20, jitter: () => 0 },
}

const endings: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
})

/** Starts a scripted server that ends with the test. */
export async function serve(script: Script, options?: ServerOptions): Promise<ScriptedServer> {
  const server = await startScriptedServer(script, options)
  endings.push(() => server.close())
  return server
}

/** Starts a connection that ends with the test: unencrypted over loopback unless asked otherwise. */
export function connect(port: number, changes: Partial<ConnectionOptions> = {}): Subject {
  const told: Told[] = []
  let seen = 0
  const taken = new Set<Told>()
  const connection = createConnection(
    {
      jid: alice,
      password: () => Promise.resolve('secret'),
      server: { mode: 'manual', host: '127.0.0.1', port, security: 'plain' },
      trusted: () => [],
      resource: () => `resource-${(seen += 1)}`,
      mayResend: () => true,
      lookup: () => Promise.reject(new Error('no lookups in tests')),
      ...changes,
      timing: { ...quick, ...changes.timing },
    },
    {
      connecting: (attempt) => told.push({ event: 'connecting', attempt }),
      started: (session) => told.push({ event: 'started', session }),
      stanza: (stanza) => told.push({ event: 'stanza', stanza }),
      lost: (error) => told.push({ event: 'lost', error }),
      waiting: (retryAt, attempt) =>
        told.push({ event: 'waiting', wait: retryAt - Date.now(), attempt }),
      stopped: (error, certificate) => told.push({ event: 'stopped', error, certificate }),
      acknowledged: (stanza) => told.push({ event: 'acknowledged', stanza }),
      unacknowledged: (stanza) => told.push({ event: 'unacknowledged', stanza }),
      malformed: (detail) => told.push({ event: 'malformed', detail }),
    },
  )
  endings.push(() => connection.stop())
  connection.start()

  async function until<E extends Told['event']>(event: E): Promise<Extract<Told, { event: E }>> {
    for (let waited = 0; waited < 5_000; waited += 5) {
      const found = told.find((one) => one.event === event && !taken.has(one))
      if (found) {
        taken.add(found)
        return found as Extract<Told, { event: E }>
      }
      await delay(5)
    }
    throw new Error(`no ${event} among: ${told.map((one) => one.event).join(' ')}`)
  }

  return {
    connection,
    told,
    until,
    count: (event) => told.filter((one) => one.event === event).length,
  }
}
