// A crash or kill at any moment: Casper never comes back shown to those from whom the last confirmed wish hid the user.
// The built tab host in a process of its own, killed outright; an independent client watches on a real server.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { noAutoAway } from '../../shared/away/auto-away'
import type { AccountView } from '../../shared/model'
import type { CommandName, CommandPayload } from '../../shared/protocol'
import { addFriends, password } from '../support/friends'
import type { Observer } from '../support/observer'
import { startObserver } from '../support/observer'
import { startProsody } from '../support/prosody'
import { seeded } from '../support/random'
import type { RunningServer } from '../support/server'
import type { TabHost } from '../support/tab'
import { startTabHost } from '../support/tab'
import type { TabVisitor } from '../support/tab-client'
import { visit } from '../support/tab-client'
import type { TcpProxy } from '../support/tcp-proxy'
import { startTcpProxy } from '../support/tcp-proxy'
import { sleep, until } from '../support/wait'

const random = seeded(Number(process.env['SEED'] ?? 126))

let server: RunningServer
let proxy: TcpProxy
let bob: Observer
let number = 0
let hosts: TabHost[] = []

beforeAll(async () => {
  server = await startProsody({ smacksHibernation: 1 })
  proxy = await startTcpProxy(server)
})
afterAll(async () => {
  await proxy.close()
  await server.stop()
})
afterEach(async () => {
  await bob.close()
  await Promise.all(hosts.map((host) => host.close('SIGKILL')))
  hosts.forEach((host) => host.remove())
  hosts = []
})

interface Running {
  readonly host: TabHost
  readonly page: TabVisitor
  ask<N extends CommandName>(command: N, payload: CommandPayload<N>): Promise<void>
  account(): AccountView
  confirmed(base: 'visible' | 'invisible'): Promise<void>
}

async function start(dataDir?: string): Promise<Running> {
  const host = await startTabHost(dataDir)
  hosts.push(host)
  const page = await visit(host.url)
  const account: Running['account'] = () => {
    const [first] = Object.values(page.state().accounts)
    if (!first) throw new Error('no account')
    return first
  }
  return {
    host,
    page,
    account,
    ask: async (command, payload) => {
      const result = await page.bridge.request(command, payload)
      if (!result.ok) throw new Error(`${command}: ${result.error.message}`)
    },
    confirmed: async (base) => {
      await until(
        () => {
          const { phase, requested } = account().visibility
          return phase === 'confirmed' && requested.base === base
        },
        `${base}, confirmed`,
        15_000,
      )
    },
  }
}

/** Alice signs in, visible; Bob, who sees her, is there before. */
async function signedIn(): Promise<Running & { readonly alice: string }> {
  number += 1
  const [alice, friend] = [`alice${number}`, `bob${number}`]
  await addFriends(server, alice, [{ jid: `${friend}@${server.domain}`, name: 'Bob' }])
  bob = await startObserver({ server, user: friend, password })
  const running = await start()
  const jid = `${alice}@${server.domain}`
  await running.ask('account.add', {
    jid,
    password,
    signInInvisible: false,
    remember: false,
    server: { mode: 'manual', host: proxy.host, port: proxy.port, security: 'plain' },
  })
  await until(() => Object.keys(running.page.state().accounts).length > 0, 'the account')
  await running.confirmed('visible')
  await until(() => isShown(jid, 0), 'Bob to see Alice')
  return { ...running, alice: jid }
}

/** Starts Casper again on what the killed one left, and signs in as it is stored. */
async function comeBack({ host }: Running): Promise<Running> {
  const running = await start(host.dataDir)
  const { id } = running.account()
  await running.ask('account.sign-in', { account: id, password })
  await until(() => running.account().visibility.phase === 'confirmed', 'a confirmation', 15_000)
  await bob.settled()
  return running
}

function isShown(jid: string, since: number): boolean {
  return bob.from(jid, since).some(({ name, type }) => name === 'presence' && type === '')
}

describe('killed outright', () => {
  test('and visible: it comes back visible (or the others prove nothing)', async () => {
    const running = await signedIn()
    await running.host.close('SIGKILL')
    const mark = bob.mark()
    await comeBack(running)
    await until(() => isShown(running.alice, mark), 'Bob to see Alice')
  })

  test.each([0, 1, 2, 3].map(() => random.below(40)))(
    '%i ms after hiding was accepted: it comes back hidden',
    async (ms) => {
      const running = await signedIn()
      await running.ask('visibility.go-invisible', { account: running.account().id })
      await sleep(ms)
      await running.host.close('SIGKILL')
      const mark = bob.mark()
      const back = await comeBack(running)
      expect(back.account().visibility.requested.base).toBe('invisible')
      expect(isShown(running.alice, mark)).toBe(false)
    },
  )

  test('after signing out was accepted: it stays signed out', async () => {
    const running = await signedIn()
    void running.ask('account.sign-out', { account: running.account().id }).catch(() => undefined)
    await until(() => running.account().connection.state === 'signed-out', 'the end')
    await running.host.close('SIGKILL')
    const back = await start(running.host.dataDir)
    expect(back.account().connection).toEqual({ state: 'signed-out', error: null })
  })

  const hidden = async () => {
    const running = await signedIn()
    const { id } = running.account()
    await running.ask('visibility.go-invisible', { account: id })
    await running.confirmed('invisible')
    await bob.settled()
    return { ...running, id, before: bob.mark() }
  }

  test.each([0, 1].map(() => random.below(12)))(
    '%i ms after going visible was asked for, and before anybody saw it: it comes back hidden',
    async (ms) => {
      const running = await hidden()
      void running.page.bridge.request('visibility.go-visible', { account: running.id })
      await sleep(ms)
      await running.host.close('SIGKILL')
      // Once the server shows her, the wish was confirmed, or could have been.
      await sleep(100)
      const seen = isShown(running.alice, running.before)
      const mark = bob.mark()
      const back = await comeBack(running)
      if (seen) return
      expect(back.account().visibility.requested.base).toBe('invisible')
      expect(isShown(running.alice, mark)).toBe(false)
    },
  )

  test.each([0, 1].map(() => random.below(400)))(
    '%i ms after going visible was accepted, and the server does not answer: it comes back hidden',
    async (ms) => {
      const running = await hidden()
      proxy.freeze()
      await running.ask('visibility.go-visible', { account: running.id })
      await sleep(ms)
      await running.host.close('SIGKILL')
      proxy.thaw()
      const back = await comeBack(running)
      expect(back.account().visibility.requested.base).toBe('invisible')
      expect(isShown(running.alice, running.before)).toBe(false)
    },
  )

  test('hidden since the screen was locked: it comes back hidden, and is shown once somebody is there', async () => {
    const running = await signedIn()
    const { id } = running.account()
    const presence = { show: 'dnd', status: 'Writing.', priority: 3 } as const
    await running.ask('presence.set', { account: id, presence })
    await running.ask('settings.set', { autoAway: { ...noAutoAway, hideWhenLocked: true } })
    await running.ask('idle.report', { seconds: 1, locked: true })
    await running.confirmed('invisible')
    await bob.settled()
    const mark = bob.mark()
    await running.host.close('SIGKILL')
    const back = await comeBack(running)
    await back.ask('idle.report', { seconds: 20, locked: false })
    await back.ask('idle.report', { seconds: 40, locked: false })
    await bob.settled()
    expect(bob.from(running.alice, mark)).toEqual([])
    expect(back.account().visibility.requested.base).toBe('invisible')
    await back.ask('idle.report', { seconds: 0, locked: false })
    await back.confirmed('visible')
    await bob.settled()
    const heard = bob.from(running.alice, mark)
    expect(heard).toHaveLength(1)
    expect(heard[0]?.xml).toContain('<show>dnd</show>')
    expect(heard[0]?.xml).toContain('<status>Writing.</status>')
    expect(back.account().presence).toEqual(presence)
  })
})
