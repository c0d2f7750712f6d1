// Signing in on real servers, and what is said when it does not work.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ServerAddress } from '../../shared/model'
import type { TestCasper } from '../support/casper'
import { startCasper } from '../support/casper'
import { startEjabberd } from '../support/ejabberd'
import { addFriends } from '../support/friends'
import { startJabberd2 } from '../support/jabberd2'
import { startProsody } from '../support/prosody'
import type { RunningServer } from '../support/server'
import { startTcpProxy } from '../support/tcp-proxy'

const servers = [
  { kind: 'prosody', start: () => startProsody() },
  { kind: 'ejabberd', start: () => startEjabberd() },
  { kind: 'jabberd2', start: () => startJabberd2() },
] as const

let casper: TestCasper
beforeEach(async () => {
  casper = await startCasper()
})
afterEach(async () => {
  await casper.close()
  casper.remove()
})

const manual = (port: number, security: 'direct-tls' | 'starttls' | 'plain'): ServerAddress => ({
  mode: 'manual',
  host: '127.0.0.1',
  port,
  security,
})

const failedWith = async (code: string): Promise<void> => {
  await casper.when(
    code,
    ({ connection }) => 'error' in connection && connection.error?.code === code,
  )
  expect(casper.account().visibility.exposure).toEqual({ kind: 'nobody' })
}

describe.each(servers)('signing in to $kind', ({ kind, start }) => {
  let server: RunningServer

  beforeAll(async () => {
    server = await start()
    await addFriends(server, 'alice', [{ jid: 'bob@localhost', name: 'Bob' }])
    await server.addAccount('lonely', 'secret')
  })
  afterAll(() => server.stop())

  const ways: readonly { readonly way: string; readonly address: () => ServerAddress }[] = [
    { way: 'STARTTLS', address: () => manual(server.port, 'starttls') },
    { way: 'direct TLS (XEP-0368)', address: () => manual(server.tlsPort, 'direct-tls') },
    {
      way: 'WebSocket (RFC 7395)',
      address: () => ({ mode: 'websocket', url: server.websocketUrl }),
    },
  ]
  const offered = ways.filter(({ way }) => kind !== 'jabberd2' || !way.startsWith('WebSocket'))

  test.each(offered)(
    'by $way: a self-signed certificate is shown, and used once trusted',
    async ({ address }) => {
      const server_ = address()
      const id = await casper.addAccount({
        jid: 'alice@localhost',
        signInInvisible: true,
        server: server_,
      })
      if (server_.mode !== 'websocket' || server_.url.startsWith('wss:')) {
        await failedWith('certificate')
        const { certificate } = casper.account()
        expect(certificate).toMatchObject({
          fingerprint: server.fingerprint,
          names: ['DNS:localhost'],
        })
        await casper.request('account.trust', { account: id, fingerprint: server.fingerprint })
      }
      await casper.confirmed()
      expect(casper.contact('bob@localhost')?.name).toBe('Bob')
    },
  )

  test('a wrong password is said so and not tried again', async () => {
    const proxy = await startTcpProxy(server)
    await casper.addAccount({
      jid: 'alice@localhost',
      password: 'wrong',
      signInInvisible: true,
      server: manual(proxy.port, 'plain'),
    })
    await failedWith('not-authorized')
    expect(casper.account().connection.state).toBe('signed-out')
    expect(proxy.connections().made).toBe(1)
    await proxy.close()
  })

  test('the right password afterwards signs in', async () => {
    const id = await casper.addAccount({
      jid: 'alice@localhost',
      password: 'wrong',
      signInInvisible: true,
      server: manual(server.port, 'plain'),
    })
    await failedWith('not-authorized')
    await casper.request('account.sign-in', { account: id, password: 'secret' })
    await casper.confirmed()
  })

  test('a domain that the server does not serve is said so', async () => {
    await casper.addAccount({
      jid: 'alice@elsewhere.invalid',
      signInInvisible: true,
      server: manual(server.port, 'plain'),
    })
    await failedWith('host-unknown')
  })

  test('an empty roster is a roster', async () => {
    await casper.addAccount({
      jid: 'lonely@localhost',
      signInInvisible: true,
      server: manual(server.port, 'plain'),
    })
    await casper.confirmed()
    expect(casper.account().rosterLoaded).toBe(true)
  })

  test('no password and no message is in the log', async () => {
    await casper.addAccount({
      jid: 'alice@localhost',
      signInInvisible: false,
      server: manual(server.port, 'plain'),
    })
    await casper.confirmed()
    const id = casper.account().id
    await casper.request('message.send', { account: id, peer: 'bob@localhost', body: 'hush-hush' })
    expect(casper.log()).not.toMatch(/secret|hush-hush/)
  })
})

describe('a roster of 10,000', () => {
  test('arrives, and everybody on it is hidden from', async () => {
    const server = await startProsody()
    await server.addAccount('popular', 'secret')
    const crowd = Array.from({ length: 10_000 }, (_, n) => ({
      jid: `friend${String(n)}@localhost`,
      name: `Friend ${String(n)}`,
      groups: [`Group ${String(n % 40)}`],
    }))
    await server.setRoster('popular', crowd)
    await casper.addAccount({
      jid: 'popular@localhost',
      signInInvisible: true,
      server: manual(server.port, 'plain'),
    })
    await casper.confirmed(30_000)
    expect(Object.keys(casper.snapshot().contacts[casper.account().id] ?? {})).toHaveLength(10_000)
    expect(casper.account().visibility.seenBy).toBe(0)
    await server.stop()
  }, 60_000)
})

describe.each([
  { kind: 'prosody', start: () => startProsody({ privacyLists: false }) },
  { kind: 'ejabberd', start: () => startEjabberd({ privacy: false }) },
  { kind: 'jabberd2', start: () => startJabberd2({ privacyLists: false }) },
])('a $kind without privacy lists', ({ start }) => {
  let server: RunningServer
  beforeAll(async () => {
    server = await start()
    await addFriends(server, 'alice', [{ jid: 'bob@localhost', name: 'Bob' }])
  })
  afterAll(() => server.stop())

  test('invisible shows nobody anything by directed presence, or says why lists cannot be used; visible works', async () => {
    const proxy = await startTcpProxy(server)
    const id = await casper.addAccount({
      jid: 'alice@localhost',
      signInInvisible: true,
      server: manual(proxy.port, 'plain'),
    })
    await casper.confirmed()
    expect(casper.account().visibility).toMatchObject({ strategy: 'directed-presence', seenBy: 0 })
    expect(casper.account().serverInfo?.privacyLists).toBe('no')
    expect(proxy.outgoing()).not.toMatch(/<presence[ />](?!type="probe")/)
    await casper.request('visibility.choose', {
      account: id,
      choice: 'privacy-lists',
      scope: 'session',
    })
    await casper.when('the failure', ({ visibility }) => visibility.phase === 'failed')
    expect(casper.account().visibility.error?.code).toBe('lists-unsupported')
    expect(proxy.outgoing()).not.toMatch(/<presence[ />](?!type="probe")/)
    await casper.request('visibility.go-visible', { account: id })
    await casper.confirmed()
    expect(casper.account().visibility.seenBy).toBe(1)
    await proxy.close()
  })
})

describe('a host that is not there', () => {
  test('is said so, and tried again later without showing anything', async () => {
    await casper.addAccount({
      jid: 'alice@localhost',
      signInInvisible: true,
      server: manual(1, 'starttls'),
    })
    await failedWith('connection-refused')
    expect(casper.account().connection.state).toBe('waiting')
  })
})

describe('plain connections', () => {
  test('are refused where the host is not this machine', async () => {
    await casper.addAccount({
      jid: 'alice@localhost',
      signInInvisible: true,
      server: { mode: 'manual', host: '192.0.2.1', port: 5222, security: 'plain' },
    })
    await failedWith('tls-required')
  })
})
