// Rooms on the wire: XEP-0045 s.7.2 (entering), s.7.4 to s.7.6 (talking, renaming), s.7.14 (leaving), s.8.1 (subject),
// s.9 and s.10 (removal, closing), s.10.1.2 (instant rooms).
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import { describe, expect, test } from 'vitest'
import type { Iq } from '../../../electron/xmpp/iq'
import {
  groupMessage,
  joinPresence,
  leavePresence,
  occupantJid,
  roomPresence,
  unlockRoom,
} from '../../../electron/xmpp/muc'
import { readRoomMessage, readRoomPresence } from '../../../electron/xmpp/muc-facts'
import { bareJid } from '../../../shared/jid'
import { err, ok } from '../../../shared/result'

const room = bareJid('coven@chat.shakespeare.lit')!
const thirdwitch = occupantJid(room, 'thirdwitch')!
const plain = { show: null, status: '', priority: 0 } as const
const user = 'http://jabber.org/protocol/muc#user'

const presence = (attrs: Record<string, string>, ...children: Element[]) =>
  xml('presence', { xmlns: 'jabber:client', from: thirdwitch, ...attrs }, ...children)
const message = (attrs: Record<string, string>, ...children: Element[]) =>
  xml(
    'message',
    { xmlns: 'jabber:client', from: thirdwitch, type: 'groupchat', ...attrs },
    ...children,
  )
const x = (item: Record<string, string>, ...codes: number[]) =>
  xml(
    'x',
    { xmlns: user },
    xml('item', item),
    ...codes.map((code) => xml('status', { code: String(code) })),
  )

describe('7.2 entering a room', () => {
  test('7.2.1 with history 7.2.13 and a password 7.2.5', () => {
    const since = Date.parse('2026-11-01T12:00:00Z')
    const stanza = joinPresence(
      thirdwitch,
      { show: 'away', status: 'brewing', priority: 5 },
      { password: 'cauldronburn', maxStanzas: 50, since },
    )
    expect(stanza.toString()).toBe(
      '<presence to="coven@chat.shakespeare.lit/thirdwitch"><show>away</show><status>brewing</status>' +
        '<x xmlns="http://jabber.org/protocol/muc">' +
        '<history maxstanzas="50" since="2026-11-01T12:00:00.000Z"/><password>cauldronburn</password></x></presence>',
    )
  })

  test('a nickname that cannot be part of an address is none', () => {
    expect(occupantJid(room, '')).toBeUndefined()
    expect(occupantJid(room, 'a\u0007b')).toBeUndefined()
    expect(occupantJid(room, 'x'.repeat(1024))).toBeUndefined()
  })

  test('7.2.2 the presence of occupants: role, affiliation, real address, own by 110', () => {
    const item = { affiliation: 'owner', role: 'moderator', jid: 'hag66@shakespeare.lit/pda' }
    expect(readRoomPresence(presence({}, xml('show', {}, 'dnd'), x(item, 100, 110, 201)))).toEqual({
      kind: 'available',
      room,
      codes: new Set([100, 110, 201]),
      occupant: {
        nick: 'thirdwitch',
        show: 'dnd',
        status: '',
        role: 'moderator',
        affiliation: 'owner',
        jid: 'hag66@shakespeare.lit',
      },
    })
  })

  test('presence without anything about the occupant is that of a participant', () => {
    expect(readRoomPresence(presence({}))).toMatchObject({
      occupant: { role: 'participant', affiliation: 'none', jid: null },
    })
  })

  test.each(['registration-required', 'forbidden', 'conflict', 'not-authorized', 'not-acceptable'])(
    'the refusal %s is told as it is',
    (condition) => {
      const ns = 'urn:ietf:params:xml:ns:xmpp-stanzas'
      const error = xml('error', { type: 'auth' }, xml(condition, { xmlns: ns }))
      expect(readRoomPresence(presence({ type: 'error' }, error))).toMatchObject({
        kind: 'error',
        room,
        error: { code: condition },
      })
    },
  )
})

describe('7.14 leaving a room, and being made to', () => {
  test('presence that leaves says nothing else', () => {
    expect(leavePresence(thirdwitch).toString()).toBe(
      '<presence type="unavailable" to="coven@chat.shakespeare.lit/thirdwitch"/>',
    )
  })

  test('7.6 a nickname that changes is no departure', () => {
    const item = { affiliation: 'member', role: 'participant', nick: 'oldhag' }
    const left = readRoomPresence(presence({ type: 'unavailable' }, x(item, 303, 110)))
    expect(left).toMatchObject({ kind: 'unavailable', nick: 'thirdwitch', renamed: 'oldhag' })
  })

  test('8.2 and 9.1: kicked or banned, with a reason that is cut', () => {
    const item = xml('item', { role: 'none' }, xml('reason', {}, 'r'.repeat(5000)))
    const kicked = xml('x', { xmlns: user }, item, xml('status', { code: '307' }))
    const left = readRoomPresence(presence({ type: 'unavailable' }, kicked))
    expect(left).toMatchObject({ renamed: null, destroyed: false, codes: new Set([307]) })
    expect(left?.kind === 'unavailable' && left.reason.length).toBe(1024)
  })

  test('10.9 the room is destroyed', () => {
    const end = xml('x', { xmlns: user }, xml('destroy', {}, xml('reason', {}, 'macbeth')))
    expect(readRoomPresence(presence({ type: 'unavailable' }, end))).toMatchObject({
      destroyed: true,
      reason: 'macbeth',
    })
  })
})

describe('messages', () => {
  test('7.4 to all occupants', () => {
    expect(groupMessage(room, 'm1', 'Thrice').toString()).toBe(
      '<message type="groupchat" to="coven@chat.shakespeare.lit" id="m1"><body>Thrice</body></message>',
    )
    const delay = xml('delay', { xmlns: 'urn:xmpp:delay', stamp: '2026-11-01T12:00:00Z' })
    expect(readRoomMessage(message({ id: 'm2' }, xml('body', {}, 'Harpier'), delay))).toEqual({
      kind: 'said',
      room,
      id: 'm2',
      nick: 'thirdwitch',
      body: 'Harpier',
      sentAt: Date.parse('2026-11-01T12:00:00Z'),
      whispered: false,
    })
  })

  test('7.5 private ones, and the room’s own words', () => {
    const body = xml('body', {}, 'psst')
    expect(readRoomMessage(message({ type: 'chat' }, body))).toMatchObject({ whispered: true })
    expect(readRoomMessage(message({ from: room }, body))).toMatchObject({ nick: null })
  })

  test('8.1 a subject comes without words', () => {
    const subject = xml('subject', {}, 'Fire burn')
    expect(readRoomMessage(message({}, subject))).toEqual({
      kind: 'subject',
      room,
      subject: 'Fire burn',
    })
    expect(readRoomMessage(message({}, subject, xml('body', {}, 'x')))?.kind).toBe('said')
    expect(readRoomMessage(message({}, xml('subject')))).toMatchObject({ subject: '' })
  })

  test('10.2.1 what the room became; occupants cannot say so', () => {
    const status = xml('x', { xmlns: user }, xml('status', { code: '172' }))
    expect(readRoomMessage(message({ from: room }, status))).toMatchObject({ kind: 'changed' })
    expect(readRoomMessage(message({}, status))).toBeUndefined()
  })

  test('a refused message is told by its id; nothing at all is nothing', () => {
    expect(readRoomMessage(message({ type: 'error', id: 'm1' }))).toEqual({
      kind: 'error',
      room,
      id: 'm1',
    })
    expect(readRoomMessage(message({}))).toBeUndefined()
    expect(readRoomMessage(message({ from: 'not an address@@' }))).toBeUndefined()
  })
})

test('7.7 availability carries no priority', () => {
  const stanza = roomPresence(thirdwitch, { ...plain, show: 'xa', priority: 7 })
  expect(stanza.toString()).toBe(
    '<presence to="coven@chat.shakespeare.lit/thirdwitch"><show>xa</show></presence>',
  )
})

test('10.1.2 an instant room is unlocked by an empty form', async () => {
  const asked: string[] = []
  const iq: Iq = {
    request: (type, to, payload) => {
      asked.push(`${type} ${to ?? ''} ${payload.toString()}`)
      return Promise.resolve(ok(xml('iq')))
    },
    receive: () => undefined,
    abandon: () => undefined,
  }
  expect(await unlockRoom(iq, room)).toEqual(ok(null))
  expect(asked).toEqual([
    'set coven@chat.shakespeare.lit <query xmlns="http://jabber.org/protocol/muc#owner">' +
      '<x xmlns="jabber:x:data" type="submit"/></query>',
  ])
  const refusing = { ...iq, request: () => Promise.resolve(err({ code: 'forbidden' } as never)) }
  expect((await unlockRoom(refusing, room)).ok).toBe(false)
})
