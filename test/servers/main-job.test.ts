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

  const marks = new Map<Observer, number>()

  const signIn = async (signInInvisible: boolean): Promise<string> => {
    for (const observer of [bob, carol]) marks.set(observer, observer.mark())
    const id = await casper.addAccount({
      jid: alice,
      signInInvisible,
      server: { mode: 'manual', host: '127.0.0.1', port: proxy.port, security: 'plain' },
    })
    await casper.confirmed()
    return id
  }

  /** What an observer was shown of alice since the last look: presence types and shows, and anything else by name. */
  const news = async (observer: Observer): Promise<string[]> => {
    await observer.settled()
    const since = marks.get(observer) ?? 0
    marks.set(observer, observer.mark())
    return observer.from(alice, since).map(({ name, type, xml }) => {
      if (name !== 'presence') return name
      return type || (/<show>(\w+)<\/show>/.exec(xml)?.[1] ?? 'available')
    })
  }

  const nobodyHeard = async (): Promise<void> => {
    expect(await news(bob)).toEqual([])
    expect(await news(carol)).toEqual([])
  }

  const jidOf = (observer: Observer): string => observer.jid.split('/')[0] ?? ''
  const person = (observer: Observer) => ({ type: 'jid', value: jidOf(observer) }) as const

  const shownAs = (observer: Observer, show: string): Promise<unknown> =>
    until(
      () => {
        const resources = casper.contact(jidOf(observer))?.resources
        return resources && (resources[0] ? (resources[0].show ?? 'available') : 'offline') === show
      },
      `${jidOf(observer)} shown as ${show}`,
    )

  const setShow = async (account: string, show: 'away' | 'dnd'): Promise<void> => {
    await casper.request('presence.set', {
      account,
      presence: { show, status: 'in a meeting', priority: 0 },
    })
    await proxy.heard(`<show>${show}</show>`)
    await casper.confirmed()
  }

  describe('signing in invisible (XEP-0126 s.3.1)', () => {
    test('shows nobody anything, and still shows us everybody', async () => {
      await signIn(true)
      await shownAs(bob, 'available')
      await shownAs(carol, 'available')
      await nobodyHeard()
      expect(casper.account().visibility).toMatchObject({ seenBy: 0, error: null })
    })

    test('sets the list, reads it back, activates it, reads that back, and only then sends presence', async () => {
      await signIn(true)
      const sent = proxy.outgoing()
      const places = [
        /<query xmlns="jabber:iq:privacy"\/>/,
        /<list name="[^"]+"><item action="deny" order="1"><presence-out\/><\/item><\/list>/,
        /<list name="[^"]+"\/>/,
        /<active name="[^"]+"\/>/,
        /<presence\/>/,
      ].map((step) => sent.search(step))
      expect(places.toSorted((a, b) => a - b)).toEqual(places)
      expect(places).not.toContain(-1)
      expect(sent).not.toContain('<default')
    })

    test('changes of status reach nobody', async () => {
      const id = await signIn(true)
      await setShow(id, 'away')
      await setShow(id, 'dnd')
      await nobodyHeard()
    })

    test('presence of contacts keeps coming', async () => {
      await signIn(true)
      await shownAs(bob, 'available')
      bob.send('<presence><show>dnd</show></presence>')
      await shownAs(bob, 'dnd')
      await nobodyHeard()
    })

    test('a contact who signs in later, or probes, learns nothing', async () => {
      await signIn(true)
      const user = jidOf(bob).split('@')[0] ?? ''
      const late = await startObserver({ server, user, password, resource: 'late' })
      late.probe(alice)
      await late.settled()
      expect(late.from(alice)).toEqual([])
      await late.close()
    })

    test('messages arrive', async () => {
      await signIn(true)
      bob.message(alice, 'Are you there? \u{1F47B}')
      await until(() => casper.contact(jidOf(bob))?.unread === 1, 'the message')
      await nobodyHeard()
    })

    test('signing out reaches nobody', async () => {
      const id = await signIn(true)
      await casper.request('account.sign-out', { account: id })
      await bob.quiet(300)
      await nobodyHeard()
    })

    test('closing Casper reaches nobody', async () => {
      await signIn(true)
      await casper.close()
      await bob.quiet(300)
      await nobodyHeard()
    })
  })

  describe('a lost connection', () => {
    const backAgain = (resumed: boolean): Promise<void> =>
      casper.when(
        'being back',
        ({ connection }) => connection.state === 'online' && connection.resumed === resumed,
        15_000,
      )

    test('is resumed, the list is verified, and nobody hears of it', async () => {
      await signIn(true)
      proxy.drop()
      await backAgain(true)
      await casper.confirmed()
      await nobodyHeard()
      const afterResume = proxy.outgoing().split('<resume ')[1] ?? ''
      expect(afterResume).toContain('<query xmlns="jabber:iq:privacy"/>')
      expect(afterResume).not.toContain('<presence')
    })

    test('that cannot be resumed hides anew before the first presence', async () => {
      await signIn(true)
      proxy.refuse()
      proxy.drop()
      await server.restart()
      const user = jidOf(bob).split('@')[0] ?? ''
      const watcher = await startObserver({ server, user, password, resource: 'after' })
      await watcher.settled()
      const mark = watcher.mark()
      proxy.accept()
      await backAgain(false)
      await casper.confirmed()
      await setShow(casper.account().id, 'away')
      await watcher.settled()
      expect(watcher.from(alice, mark)).toEqual([])
      await watcher.close()
    })

    test('a wish made while offline wins over what was queued', async () => {
      const id = await signIn(false)
      expect(await news(bob)).toEqual(['available'])
      proxy.freeze()
      await casper.request('presence.set', {
        account: id,
        presence: { show: 'chat', status: 'come and see me', priority: 0 },
      })
      proxy.refuse()
      proxy.drop()
      await casper.when('the loss', ({ connection }) => connection.state !== 'online')
      await casper.request('visibility.go-invisible', { account: id })
      proxy.thaw()
      proxy.accept()
      await backAgain(true)
      await casper.confirmed()
      expect(await news(bob)).toEqual(['unavailable'])
    })
  })

  describe('leaving and entering invisibility (XEP-0126 s.3.3 and s.3.5)', () => {
    test('going visible shows us to everybody, once, and gives back what was active before', async () => {
      const id = await signIn(true)
      await casper.request('visibility.go-visible', { account: id })
      await casper.confirmed()
      expect(await news(bob)).toEqual(['available'])
      expect(await news(carol)).toEqual(['available'])
      expect(casper.account().visibility).toMatchObject({ seenBy: 2, activeList: null })
    })

    test('going invisible shows one unavailable, then nothing', async () => {
      const id = await signIn(false)
      expect(await news(bob)).toEqual(['available'])
      await casper.request('visibility.go-invisible', { account: id })
      await casper.confirmed()
      expect(await news(bob)).toEqual(['unavailable'])
      await setShow(id, 'away')
      await casper.request('account.sign-out', { account: id })
      await bob.quiet(300)
      expect(await news(bob)).toEqual([])
    })

    test('signing in visible shows us to everybody', async () => {
      await signIn(false)
      expect(await news(bob)).toEqual(['available'])
      expect(await news(carol)).toEqual(['available'])
    })
  })

  describe('per contact (XEP-0126 s.3.2 and s.3.4)', () => {
    test('one who is let see us sees us; the other does not', async () => {
      const id = await signIn(true)
      await casper.request('visibility.let-see', { account: id, target: person(bob) })
      await casper.confirmed()
      expect(await news(bob)).toEqual(['available'])
      await setShow(id, 'away')
      expect(await news(bob)).toEqual(['away'])
      expect(await news(carol)).toEqual([])
      expect(casper.account().visibility.seenBy).toBe(1)
    })

    test('one who is hidden from is shown one unavailable; the other notices nothing', async () => {
      const id = await signIn(false)
      await news(bob)
      await news(carol)
      await casper.request('visibility.hide-from', { account: id, target: person(bob) })
      await casper.confirmed()
      expect(await news(bob)).toEqual(['unavailable'])
      expect(await news(carol)).toEqual([])
      await setShow(id, 'dnd')
      expect(await news(bob)).toEqual([])
      expect(await news(carol)).toEqual(['dnd'])
    })

    test('a group is hidden from as one', async () => {
      const id = await signIn(false)
      await news(bob)
      const target = { type: 'group', value: 'Friends' } as const
      await casper.request('visibility.hide-from', { account: id, target })
      await casper.confirmed()
      expect(await news(bob)).toEqual(['unavailable'])
      await casper.request('visibility.reset', { account: id, target })
      await casper.confirmed()
      expect(await news(bob)).toEqual(['available'])
    })

    test('on signing out only those who see us are told', async () => {
      const id = await signIn(true)
      await casper.request('visibility.let-see', { account: id, target: person(bob) })
      await casper.confirmed()
      await news(bob)
      await casper.request('account.sign-out', { account: id })
      await bob.quiet(300)
      expect(await news(bob)).toEqual(['unavailable'])
      expect(await news(carol)).toEqual([])
    })
  })

  describe('requests from others', () => {
    const payloads = [
      `<query xmlns='jabber:iq:version'/>`,
      `<ping xmlns='urn:xmpp:ping'/>`,
      `<query xmlns='http://jabber.org/protocol/disco#info'/>`,
    ]

    test('to our full address are answered as for a resource that is not there', async () => {
      await signIn(true)
      const own = await until(
        () => /<jid>([^<]+)<\/jid>/.exec(proxy.incoming())?.[1],
        'our address',
      )
      for (const payload of payloads) {
        const asked = await bob.iq('get', own, payload)
        const absent = await bob.iq('get', `${alice}/nobody`, payload)
        expect(saying(asked, own)).toEqual(saying(absent, `${alice}/nobody`))
      }
    })
  })
})

/** What a reply says whatever the order of its attributes; one server adds its language to what clients send. */
function saying({ xml, id }: { xml: string; id: string }, jid: string): string[] {
  const plain = xml.replaceAll(jid, 'JID').replace(id, 'ID').replace("<iq xml:lang='en'", '<iq')
  return plain
    .replace(/ xml:lang='en'(?= id)/, '')
    .split(/(?=<)/)
    .map((tag) => tag.split(/[ >]/).toSorted().join(' '))
}
