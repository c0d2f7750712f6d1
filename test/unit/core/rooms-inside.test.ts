// Being in a room, against a scripted server: what is said, who is there, and what rooms and occupants may do to us.
import { describe, expect, test } from 'vitest'
import { sleep, until } from '../../support/wait'
import { arrived, entered, mucUser, occupied, room, said } from './room-scene'

describe('inside', () => {
  test('messages are the room’s, not a contact’s; the own one is known again by its id', async () => {
    const { casper, id, tell, wire, shown } = await entered()
    await casper.request('chat.open', { account: id, peer: room })
    await casper.request('message.send', { account: id, peer: room, body: 'mine' })
    await until(() => wire().includes('mine'), 'the message')
    const [, own = ''] = /<message type="groupchat"[^>]* id="([^"]+)"/.exec(wire()) ?? []
    tell(`<message from='${room}/frodo' type='groupchat' id='${own}'><body>mine</body></message>`)
    tell(said('sam', 'yours') + said('sam', 'psst', 'chat'))
    tell(
      `<message from='${room}/sam' type='groupchat'><subject>Second breakfast</subject></message>`,
    )
    await until(() => shown()?.subject === 'Second breakfast', 'the subject')
    const messages = casper.snapshot().chats[id]?.[room] ?? []
    expect(
      messages.map(({ nick, body, state, whispered }) => [nick, body, state, whispered]),
    ).toEqual([
      ['frodo', 'mine', 'sent', undefined],
      ['sam', 'yours', 'received', false],
      ['sam', 'psst', 'received', true],
    ])
    expect(shown()?.unread).toBe(2)
    await casper.request('chat.read', { account: id, peer: room })
    await until(() => shown()?.unread === 0, 'nothing unread')
    expect(casper.contact(room)).toBeUndefined()
    expect(casper.contact('rooms.elsewhere.invalid')).toBeUndefined()
  })

  test('messages of rooms one is not in make no conversation', async () => {
    const { casper, tell, shown } = await entered()
    const other = 'pub@rooms.elsewhere.invalid'
    tell(said('eve', 'spam').replaceAll(room, other))
    tell(
      `<message from='${other}/eve' type='chat'><body>psst</body><x xmlns='${mucUser}'/></message>` +
        occupied('eve').replaceAll(room, other) +
        said('sam', 'after'),
    )
    await until(() => shown()?.unread === 1, 'what came after it')
    expect(casper.contact(other)).toBeUndefined()
  })

  test('the room itself is answered, its occupants are not', async () => {
    const { tell, wire } = await entered()
    const ask = (from: string, id: string) =>
      tell(`<iq type='get' from='${from}' id='${id}'><ping xmlns='urn:xmpp:ping'/></iq>`)
    ask(room, 'by-room')
    ask(`${room}/eve`, 'by-eve')
    await until(() => wire().includes('by-eve'), 'the answers')
    expect(wire()).toMatch(/<iq type="result"[^>]*id="by-room"/)
    expect(wire()).toMatch(/<iq type="error"[^>]*id="by-eve"/)
  })

  test.each([
    [`<status code='307'/>`, 'room-kicked'],
    [`<status code='301'/>`, 'room-banned'],
    [`<status code='321'/>`, 'room-closed-to-you'],
    [`<status code='332'/>`, 'room-shutdown'],
    [`<status code='307'/><status code='333'/>`, 'room-dropped'],
    [`<destroy/>`, 'room-destroyed'],
    ['', 'room-dropped'],
  ])('being put out by %s is told as %s', async (extra, code) => {
    const { casper, id, tell, failed } = await entered()
    tell(occupied('frodo', `<status code='110'/>${extra}`, `type='unavailable'`))
    await failed(code)
    const sent = await casper.request('message.send', { account: id, peer: room, body: 'hello?' })
    expect(sent.ok ? '' : sent.error.code).toBe('room-outside')
  })

  test('thousands of occupants, absurd nicknames and missing parts do no harm', async () => {
    const { tell, shown } = await entered()
    const nicks = [
      '&lt;b&gt;',
      '__proto__',
      'constructor',
      'n'.repeat(1023),
      '\u202egnp',
      '👻'.repeat(60),
    ]
    tell([...nicks, 'n'.repeat(2000)].map((nick) => occupied(nick)).join(''))
    tell(`<presence from='${room}/bare'/><presence from='${room}'/><presence from='${room}/'/>`)
    tell(
      `<presence from='${room}/odd' type='unavailable'/><presence from='${room}/odd' type='odd'/>`,
    )
    for (let number = 0; number < 3000; number += 500) {
      tell(Array.from({ length: 500 }, (_, at) => occupied(`n${number + at}`)).join(''))
    }
    tell(said('sam', 'the end'))
    await until(() => shown()?.unread === 1, 'the end')
    expect(shown()?.occupants).toHaveLength(1000)
    expect(shown()?.occupants.map(({ nick }) => nick)).toContain('__proto__')
    expect(shown()?.state).toBe('joined')
  })

  test('another occupant cannot pass for the user, neither coming nor going', async () => {
    const { tell, shown, wire, casper, id } = await entered()
    const own = `<status code='110'/>`
    tell(arrived('eve') + occupied('eve', own, `type='unavailable'`) + said('sam', 'after'))
    await until(() => shown()?.unread === 1, 'what came after it')
    expect([shown()?.nick, shown()?.state]).toEqual(['frodo', 'joined'])
    await casper.request('room.leave', { account: id, room })
    await until(() => wire().includes(`unavailable" to="${room}/frodo"`), 'leaving')
  })

  test('of endless talk the last is kept', async () => {
    const { casper, id, tell, shown } = await entered()
    for (let at = 0; at < 20; at += 1) tell(said('sam', `${String(at)} ${'x'.repeat(100_000)}`))
    await until(() => shown()?.unread === 20, 'the last of it')
    await casper.request('chat.open', { account: id, peer: room })
    const kept = () => casper.snapshot().chats[id]?.[room]?.map(({ body }) => body) ?? []
    await until(() => kept().length > 0, 'the talk')
    expect(kept().join('').length).toBeLessThan(1_000_001)
    expect(kept().at(-1)).toMatch(/^19 x{65533}…$/)
  })

  test('a new nickname is no departure', async () => {
    const { tell, shown } = await entered()
    const item = `affiliation='none' role='participant' nick='underhill'`
    tell(occupied('frodo', `<status code='303'/><status code='110'/>`, `type='unavailable'`, item))
    tell(arrived('underhill'))
    await until(() => shown()?.nick === 'underhill', 'the nickname')
    expect(shown()?.state).toBe('joined')
    expect(shown()?.occupants.map(({ nick }) => nick)).toEqual(['underhill'])
  })
})

test('availability is told to rooms only while everybody sees it', async () => {
  for (const hidden of [true, false]) {
    const { casper, id, wire } = await entered(hidden)
    const presence = { show: 'away', status: '', priority: 0 } as const
    await casper.request('presence.set', { account: id, presence })
    await casper.confirmed()
    await sleep(100)
    expect(wire().includes(`to="${room}/frodo"><show>away</show>`)).toBe(!hidden)
  }
})
