// The cast on a clock of the test's own: who comes and goes and writes, the same for the same seed, nothing after the end.
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import { afterEach, describe, expect, test } from 'vitest'
import { startCast } from '../../../electron/demo/cast/company'
import { systemClock } from '../../../electron/demo/cast/clock'
import { startDemo } from '../../../electron/demo/cast/demo'
import type { DemoServer } from '../../../electron/demo/server/embedded-server'
import { startDemoServer } from '../../../electron/demo/server/embedded-server'
import type { BareJid } from '../../../shared/jid'
import { fakeClock, settle } from './fake-clock'

const user = 'you@demo.localhost' as BareJid
const lea = 'lea@demo.localhost' as BareJid
const jonas = 'jonas@demo.localhost' as BareJid
const dana = 'dana@demo.localhost' as BareJid
const minute = 60_000

/** What ends what a test began. */
const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

/** A demo on a clock of the test's own, with the user signed in by hand. */
async function begin(seed = 1) {
  const clock = fakeClock()
  const options = { now: clock.now }
  const users = [{ name: 'you', password: 'secret' }]
  const server: DemoServer = await startDemoServer({ domain: 'demo.localhost', users, options })
  ends.push(() => server.close())
  const cast = startCast({ realm: server.realm, user, seed, clock })
  ends.push(cast.close)
  const received: Element[] = []
  const log: string[] = []
  const me = server.signIn('you', 'here', (stanza) => {
    received.push(stanza)
    log.push(`${clock.now()} ${stanza.toString()}`)
  })
  ends.push(me.close)
  me.send(xml('presence'))
  await settle()
  const words = (from: string): string[] =>
    received
      .filter(({ name, attrs }) => name === 'message' && attrs['from']?.startsWith(from))
      .flatMap((stanza) => stanza.getChildText('body') ?? [])
  const say = async (to: string, body: string): Promise<void> => {
    me.send(xml('message', { type: 'chat', to }, xml('body', null, body)))
    await settle()
  }
  return { clock, server, cast, me, received, log, words, say }
}

describe('the cast', () => {
  test('is a dozen contacts in groups and a stranger, most of them there', async () => {
    const { cast, server, received } = await begin()
    expect(cast.members.filter(({ kind }) => kind !== 'stranger')).toHaveLength(12)
    expect(cast.members.map(({ jid }) => jid)).toContain('quill@irc.demo.localhost')
    const roster = server.realm.users.get(user)?.account.roster
    expect(roster?.size).toBe(12)
    expect(new Set([...(roster?.values() ?? [])].map((item) => item.subscription))).toEqual(
      new Set(['both', 'from', 'to']),
    )
    expect(received.filter(({ name }) => name === 'presence').length).toBeGreaterThanOrEqual(8)
    expect(() => cast.listen(user, () => undefined)).toThrow(RangeError)
  })

  test('comes and goes, changes, writes, asks and requests, calmly', async () => {
    const { clock, received, me } = await begin()
    me.send(
      xml(
        'presence',
        { to: 'lounge@conference.demo.localhost/you' },
        xml('x', { xmlns: 'http://jabber.org/protocol/muc' }),
      ),
    )
    await clock.pass(1000)
    received.length = 0
    await clock.pass(30 * minute)
    const kinds = new Set(
      received.map(({ name, attrs: { type = '' }, children }) => {
        const payload = children.find((child) => typeof child !== 'string')
        return name === 'iq' ? `iq ${payload?.attrs['xmlns'] ?? ''}` : `${name} ${type}`.trim()
      }),
    )
    expect([...kinds].sort()).toEqual([
      'iq jabber:iq:last',
      'iq jabber:iq:version',
      'iq urn:xmpp:ping',
      'message chat',
      'message groupchat',
      'presence',
      'presence subscribe',
      'presence unavailable',
    ])
    const written = received.filter((stanza) => {
      return stanza.attrs['type'] === 'chat' && stanza.getChild('body')
    })
    // At most one line unasked of each who has something to tell.
    expect(written.length).toBeLessThanOrEqual(6)
    expect(received.filter(({ attrs }) => attrs['type'] === 'subscribe')).toHaveLength(1)
  })

  test('lives the same day for the same seed, and another for another', async () => {
    const days = []
    for (const seed of [7, 7, 8]) {
      const { clock, log, say } = await begin(seed)
      await clock.pass(2 * minute)
      await say(lea, 'Really?')
      await clock.pass(5 * minute)
      days.push(log)
    }
    expect(days[0]?.length).toBeGreaterThan(20)
    expect(days[1]).toEqual(days[0])
    expect(days[2]).not.toEqual(days[0])
  })

  test('answers after a moment of typing, tells its tale to the end, then something else', async () => {
    const { clock, received, words, say } = await begin()
    await clock.pass(12_000)
    expect(words(lea)).toHaveLength(1)
    received.length = 0
    await say(lea, 'Yes, gladly')
    expect(received).toEqual([])
    await clock.pass(1700)
    expect(received.map((stanza) => stanza.getChildElements().map(({ name }) => name))).toEqual([
      ['composing'],
    ])
    await clock.pass(3000)
    expect(words(lea)).toEqual(['Great. I bring the rope, you bring the snacks.'])
    for (const body of ['Fine', 'Good?', 'Sure']) {
      await say(lea, body)
      await clock.pass(5000)
    }
    expect(words(lea).slice(2)).toEqual(['Good question. I would say yes.', 'Ha, I knew it.'])
  })

  test('goes by what it received: who is told nothing knows nothing', async () => {
    const { clock, cast, me } = await begin()
    me.send(xml('presence', { type: 'unavailable' }))
    await settle()
    const seen: string[] = []
    const online: boolean[] = []
    ends.push(
      cast.listen(
        jonas,
        ({ name, attrs }, at) => seen.push(`${name} ${attrs['from'] ?? ''} ${at}`),
        (there) => online.push(there),
      ),
    )
    expect(online).toEqual([true])
    await clock.pass(3 * minute)
    expect(seen.filter((line) => line.startsWith(`presence ${user}`))).toEqual([])
    me.send(xml('presence'))
    await settle()
    expect(seen.at(-1)).toBe(`presence ${me.jid} ${clock.now()}`)
  })

  test('has a stranger who is glad to be let in, and lets the user in', async () => {
    const { clock, received, me, words } = await begin()
    await clock.pass(4 * minute)
    const request = received.find(({ attrs }) => attrs['type'] === 'subscribe')
    expect(request?.attrs['from']).toBe(dana)
    me.send(xml('presence', { type: 'subscribed', to: dana }))
    me.send(xml('presence', { type: 'subscribe', to: dana }))
    await settle()
    expect(received.some(({ attrs }) => attrs['type'] === 'subscribed')).toBe(true)
    await clock.pass(10_000)
    expect(words(dana)[0]).toMatch(/^Thanks for adding me/)
  })

  test('leaves whoever took it off the roster alone', async () => {
    const { clock, server, words } = await begin()
    for (const each of server.realm.users.values()) each.account.roster.clear()
    await clock.pass(10 * minute)
    expect(words('')).toEqual([])
  })

  test('answers what a client is asked', async () => {
    const { me, received } = await begin()
    const ask = async (ns: string): Promise<string | undefined> => {
      const element = ns.includes('ping') ? 'ping' : 'query'
      me.send(xml('iq', { type: 'get', id: ns, to: `${lea}/phone` }, xml(element, { xmlns: ns })))
      await settle()
      return received.find(({ attrs }) => attrs['id'] === ns)?.toString()
    }
    expect(await ask('urn:xmpp:ping')).toContain('type="result"')
    expect(await ask('jabber:iq:version')).toContain('<name>Pocket</name><version>4.1</version>')
    expect(await ask('urn:example:other')).toContain('service-unavailable')
  })

  test('says goodbye at the end, and does nothing any more', async () => {
    const { clock, cast, received } = await begin()
    received.length = 0
    cast.close()
    await settle()
    expect(received.every(({ attrs }) => attrs['type'] === 'unavailable')).toBe(true)
    expect(received.length).toBeGreaterThanOrEqual(8)
    received.length = 0
    await clock.pass(10 * minute)
    expect(received).toEqual([])
    expect(clock.waiting()).toBe(0)
  })
})

test('a demo stops listening when it is closed, however often', async () => {
  const demo = await startDemo({ user: 'you', password: 'secret', clock: systemClock })
  expect(demo).toMatchObject({ domain: 'demo.localhost', jid: user })
  await Promise.all([demo.close(), demo.close()])
  await expect(startDemo({ user: 'not an address', password: 'x' })).rejects.toThrow(RangeError)
})
