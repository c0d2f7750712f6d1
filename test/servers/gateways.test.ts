// A gateway: a component (XEP-0114) that is a contact, and a contact behind it. It sees every stanza that is sent to its
// domain, probes too; so it must not be sent any by who is hidden from it. What a server sends by itself is known.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { TestCasper } from '../support/casper'
import { startCasper } from '../support/casper'
import type { Component } from '../support/component'
import { gatewayDomain } from '../support/component'
import { startEjabberd } from '../support/ejabberd'
import { addFriends, password } from '../support/friends'
import { startJabberd2 } from '../support/jabberd2'
import type { Observer } from '../support/observer'
import { startObserver } from '../support/observer'
import { activate, denyAll, goInvisible, setList } from '../support/privacy-requests'
import { startProsody } from '../support/prosody'
import { startRawClient } from '../support/raw-client'
import type { Watcher } from '../support/recorder'
import { saying } from '../support/replies'
import type { RunningServer } from '../support/server'
import type { TcpProxy } from '../support/tcp-proxy'
import { startTcpProxy } from '../support/tcp-proxy'
import { until } from '../support/wait'

const gateJid = gatewayDomain
const palJid = `pal@${gatewayDomain}`

/**
 * Who probes contacts whatever the list says, once the session is available (RFC 6121 s.4.2.2), and from which address:
 * Prosody, whose lists stop its own probes, does not.
 */
const servers = [
  { kind: 'prosody', start: () => startProsody({ gateway: true }), probes: null },
  { kind: 'ejabberd', start: () => startEjabberd({ gateway: true }), probes: 'the full address' },
  { kind: 'jabberd2', start: () => startJabberd2(), probes: 'the bare address' },
] as const

const ways = ['privacy-lists', 'directed-presence'] as const

describe.each(servers)('a gateway on $kind', ({ kind, start, probes }) => {
  let server: RunningServer
  let component: Component
  let number = 0
  let user = ''
  let alice = ''
  let gate: Watcher
  let pal: Watcher
  const marks = new Map<Watcher, number>()

  beforeAll(async () => {
    server = await start()
    if (!server.gateway) throw new Error('the server has no gateway')
    component = await server.gateway()
  })
  afterAll(async () => {
    await component.close()
    await server.stop()
  })
  beforeEach(async () => {
    number += 1
    user = `alice${String(number)}`
    alice = `${user}@localhost`
    await addFriends(server, user, [{ jid: `bob${String(number)}@localhost`, name: 'Bob' }])
    await server.setRoster(user, [
      { jid: `bob${String(number)}@localhost`, name: 'Bob' },
      { jid: gateJid, name: 'Gateway' },
      { jid: palJid, name: 'Pal' },
    ])
    gate = component.at(gateJid)
    pal = component.at(palJid)
    marks.clear()
  })

  /** What one of them got of the user since the last look, and from which address probes came. */
  const news = async (watcher: Watcher): Promise<string[]> => {
    await watcher.settled()
    const since = marks.get(watcher) ?? 0
    marks.set(watcher, watcher.mark())
    return watcher.from(alice, since).map(({ name, type, from, xml }) => {
      if (name !== 'presence') return `${name} ${type}`
      if (type === 'probe') return `probe from the ${from === alice ? 'bare' : 'full'} address`
      return type || (/<show>(\w+)<\/show>/.exec(xml)?.[1] ?? 'available')
    })
  }
  const both = async (): Promise<string[][]> => [await news(gate), await news(pal)]
  const serversOwn = probes === null ? [] : [`probe from ${probes}`]

  test('what the server sends it by itself of a session that a list hides', async () => {
    const hidden = await startRawClient({ server, user, password })
    await goInvisible(hidden)
    await hidden.settled()
    expect(await both()).toEqual([serversOwn, serversOwn])
    hidden.send(`<presence type='unavailable'/>`)
    await hidden.settled()
    await activate(hidden, null)
    await hidden.close()
    expect(await both()).toEqual([[], []])
  })

  test('which servers keep their probe back where a rule denies everything', async () => {
    const hidden = await startRawClient({ server, user, password })
    const about = (jid: string, order: number) =>
      `<item action='allow' order='${String(order)}' type='jid' value='${jid}'><message/><iq/><presence-in/></item>` +
      `<item action='deny' order='${String(order + 1)}' type='jid' value='${jid}'/>`
    await setList(hidden, 'first', about(gateJid, 1), about(palJid, 3), denyAll)
    await activate(hidden, 'first')
    hidden.send('<presence/>')
    await hidden.settled()
    // Once the session is available nothing is probed any more, and messages can be let out again.
    await setList(hidden, 'later', denyAll)
    await activate(hidden, 'later')
    const probed = kind === 'jabberd2' ? serversOwn : []
    expect(await both()).toEqual([probed, probed])
    hidden.message(palJid, 'hello')
    await hidden.settled()
    expect(await both()).toEqual([[], ['message chat']])
    await hidden.close()
  })

  test('no contact, it is asked what it is, as every service of the server is', async () => {
    await server.addAccount(`stranger${user}`, password)
    const casper = await startCasper()
    alice = `stranger${alice}`
    await casper.addAccount({
      jid: alice,
      signInInvisible: true,
      server: { mode: 'manual', host: '127.0.0.1', port: server.port, security: 'plain' },
    })
    // It answers nothing, and is waited for.
    await casper.confirmed(15_000)
    const asked = kind === 'jabberd2' ? [] : ['iq get']
    expect(await both()).toEqual([asked, []])
    await casper.close()
    casper.remove()
  })

  describe.each(ways)('by %s', (way) => {
    let casper: TestCasper
    let proxy: TcpProxy
    let bob: Observer
    let account = ''
    /** What the server adds where the session becomes available under a list. */
    const added = way === 'privacy-lists' ? serversOwn : []

    beforeEach(async () => {
      ;[casper, proxy, bob] = await Promise.all([
        startCasper(undefined, { patience: { quiet: 300 } }),
        startTcpProxy(server),
        startObserver({ server, user: `bob${String(number)}`, password }),
      ])
      account = await casper.addAccount({
        jid: alice,
        signInInvisible: true,
        server: { mode: 'manual', host: '127.0.0.1', port: proxy.port, security: 'plain' },
      })
      await casper.confirmed()
      await casper.request('visibility.choose', { account, choice: way, scope: 'session' })
      await casper.confirmed()
      // Before a way was chosen it was lists.
      expect(await both()).toEqual([serversOwn, serversOwn])
    })
    afterEach(async () => {
      await casper.close()
      await Promise.all([proxy.close(), bob.close()])
      casper.remove()
    })

    /** That Casper itself wrote nothing to the gateway, nor to anybody behind it, since that stanza. */
    const nothingWritten = (since: number): void => {
      const written = proxy.outgoingStanzas().slice(since)
      expect(written.filter(({ to }) => to.includes(gateJid))).toEqual([])
    }
    const signIn = async (): Promise<void> => {
      await casper.request('account.sign-in', { account })
      await casper.when('being signed in', ({ connection }) => connection.state === 'online')
      await casper.confirmed()
      expect(casper.account().visibility.strategy).toBe(way)
    }
    const setShow = async (show: 'away' | null): Promise<void> => {
      const presence = { show, status: '', priority: 0 }
      await casper.request('presence.set', { account, presence })
      await casper.confirmed()
    }

    test('a hidden session sends it nothing, not even a probe', async () => {
      const since = proxy.outgoingStanzas().length
      await setShow('away')
      expect(await both()).toEqual([[], []])
      await casper.request('account.sign-out', { account })
      expect(await both()).toEqual([[], []])
      await signIn()
      expect(await both()).toEqual([added, added])
      gate.send(`<presence to='${alice}'/>`)
      pal.send(`<presence to='${alice}'/>`)
      for (const watcher of [gate, pal]) watcher.probe(alice)
      await gate.quiet(300)
      for (const got of await both())
        expect(got.filter((what) => what !== 'unavailable')).toEqual([])
      await setShow(null)
      expect(await both()).toEqual([[], []])
      nothingWritten(since)
    })

    test('its requests are answered as where nobody is', async () => {
      const full = /<jid>([^<]+)<\/jid>/.exec(proxy.incoming())?.[1] ?? ''
      for (const watcher of [gate, pal]) {
        for (const payload of [
          `<query xmlns='jabber:iq:version'/>`,
          `<ping xmlns='urn:xmpp:ping'/>`,
        ]) {
          const asked = await watcher.iq('get', full, payload)
          const absent = await watcher.iq('get', `${alice}/nobody`, payload)
          expect(saying(asked, full)).toEqual(saying(absent, `${alice}/nobody`))
        }
      }
    })

    test('a rule for the domain hides from the domains below it, too', async () => {
      await casper.request('visibility.go-visible', { account })
      await casper.confirmed()
      const shown = (got: string[]) => got.filter((what) => !what.startsWith('probe'))
      expect((await both()).map(shown)).toEqual([['available'], ['available']])
      await until(() => bob.from(alice).at(-1)?.type === '', 'bob to be shown')
      const target = { type: 'domain', value: 'localhost' } as const
      await casper.request('visibility.hide-from', { account, target })
      await casper.confirmed()
      expect((await both()).map(shown)).toEqual([['unavailable'], ['unavailable']])
      await until(() => bob.from(alice).at(-1)?.type === 'unavailable', 'bob to be told')
      const since = proxy.outgoingStanzas().length
      await setShow('away')
      expect(await both()).toEqual([[], []])
      await casper.request('account.sign-out', { account })
      await signIn()
      expect(await both()).toEqual([added, added])
      await setShow(null)
      expect(await both()).toEqual([[], []])
      nothingWritten(since)
    })

    test('one behind it may see, and the gateway may not', async () => {
      const since = proxy.outgoingStanzas().length
      const target = { type: 'jid', value: palJid } as const
      await casper.request('visibility.let-see', { account, target })
      await casper.confirmed()
      expect(await both()).toEqual([[], ['available']])
      await setShow('away')
      expect(await both()).toEqual([[], ['away']])
      await casper.request('account.sign-out', { account })
      expect(await both()).toEqual([[], ['unavailable']])
      const written = proxy.outgoingStanzas().slice(since)
      expect(written.filter(({ to }) => to === gateJid)).toEqual([])
    })
  })
})
