// A core under test and two independent clients who watch it, on a real server; made anew for each test.
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { startEjabberd } from '../support/ejabberd'
import { startEmbedded } from '../support/embedded'
import { addFriends, password } from '../support/friends'
import { startJabberd2 } from '../support/jabberd2'
import type { Observer } from '../support/observer'
import { startObserver } from '../support/observer'
import { startProsody } from '../support/prosody'
import type { RunningServer } from '../support/server'
import type { TestCasper, TestCasperOptions } from '../support/casper'
import { startCasper } from '../support/casper'
import type { TestMachine } from '../support/machine'
import { testMachine } from '../support/machine'
import type { TcpProxy } from '../support/tcp-proxy'
import { startTcpProxy } from '../support/tcp-proxy'
import { until } from '../support/wait'

/** The servers on which the main job must hold, and whether they resume a lost session (XEP-0198). */
export const watchedServers = [
  { kind: 'prosody', start: () => startProsody(), resumes: true },
  { kind: 'ejabberd', start: () => startEjabberd(), resumes: true },
  { kind: 'jabberd2', start: () => startJabberd2(), resumes: false },
  { kind: 'embedded', start: () => startEmbedded({ command: false }), resumes: true },
] as const

/** What a test has before it. Bob is in the group Friends, Carol in Work; both see and are seen. */
export interface Watched {
  readonly server: RunningServer
  /** What Casper is connected through. */
  readonly proxy: TcpProxy
  readonly bob: Observer
  readonly carol: Observer
  readonly casper: TestCasper
  /** What Casper runs on. Somebody is at it. */
  readonly machine: TestMachine
  readonly alice: string
  /** Signs alice in and waits for the confirmation. @returns the account's id */
  signIn(signInInvisible: boolean): Promise<string>
  /** What an observer got of alice since the last look: presence types and shows, anything else by name. */
  news(observer: Observer): Promise<string[]>
  nobodyHeard(): Promise<void>
  /** Waits until we are shown a contact so: a show, `available` or `offline`. */
  shownAs(observer: Observer, show: string): Promise<unknown>
  setShow(account: string, show: 'away' | 'dnd'): Promise<void>
}

/** The bare address of an observer. */
export function jidOf(observer: Observer): string {
  return observer.jid.split('/')[0] ?? ''
}

/** One more session of somebody. */
export function anotherOf(observer: Observer, server: RunningServer): Promise<Observer> {
  const user = observer.jid.split('@')[0] ?? ''
  return startObserver({ server, user, password, resource: 'another' })
}

/**
 * Registers the hooks; call it inside a describe block.
 * @param options what is chosen of each test's core
 * @returns what the running test has
 */
export function watch(
  start: () => Promise<RunningServer>,
  options: () => TestCasperOptions = () => ({}),
): () => Watched {
  let server: RunningServer
  let watched: Watched
  let number = 0
  beforeAll(async () => {
    server = await start()
  })
  afterAll(() => server.stop())

  beforeEach(async () => {
    number += 1
    const named = (name: string) => `${name}${String(number)}`
    await addFriends(server, named('alice'), [
      { jid: `${named('bob')}@localhost`, name: 'Bob', groups: ['Friends'] },
      { jid: `${named('carol')}@localhost`, name: 'Carol', groups: ['Work'] },
    ])
    const machine = testMachine()
    const [bob, carol, proxy, casper] = await Promise.all([
      startObserver({ server, user: named('bob'), password }),
      startObserver({ server, user: named('carol'), password }),
      startTcpProxy(server),
      startCasper(undefined, {
        patience: { quiet: 300 },
        idle: machine.source,
        clock: machine.clock,
        ...options(),
      }),
    ])
    const alice = `${named('alice')}@localhost`
    watched = {
      server,
      proxy,
      bob,
      carol,
      casper,
      machine,
      alice,
      ...helpers(proxy, bob, carol, casper, alice),
    }
  })
  afterEach(async () => {
    const { casper, bob, carol, proxy } = watched
    await casper.close()
    await Promise.all([bob.close(), carol.close(), proxy.close()])
    casper.remove()
  })
  return () => watched
}

function helpers(
  proxy: TcpProxy,
  bob: Observer,
  carol: Observer,
  casper: TestCasper,
  alice: string,
) {
  const marks = new Map<Observer, number>()

  const news = async (observer: Observer): Promise<string[]> => {
    await observer.settled()
    const since = marks.get(observer) ?? 0
    marks.set(observer, observer.mark())
    return observer.from(alice, since).map(({ name, type, xml }) => {
      if (name !== 'presence') return name
      return type || (/<show>(\w+)<\/show>/.exec(xml)?.[1] ?? 'available')
    })
  }

  return {
    news,
    signIn: async (signInInvisible: boolean): Promise<string> => {
      for (const observer of [bob, carol]) marks.set(observer, observer.mark())
      const id = await casper.addAccount({
        jid: alice,
        signInInvisible,
        server: { mode: 'manual', host: '127.0.0.1', port: proxy.port, security: 'plain' },
      })
      await casper.confirmed()
      return id
    },
    nobodyHeard: async (): Promise<void> => {
      expect(await news(bob)).toEqual([])
      expect(await news(carol)).toEqual([])
    },
    shownAs: (observer: Observer, show: string): Promise<unknown> =>
      until(
        () => {
          const resources = casper.contact(jidOf(observer))?.resources
          return (
            resources && (resources[0] ? (resources[0].show ?? 'available') : 'offline') === show
          )
        },
        `${jidOf(observer)} shown as ${show}`,
      ),
    setShow: async (account: string, show: 'away' | 'dnd'): Promise<void> => {
      const presence = { show, status: 'in a meeting', priority: 0 } as const
      await casper.request('presence.set', { account, presence })
      await proxy.heard(`<show>${show}</show>`)
      await casper.confirmed()
    },
  }
}
