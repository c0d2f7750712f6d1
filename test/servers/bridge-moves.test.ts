// The bridge is moved to another port in the settings: whoever is logged in stays so.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TestCasper } from '../support/casper'
import { startCasper } from '../support/casper'
import { addFriends, password } from '../support/friends'
import { startObserver } from '../support/observer'
import { reservePorts } from '../support/ports'
import { startProsody } from '../support/prosody'
import { startRawClient } from '../support/raw-client'
import type { RunningServer } from '../support/server'
import { until } from '../support/wait'

let server: RunningServer
let casper: TestCasper
beforeAll(async () => {
  server = await startProsody()
  casper = await startCasper()
})
afterAll(async () => {
  await casper.close()
  casper.remove()
  await server.stop()
})

test('the port, STARTTLS and the second port change under a client that notices nothing', async () => {
  await addFriends(server, 'alice', [{ jid: 'bob@localhost', name: 'Bob' }])
  const bob = await startObserver({ server, user: 'bob', password })
  const { host, port: serverPort } = server
  const address = { mode: 'manual', host, port: serverPort, security: 'plain' } as const
  await casper.addAccount({
    jid: 'alice@localhost',
    server: address,
    signInInvisible: false,
    password,
  })
  const { ports, release } = await reservePorts(3)
  const [first = 0, second = 0, old = 0] = ports
  const listens = async (port: number, change: { tls?: boolean; versionlessPort?: number }) => {
    const { bridge } = casper.snapshot().settings
    await casper.request('settings.set', { bridge: { ...bridge, on: true, port, ...change } })
    await until(
      () => casper.snapshot().bridge.addresses.includes(`127.0.0.1:${String(port)}`),
      () => JSON.stringify(casper.snapshot().bridge),
    )
  }
  const login = (port: number) =>
    startRawClient({
      server: { host: '127.0.0.1', port, domain: 'localhost' },
      user: 'alice',
      password,
    })

  await listens(first, {})
  const client = await login(first)
  client.send('<presence/>')
  await bob.next(({ from, type }) => from === client.jid && type === '')
  await listens(second, {})
  await expect(login(first)).rejects.toThrow()
  const other = await login(second)
  await listens(second, { tls: true, versionlessPort: old })
  for (const each of [client, other]) {
    await each.settled()
    each.message('bob@localhost', `still here: ${each.jid}`)
    await bob.next(({ xml }) => xml.includes(`still here: ${each.jid}`))
  }
  expect(
    bob.stanzas().filter(({ from, type }) => from === client.jid && type === 'unavailable'),
  ).toEqual([])
  await Promise.all([client.close(), other.close(), bob.close()])
  release()
})
