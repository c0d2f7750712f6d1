// The self-test as a whole, in this process: the real core on the embedded server, with a contact's account as observer.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import xml from '@xmpp/xml'
import { afterEach, expect, test } from 'vitest'
import type { BareJid } from '../../../shared/jid'
import type { ServerAddress } from '../../../shared/model'
import type { SelfTest } from '../../../shared/observer'
import type { Policy } from '../../../shared/visibility/policy'
import { startCasper } from '../../support/casper'
import type { TestCasper } from '../../support/casper'
import { startEmbedded } from '../../support/embedded'
import type { EmbeddedServer } from '../../support/embedded'
import { addFriends, password } from '../../support/friends'
import { startTcpProxy } from '../../support/tcp-proxy'
import type { TcpProxy } from '../../support/tcp-proxy'
import { until } from '../../support/wait'

const endings: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
})

const bob = 'bob@localhost' as BareJid
const patience = { confirmation: 5000, arrival: 1000, quiet: 50 }

interface Scene {
  readonly server: EmbeddedServer
  /** What the account is connected through; the observer is not. */
  readonly proxy: TcpProxy
  readonly casper: TestCasper
  readonly account: string
  readonly address: ServerAddress
  test(): SelfTest | undefined
  start(): Promise<void>
  /** @returns the finished test */
  run(): Promise<SelfTest>
}

async function scene(signInInvisible: boolean): Promise<Scene> {
  const server = await startEmbedded()
  endings.push(() => server.stop())
  await addFriends(server, 'alice', [
    { jid: bob, name: 'Bob', groups: ['Friends'] },
    { jid: 'carol@localhost', name: 'Carol', groups: ['Work'] },
  ])
  const casper = await startCasper(undefined, { patience })
  endings.push(async () => {
    await casper.close()
    casper.remove()
  })
  const address = {
    mode: 'manual',
    host: '127.0.0.1',
    port: server.port,
    security: 'plain',
  } as const
  const proxy = await startTcpProxy(server)
  endings.push(() => proxy.close())
  const account = await casper.addAccount({
    jid: 'alice@localhost',
    signInInvisible,
    server: { ...address, port: proxy.port },
    password,
  })
  await casper.confirmed()
  const signedIn = await casper.request('observer.sign-in', {
    account,
    jid: bob,
    password,
    server: address,
  })
  expect(signedIn).toEqual({ ok: true, value: null })
  await until(() => casper.snapshot().observers[account]?.[bob]?.state === 'online', 'the observer')
  const shown = () => casper.snapshot().selfTests[account]
  const start = async () => {
    const begun = await casper.request('self-test.run', { account, peer: bob })
    expect(begun).toEqual({ ok: true, value: null })
  }
  return {
    server,
    proxy,
    casper,
    account,
    address,
    test: shown,
    start,
    run: async () => {
      await start()
      await until(() => shown() && shown()?.state !== 'running', 'the end', 30_000)
      return shown() as SelfTest
    },
  }
}

test.each([true, false])('ends without a leak, signed in invisible: %s', async (invisible) => {
  const { casper, run, account } = await scene(invisible)
  const { requested } = casper.account().visibility
  const { presence } = casper.account()
  const done = await run()
  expect(done).toMatchObject({ state: 'done', leaks: 0, error: null })
  const verdicts = Map.groupBy(done.steps, ({ verdict }) => verdict)
  expect([...verdicts.keys()].sort()).toEqual(['held', 'not-possible'])
  expect(verdicts.get('not-possible')?.map(({ name }) => name)).toEqual([
    ...(invisible ? [] : ['You are away while hidden']),
    'The connection breaks while you are hidden',
  ])
  await casper.confirmed()
  expect(casper.account().visibility.requested).toEqual(requested)
  expect(casper.account().presence).toEqual(presence)
  const observer = casper.snapshot().observers[account]?.[bob]
  expect(observer?.sees.length).toBe(invisible ? 0 : 1)
  expect(observer?.received.filter(({ leak }) => leak)).toEqual([])
})

test('what is wished for the check is never stored', async () => {
  const { casper, start, test: shown } = await scene(true)
  await start()
  await until(() => casper.account().visibility.requested.exceptions.length > 0, 'an exception')
  await casper.close()
  const stored = JSON.parse(readFileSync(join(casper.dataDir, 'casper.json'), 'utf8')) as {
    readonly accounts: readonly { readonly policy: Policy }[]
  }
  expect(stored.accounts.map(({ policy }) => policy.exceptions)).toEqual([[]])
  expect(shown()?.state).toBe('broken-off')
})

test('presence that slips out while hidden is a leak', async () => {
  const { server, run, test: shown, casper } = await scene(true)
  const running = run()
  await until(() => shown()?.steps.at(-1)?.name.startsWith('They sign in again'), 'hidden', 20_000)
  const { users } = server.inside().realm
  const [resource] = users.get('alice@localhost')?.sessions.keys() ?? []
  const stray = xml('presence', { from: `alice@localhost/${resource ?? ''}`, to: bob })
  for (const { stream } of users.get(bob)?.sessions.values() ?? []) stream.send(stray)
  const done = await running
  expect(done.leaks).toBeGreaterThan(0)
  expect(done.steps.map(({ verdict }) => verdict)).toContain('leaked')
  expect(casper.account().visibility.requested.exceptions).toEqual([])
})

test('stopped, it puts the wish back', async () => {
  const { casper, account, start, test: shown } = await scene(true)
  await start()
  expect(await casper.request('self-test.run', { account, peer: bob })).toMatchObject({
    error: { code: 'self-test-running' },
  })
  await until(() => casper.account().visibility.requested.exceptions.length > 0, 'an exception')
  await casper.request('self-test.stop', { account })
  await until(() => shown()?.state === 'broken-off', 'the end')
  expect(shown()?.error).toBeNull()
  expect(casper.account().visibility).toMatchObject({
    requested: { exceptions: [] },
    phase: 'confirmed',
    seenBy: 0,
  })
})

test('what the user wishes meanwhile holds, and the check ends', async () => {
  const { casper, account, start, test: shown } = await scene(true)
  await start()
  await until(() => casper.account().visibility.requested.exceptions.length > 0, 'an exception')
  const target = { type: 'group', value: 'Work' } as const
  await casper.request('visibility.let-see', { account, target })
  await until(() => shown()?.state === 'broken-off', 'the end')
  expect(shown()?.error?.code).toBe('self-test-overtaken')
  await casper.confirmed()
  expect(casper.account().visibility.requested.exceptions).toEqual([{ target, sees: true }])
})

test('a lost connection ends it, and the wish that comes back is the own one', async () => {
  const { proxy, casper, start, test: shown } = await scene(true)
  await start()
  await until(() => casper.account().visibility.requested.exceptions.length > 0, 'an exception')
  proxy.drop()
  await until(() => shown()?.state === 'broken-off', 'the end', 10_000)
  expect(shown()?.error?.code).toBe('connection-lost')
  expect(casper.account().visibility.requested.exceptions).toEqual([])
})

test.each<[string, string]>([
  ['alice@localhost', 'observer-self'],
  ['stranger@localhost', 'observer-not-contact'],
  ['@', 'invalid-jid'],
])('%s cannot be the observer', async (jid, code) => {
  const { casper, account } = await scene(true)
  const server = { mode: 'auto' } as const
  expect(
    await casper.request('observer.sign-in', { account, jid, password, server }),
  ).toMatchObject({ error: { code } })
})

test('a wrong password is told, and is neither shown nor logged', async () => {
  const { casper, account, address } = await scene(true)
  const secret = 'not-the-password'
  await casper.request('observer.sign-in', { account, jid: bob, password: secret, server: address })
  const observer = () => casper.snapshot().observers[account]?.[bob]
  await until(() => observer()?.state === 'offline', 'the refusal')
  expect(observer()?.error?.code).toBe('not-authorized')
  expect(JSON.stringify(casper.snapshot()) + casper.log()).not.toContain(secret)
  expect(await casper.request('self-test.run', { account, peer: bob })).toMatchObject({
    error: { code: 'self-test-no-observer' },
  })
  await casper.request('observer.unwatch', { account, peer: bob })
  await until(() => observer() === undefined, 'the end')
})

test('where others would see the user go and come back, it does not start', async () => {
  const { casper, account } = await scene(false)
  await casper.request('visibility.choose', {
    account,
    choice: 'directed-presence',
    scope: 'session',
  })
  await casper.confirmed()
  expect(await casper.request('self-test.run', { account, peer: bob })).toMatchObject({
    error: { code: 'self-test-others' },
  })
})

test('directed presence is checked while invisible', async () => {
  const { casper, account, run } = await scene(true)
  await casper.request('visibility.choose', {
    account,
    choice: 'directed-presence',
    scope: 'session',
  })
  await casper.confirmed()
  const done = await run()
  expect(done).toMatchObject({
    state: 'done',
    strategy: 'directed-presence',
    leaks: 0,
    error: null,
  })
  expect(done.steps.map(({ verdict }) => verdict)).not.toContain('missed')
})
