// What real servers do that a client must handle so that it never leaks, part (c), points 10 to 19: rooms, requests,
// side channels, blocking, old presence types. Each test runs on the servers that show the point.
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { startEjabberd } from '../support/ejabberd'
import { password } from '../support/friends'
import { startJabberd2 } from '../support/jabberd2'
import type { Observer } from '../support/observer'
import { startProsody } from '../support/prosody'
import { startRawClient } from '../support/raw-client'
import { saying } from '../support/replies'
import { until } from '../support/wait'
import type { Watched } from './watched'
import { jidOf, watch, watchedServers } from './watched'

const lastActivity = `<query xmlns='jabber:iq:last'/>`

function person(value: string) {
  return { type: 'jid', value } as const
}

/** The address of Casper's session. */
function ownAddress({ proxy }: Watched): string {
  const [, jid = ''] = /<jid>([^<]+)<\/jid>/.exec(proxy.incoming()) ?? []
  return jid
}

const nick = 'http://jabber.org/protocol/nick'
const published = `<iq type='set'><pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='${nick}'><item><nick xmlns='${nick}'>Al</nick></item></publish></pubsub></iq>`

/** Has an observer say that they want to hear of nicknames (XEP-0115, XEP-0163 s.4.3). */
async function wishForNicks(observer: Observer): Promise<void> {
  const features = ['http://jabber.org/protocol/caps', `${nick}+notify`]
  const told = ['client/pc//observer', ...features].map((word) => `${word}<`).join('')
  const ver = createHash('sha1').update(told).digest('base64')
  const disco = 'http://jabber.org/protocol/disco#info'
  const caps = `<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='urn:observer' ver='${ver}'/>`
  observer.send(`<presence>${caps}</presence>`)
  const asked = await observer.next(({ name, xml }) => name === 'iq' && xml.includes(disco))
  const info =
    `<query xmlns='${disco}' node='urn:observer#${ver}'>` +
    `<identity category='client' type='pc' name='observer'/>` +
    `${features.map((feature) => `<feature var='${feature}'/>`).join('')}</query>`
  observer.send(`<iq type='result' id='${asked.id}' to='${asked.from}'>${info}</iq>`)
  await observer.settled()
}

describe.each(watchedServers)('on $kind', ({ kind, start }) => {
  const watched = watch(start)
  const rooms = kind !== 'jabberd2'

  test.runIf(rooms)('(c) 10: presence to the server’s rooms is let out above all', async () => {
    const { proxy, signIn } = watched()
    await signIn(true)
    const [, items = ''] = /<list name="[^"]+">(.*?)<\/list>/s.exec(proxy.outgoing()) ?? []
    expect(items).toMatch(
      /^<item (?=[^>]*action="allow")(?=[^>]*value="conference.localhost")[^>]*><presence-out\/>/,
    )
  })

  test('(c) 11: an error that only seems to come from a contact says nothing of them', async () => {
    const { bob, signIn, shownAs } = watched()
    await signIn(true)
    await shownAs(bob, 'available')
    const refusal = `<error type='modify'><not-acceptable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>`
    bob.send(`<presence type='error' to='${ownAddress(watched())}'>${refusal}</presence>`)
    bob.message(watched().alice, 'after it')
    await until(() => watched().casper.contact(jidOf(bob))?.unread === 1, 'what came after it')
    await shownAs(bob, 'available')
  })

  test('(c) 12: a stranger’s request is answered as if nobody were there', async () => {
    const { server, alice, proxy, signIn } = watched()
    await signIn(true)
    const user = `eve-${alice.split('@')[0] ?? ''}`
    await server.addAccount(user, password)
    const eve = await startRawClient({ server, user, password })
    const own = ownAddress(watched())
    for (const payload of [`<query xmlns='jabber:iq:version'/>`, `<ping xmlns='urn:xmpp:ping'/>`]) {
      const asked = await eve.iq('get', own, payload)
      const absent = await eve.iq('get', `${alice}/nobody`, payload)
      expect(saying(asked, own)).toEqual(saying(absent, `${alice}/nobody`))
    }
    expect(proxy.outgoing()).not.toContain('<iq/>')
    await eve.close()
  })

  test('(c) 13: nothing is sent by itself: no receipt, no typing, no event', async () => {
    const { proxy, bob, casper, alice, signIn, nobodyHeard } = watched()
    const id = await signIn(true)
    bob.send(
      `<message type='chat' id='wish' to='${alice}'><body>answer me</body>` +
        `<request xmlns='urn:xmpp:receipts'/><markable xmlns='urn:xmpp:chat-markers:0'/>` +
        `<active xmlns='http://jabber.org/protocol/chatstates'/></message>`,
    )
    await until(() => casper.contact(jidOf(bob))?.unread === 1, 'the message')
    await casper.request('chat.open', { account: id, peer: jidOf(bob) })
    await casper.request('chat.read', { account: id, peer: jidOf(bob) })
    await bob.quiet(300)
    await nobodyHeard()
    expect(proxy.outgoing()).not.toMatch(/<message|<publish/)
  })

  const events = kind === 'prosody' || kind === 'ejabberd'
  test.runIf(events)(
    '(c) 13: a publish typed into the console is held back while hidden, and goes out while visible',
    async () => {
      const { bob, casper, signIn, news } = watched()
      const account = await signIn(true)
      await wishForNicks(bob)
      await news(bob)
      const typed = () => casper.request('console.send', { account, xml: published })
      expect(await typed()).toMatchObject({ ok: false, error: { code: 'gate-held' } })
      await bob.quiet(300)
      expect(await news(bob)).toEqual([])
      await casper.request('visibility.go-visible', { account })
      await casper.confirmed()
      expect((await typed()).ok).toBe(true)
      await bob.next(({ name, xml }) => name === 'message' && xml.includes(nick))
    },
  )

  test('(c) 16: who was blocked stays blocked while hidden', async () => {
    const { server, bob, carol, casper, alice, signIn, news } = watched()
    const other = await startRawClient({ server, user: alice.split('@')[0] ?? '', password })
    const block = `<block xmlns='urn:xmpp:blocking'><item jid='${jidOf(bob)}'/></block>`
    expect((await other.iq('set', '', block)).type).toBe('result')
    await other.close()
    const id = await signIn(true)
    bob.message(alice, 'let me in')
    await bob.settled()
    carol.message(alice, 'hello')
    await until(() => casper.contact(jidOf(carol))?.unread === 1, 'the message that may come')
    expect(casper.contact(jidOf(bob))?.unread ?? 0).toBe(0)
    await casper.request('account.sign-out', { account: id })
    await carol.quiet(200)
    expect(await news(carol)).toEqual([])
    // His own message may come back to him, as it does where nobody is there.
    expect((await news(bob)).filter((word) => word !== 'message')).toEqual([])
  })

  test('(c) 17: the old type is tried on ourselves alone, and not used', async () => {
    const { proxy, casper, signIn, nobodyHeard } = watched()
    const id = await signIn(true)
    await casper.request('visibility.choose', {
      account: id,
      choice: 'legacy-presence',
      scope: 'session',
    })
    await casper.when('the refusal', ({ visibility }) => visibility.phase === 'failed', 10_000)
    expect(casper.account().visibility.error?.code).toBe('strategy-unsupported')
    expect(proxy.outgoing()).not.toMatch(/<presence(?![^>]* to=)[^>]* type="(in)?visible"/)
    await nobodyHeard()
  })

  test('(c) 18: hidden by a list, everything arrives', async () => {
    const { bob, carol, casper, alice, signIn, shownAs } = watched()
    await signIn(true)
    bob.message(alice, 'to all of you')
    carol.message(ownAddress(watched()), 'to this one of you')
    await until(() => casper.contact(jidOf(bob))?.unread === 1, 'the message to the account')
    await until(() => casper.contact(jidOf(carol))?.unread === 1, 'the message to the session')
    carol.send('<presence><show>xa</show></presence>')
    await shownAs(carol, 'xa')
  })

  test('(c) 18: a priority that would keep messages away is refused', async () => {
    const { bob, casper, alice, signIn } = watched()
    const id = await signIn(true)
    const presence = { show: null, status: '', priority: -1 }
    const refused = await casper.request('presence.set', { account: id, presence })
    expect(refused).toMatchObject({ ok: false, error: { code: 'negative-priority' } })
    bob.message(alice, 'still there?')
    await until(() => casper.contact(jidOf(bob))?.unread === 1, 'the message to the account')
  })

  test.runIf(kind === 'jabberd2')('(c) 19: nothing is waited for that may never come', async () => {
    const { proxy, casper, alice, signIn } = watched()
    const started = performance.now()
    await signIn(true)
    expect(performance.now() - started).toBeLessThan(3000)
    expect(proxy.outgoing()).not.toContain('<enable')
    expect(proxy.incoming()).not.toMatch(new RegExp(`<presence[^>]* from='${alice}`))
    expect(casper.account().visibility.phase).toBe('confirmed')
  })
})

describe('on jabberd2', () => {
  const watched = watch(() => startJabberd2())

  test('(c) 17: a contact of an unknown presence type is not taken for available', async () => {
    const { bob, casper, signIn, shownAs } = watched()
    await signIn(true)
    await shownAs(bob, 'available')
    bob.send(`<presence type='invisible'/>`)
    await until(() => casper.contact(jidOf(bob))?.resources.length === 0, 'bob not available')
  })
})

describe('what cannot be hidden', () => {
  describe('on ejabberd', () => {
    const watched = watch(() => startEjabberd())

    test('(c) 14: last activity and the names of sessions are given away, and that is said', async () => {
      const { bob, alice, casper, signIn } = watched()
      await signIn(true)
      const last = await bob.iq('get', alice, lastActivity)
      expect(last.xml).toContain(`seconds='0'`)
      const items = `<query xmlns='http://jabber.org/protocol/disco#items'/>`
      expect((await bob.iq('get', alice, items)).xml).toContain(ownAddress(watched()))
      const said = casper.account().serverInfo?.leaks.join(' ')
      expect(said).toMatch(/last active/)
      expect(said).toMatch(/names of your sessions/)
    })
  })

  describe('on jabberd2', () => {
    const watched = watch(() => startJabberd2())

    test('(c) 14: last activity is given away, and that is said', async () => {
      const { bob, alice, casper, signIn } = watched()
      await signIn(true)
      expect((await bob.iq('get', alice, lastActivity)).xml).toContain(`seconds='0'`)
      expect(casper.account().serverInfo?.leaks.join(' ')).toMatch(/last active/)
    })
  })

  describe('on prosody', () => {
    const watched = watch(() => startProsody({ smacksHibernation: 1 }))

    test('(c) 14: the end of a lost session is given away, and that is said', async () => {
      const { proxy, bob, casper, signIn, news } = watched()
      await signIn(true)
      expect(casper.account().serverInfo?.leaks.join(' ')).toMatch(/connection breaks/)
      proxy.refuse()
      proxy.drop()
      await bob.next(({ type }) => type === 'unavailable', 10_000)
      expect(await news(bob)).toEqual(['unavailable'])
    })
  })

  describe('on prosody without privacy lists', () => {
    const watched = watch(() => startProsody({ privacyLists: false }))

    test('(c) 11: everybody who was sent presence directly is told the end of it', async () => {
      const { bob, carol, casper, signIn, news } = watched()
      const id = await signIn(true)
      await casper.request('visibility.let-see', { account: id, target: person(jidOf(bob)) })
      await casper.confirmed()
      expect(await news(bob)).toEqual(['available'])
      await casper.request('account.sign-out', { account: id })
      await bob.quiet(300)
      expect(await news(bob)).toEqual(['unavailable'])
      expect(await news(carol)).toEqual([])
    })
  })
})
