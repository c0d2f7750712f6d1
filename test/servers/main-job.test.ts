// The main job on real servers: an invisible sign-in that is true, watched by independent clients.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startEjabberd } from '../support/ejabberd'
import { addFriends, password } from '../support/friends'
import type { Observer } from '../support/observer'
import { startObserver } from '../support/observer'
import { startProsody } from '../support/prosody'
import type { RunningServer } from '../support/server'
import type { TestCasper } from '../support/casper'
import { startCasper } from '../support/casper'
import type { TcpProxy } from '../support/tcp-proxy'
import { startTcpProxy } from '../support/tcp-proxy'
import { until } from '../support/wait'

const servers = [
  { kind: 'prosody', start: () => startProsody() },
  { kind: 'ejabberd', start: () => startEjabberd() },
] as const

describe.each(servers)('the main job on $kind', ({ start }) => {
  let server: RunningServer
  let proxy: TcpProxy
  let bob: Observer
  let carol: Observer
  let casper: TestCasper
  let number = 0
  let alice = ''

  beforeAll(async () => {
    server = await start()
  })
  afterAll(() => server.stop())

  beforeEach(async () => {
    number += 1
    const named = (name: string) => `${name}${String(number)}`
    alice = `${named('alice')}@localhost`
    await addFriends(server, named('alice'), [
      { jid: `${named('bob')}@localhost`, name: 'Bob', groups: ['Friends'] },
      { jid: `${named('carol')}@localhost`, name: 'Carol', groups: ['Work'] },
    ])
    ;[bob, carol] = await Promise.all([
      startObserver({ server, user: named('bob'), password }),
      startObserver({ server, user: named('carol'), password }),
    ])
    proxy = await startTcpProxy(server)
    casper = await startCasper()
  })
  afterEach(async () => {
    await casper.close()
    await Promise.all([bob.close(), carol.close(), proxy.close()])
    casper.remove()
  })

  const signIn = async (signInInvisible: boolean): Promise<string> => {
    const id = await casper.addAccount({
      jid: alice,
      signInInvisible,
      server: { mode: 'manual', host: '127.0.0.1', port: proxy.port, security: 'plain' },
    })
    await casper.confirmed()
    return id
  }

  const seenBy = async (observer: Observer): Promise<string[]> => {
    await observer.settled()
    return observer.from(alice).map(({ name, type }) => `${name} ${type}`.trim())
  }

  test('signing in invisible shows nobody anything, and we see everybody', async () => {
    await signIn(true)
    expect(casper.account().visibility).toMatchObject({ seenBy: 0, error: null })
    await until(() => casper.contact(bob.jid.split('/')[0] ?? '')?.resources.length === 1, 'bob')
    expect(await seenBy(bob)).toEqual([])
    expect(await seenBy(carol)).toEqual([])
    console.log(proxy.outgoing())
  })
})
