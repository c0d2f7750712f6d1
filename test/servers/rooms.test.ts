// Rooms while hidden, on real servers: part (c), point 10 of what is known of them, and what was measured beside it.
// Somebody else is in the room and sees what rooms show; contacts outside must learn nothing.
import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import type { BareJid } from '../../shared/jid'
import { password } from '../support/friends'
import type { RawClient } from '../support/raw-client'
import { startRawClient } from '../support/raw-client'
import { until } from '../support/wait'
import type { Watched } from './watched'
import { jidOf, watch, watchedServers } from './watched'

const servers = watchedServers.filter(({ kind }) => kind !== 'jabberd2')
const muc = 'http://jabber.org/protocol/muc'

describe.each(servers)('rooms on $kind', ({ kind, start }) => {
  const watched = watch(start)
  const endings: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const end of endings.splice(0)) await end()
  })

  /** Somebody who is nobody's contact, in a new room. */
  const member = async (): Promise<{ dora: RawClient; room: BareJid }> => {
    const { server } = watched()
    const user = `dora-${randomUUID().slice(0, 8)}`
    await server.addAccount(user, password)
    const dora = await startRawClient({ server, user, password })
    endings.push(() => dora.close())
    const room = `${randomUUID().slice(0, 8)}@conference.localhost` as BareJid
    dora.send(`<presence to='${room}/dora'><x xmlns='${muc}'/></presence>`)
    await dora.next(({ name, from }) => name === 'presence' && from === `${room}/dora`)
    const form = `<query xmlns='${muc}#owner'><x xmlns='jabber:x:data' type='submit'/></query>`
    await dora.iq('set', room, form)
    return { dora, room }
  }

  const roomOf = ({ casper }: Watched, room: BareJid) =>
    casper.snapshot().rooms[casper.account().id]?.[room]

  const enter = async (id: string, room: BareJid): Promise<void> => {
    const { casper } = watched()
    const asked = await casper.request('room.join', { account: id, room, nick: 'shade' })
    expect(asked.ok).toBe(true)
    await inside(room)
  }

  const inside = (room: BareJid) =>
    until(
      () => roomOf(watched(), room)?.state === 'joined',
      () => `being in the room: ${JSON.stringify(roomOf(watched(), room))}`,
    )

  /** What the room showed of the user since that mark, in order. */
  const shownIn = async (dora: RawClient, room: BareJid, since = 0): Promise<string[]> => {
    await dora.settled()
    return dora
      .since(since)
      .filter(({ name, from }) => name === 'presence' && from === `${room}/shade`)
      .map(({ type, xml }) => type || (/<show>(\w+)<\/show>/.exec(xml)?.[1] ?? 'available'))
  }

  const going = (dora: RawClient, room: BareJid) =>
    dora.next(({ from, type }) => from === `${room}/shade` && type === 'unavailable')

  test('(c) 10: enters, talks and leaves while hidden, and no contact learns of it', async () => {
    const { casper, signIn, nobodyHeard } = watched()
    const { dora, room } = await member()
    const id = await signIn(true)
    await enter(id, room)
    expect(await shownIn(dora, room)).toEqual(['available'])
    await casper.request('chat.open', { account: id, peer: room })
    await casper.request('message.send', { account: id, peer: room, body: 'good evening' })
    await dora.next(({ xml }) => xml.includes('good evening'))
    dora.send(`<message type='groupchat' to='${room}' id='d1'><body>hello shade</body></message>`)
    const said = () => casper.snapshot().chats[id]?.[room] ?? []
    await until(() => said().length === 2, 'both messages')
    expect(said().map(({ nick, body, state }) => [nick, body, state])).toEqual([
      ['shade', 'good evening', 'sent'],
      ['dora', 'hello shade', 'received'],
    ])
    await until(() => roomOf(watched(), room)?.unread === 1, 'the unread message')
    expect(casper.contact(room)).toBeUndefined()
    await casper.request('room.leave', { account: id, room })
    await going(dora, room)
    await until(() => roomOf(watched(), room) === undefined, 'the room’s end')
    await nobodyHeard()
  })

  test('(c) 10: no ghost stays in the room after signing out', async () => {
    const { casper, signIn, nobodyHeard } = watched()
    const { dora, room } = await member()
    const id = await signIn(true)
    await enter(id, room)
    await casper.request('account.sign-out', { account: id })
    await going(dora, room)
    await nobodyHeard()
  })

  test('(c) 10: going invisible leaves the room and enters it again', async () => {
    const { casper, proxy, bob, news, signIn } = watched()
    const { dora, room } = await member()
    const id = await signIn(false)
    await enter(id, room)
    const mark = dora.mark()
    await casper.request('visibility.go-invisible', { account: id })
    await casper.confirmed()
    await inside(room)
    const broadcast = /<presence type="unavailable"\/>/.test(proxy.outgoing())
    await until(
      async () => (await shownIn(dora, room, mark)).length === (broadcast ? 2 : 0),
      'what the room shows',
    )
    expect(await shownIn(dora, room, mark)).toEqual(broadcast ? ['unavailable', 'available'] : [])
    expect((await news(bob)).at(-1)).toBe('unavailable')
  })

  test('hidden by directed presence alone, rooms are entered and left as well', async () => {
    const { casper, bob, signIn, nobodyHeard } = watched()
    const { dora, room } = await member()
    const id = await signIn(true)
    const choice = { choice: 'directed-presence', scope: 'session' } as const
    await casper.request('visibility.choose', { account: id, ...choice })
    await casper.when('the other way', ({ visibility }) => visibility.strategy === choice.choice)
    await casper.confirmed()
    await enter(id, room)
    const target = { type: 'jid', value: jidOf(bob) } as const
    await casper.request('visibility.let-see', { account: id, target })
    await casper.confirmed()
    expect(await shownIn(dora, room)).toEqual(['available'])
    await casper.request('visibility.reset', { account: id, target })
    await casper.confirmed()
    const { news, carol } = watched()
    expect(await news(bob)).toEqual(['available', 'unavailable'])
    expect(await news(carol)).toEqual([])
    await casper.request('account.sign-out', { account: id })
    await going(dora, room)
    await nobodyHeard()
  })

  test('somebody in the room is written to in private under the name in the room, once out of it not without a yes', async () => {
    const { casper, alice, signIn, nobodyHeard } = watched()
    const { dora, room } = await member()
    const id = await signIn(true)
    await casper.request('console.open', { account: id })
    const write = async (content: string) => {
      const xml = `<message type='chat' to='${room}/dora'>${content}</message>`
      const sent = await casper.request('console.send', { account: id, xml })
      return sent.ok ? 'sent' : sent.error.code
    }
    const words = `<body>between us</body>`
    const composing = `<composing xmlns='http://jabber.org/protocol/chatstates'/>`
    expect([await write(words), await write(composing)]).toEqual(['gate-asks', 'gate-held'])
    await enter(id, room)
    const mark = dora.mark()
    expect([await write(words), await write(composing)]).toEqual(['sent', 'sent'])
    await dora.quiet(300)
    const got = dora.since(mark).filter(({ name }) => name === 'message')
    expect(got.map(({ from }) => from)).toEqual([`${room}/shade`, `${room}/shade`])
    await casper.request('room.leave', { account: id, room })
    await going(dora, room)
    expect([await write(words), await write(composing)]).toEqual(['gate-asks', 'gate-held'])
    expect(dora.from(alice)).toEqual([])
    await nobodyHeard()
  })

  test('the room keeps what it was told while the hidden user goes away', async () => {
    const { signIn, setShow, nobodyHeard } = watched()
    const { dora, room } = await member()
    const id = await signIn(true)
    await enter(id, room)
    await setShow(id, 'away')
    expect(await shownIn(dora, room)).toEqual(['available'])
    await nobodyHeard()
  })

  test('the room is told where everybody is', async () => {
    const { signIn, setShow } = watched()
    const { dora, room } = await member()
    const id = await signIn(false)
    await enter(id, room)
    await setShow(id, 'away')
    await until(async () => (await shownIn(dora, room)).length === 2, 'the room’s news')
    expect(await shownIn(dora, room)).toEqual(['available', 'away'])
  })

  test('rooms are entered again with the next session, once hidden', async () => {
    const { casper, proxy, signIn, nobodyHeard } = watched()
    const { dora, room } = await member()
    const id = await signIn(true)
    await enter(id, room)
    await casper.request('account.sign-out', { account: id })
    await going(dora, room)
    await casper.request('account.sign-in', { account: id })
    await inside(room)
    const again = proxy.outgoing().slice(proxy.outgoing().lastIndexOf('<auth'))
    expect(again.indexOf('<active name')).toBeGreaterThan(0)
    expect(again.indexOf(room)).toBeGreaterThan(again.lastIndexOf('<active name'))
    await nobodyHeard()
  })

  test('a resumed session is still in the room, and nobody saw it go', async () => {
    const { casper, proxy, signIn, nobodyHeard } = watched()
    const { dora, room } = await member()
    const id = await signIn(true)
    await enter(id, room)
    proxy.drop()
    await casper.when('the resumption', ({ connection }) => {
      return connection.state === 'online' && connection.resumed
    })
    await casper.confirmed()
    await casper.request('message.send', { account: id, peer: room, body: 'still here' })
    await dora.next(({ xml }) => xml.includes('still here'))
    expect(await shownIn(dora, room)).toEqual(['available'])
    await nobodyHeard()
  })

  test('a new room is unlocked, and others can enter it', async () => {
    const { signIn } = watched()
    const { dora } = await member()
    const room = `${randomUUID().slice(0, 8)}@conference.localhost` as BareJid
    await enter(await signIn(true), room)
    dora.send(`<presence to='${room}/dora'><x xmlns='${muc}'/></presence>`)
    await until(() => roomOf(watched(), room)?.occupants.length === 2, 'the second occupant')
  })

  test('a contact’s address is not entered as a room, and nothing is sent to it', async () => {
    const { casper, bob, signIn, nobodyHeard } = watched()
    const id = await signIn(true)
    const asked = await casper.request('room.join', {
      account: id,
      room: jidOf(bob),
      nick: 'shade',
    })
    expect(asked.ok ? '' : asked.error.code).toBe('room-is-contact')
    await nobodyHeard()
  })

  test.runIf(kind === 'ejabberd')(
    '(c) 11: an own rule that stands in the way is not taken for the room’s refusal',
    async () => {
      const { server, alice, casper, signIn } = watched()
      const { dora, room } = await member()
      const own = await startRawClient({ server, user: alice.split('@')[0] ?? '', password })
      const item = `<item type='jid' value='conference.localhost' action='deny' order='1'><presence-out/></item>`
      const list = `<query xmlns='jabber:iq:privacy'><list name='mine'>${item}</list></query>`
      expect((await own.iq('set', '', list)).type).toBe('result')
      const standing = `<query xmlns='jabber:iq:privacy'><default name='mine'/></query>`
      expect((await own.iq('set', '', standing)).type).toBe('result')
      await own.close()
      const id = await signIn(false)
      await casper.request('room.join', { account: id, room, nick: 'shade' })
      const over = () => roomOf(watched(), room)?.error?.code
      await until(() => over() !== undefined, 'the refusal')
      expect(over()).toBe('room-own-list')
      expect(await shownIn(dora, room)).toEqual([])
    },
  )
})
