// Entering rooms and leaving them, against a scripted server: what is sent when, and what a refusal is told as.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { BareJid } from '../../../shared/jid'
import type { Answer } from '../../support/scripted-im'
import { refusal } from '../../support/scripted-im'
import { sleep, until } from '../../support/wait'
import { arrived, disco, entered, entrance, refused, room, scene } from './room-scene'

describe('entering', () => {
  test('waits until the server lets presence out to the room, and hides from everybody else', async () => {
    const { wire } = await entered()
    const opened = wire().indexOf(`value="${room}" action="allow"`)
    expect(opened).toBeGreaterThan(0)
    expect(wire().indexOf(entrance)).toBeGreaterThan(wire().indexOf('<active name', opened))
  })

  test('does not happen while hiding is not confirmed', async () => {
    const answer: Answer = (iq, kind) => (kind.startsWith('active') ? null : disco(iq, kind))
    const { casper, join: ask, wire, shown } = await scene(true, arrived, { answer })
    await casper.when('the roster', ({ rosterLoaded }) => rosterLoaded)
    await ask()
    await sleep(300)
    expect(wire()).not.toContain(entrance)
    expect(shown()?.state).toBe('joining')
  })

  test('happens without a status while hidden, and with it where everybody sees it', async () => {
    for (const hidden of [true, false]) {
      const { casper, id, join: ask, inside, wire } = await scene(hidden)
      await casper.confirmed()
      const presence = { show: 'dnd', status: 'secret plans', priority: 3 } as const
      await casper.request('presence.set', { account: id, presence })
      await casper.confirmed()
      await ask()
      await inside()
      const [, told = ''] = new RegExp(`<presence to="${room}/frodo">(.*?)<x `).exec(wire()) ?? []
      expect(told).toBe(hidden ? '' : '<show>dnd</show><status>secret plans</status>')
    }
  })

  test('is not tried where there is no room, nor with a contact', async () => {
    const { casper, id, wire } = await scene()
    await casper.confirmed()
    const nowhere = 'inn@people.elsewhere.invalid' as BareJid
    await casper.request('room.join', { account: id, room: nowhere, nick: 'frodo' })
    await until(
      () => casper.snapshot().rooms[id]?.[nowhere]?.error?.code === 'room-not-a-room',
      'no',
    )
    const friend = await casper.request('room.join', {
      account: id,
      room: 'bob@localhost',
      nick: 'x',
    })
    expect(friend.ok).toBe(false)
    expect(wire()).not.toMatch(/<presence to/)
  })

  test('with a nickname that is taken is tried once more with another', async () => {
    const {
      casper,
      join: ask,
      inside,
      shown,
    } = await scene(true, (nick) => (nick === 'frodo' ? refused(nick, 'conflict') : arrived(nick)))
    await casper.confirmed()
    await ask()
    await inside()
    expect(shown()?.nick).toBe('frodo_')
    const taken = await scene(true, (nick) => refused(nick, 'conflict'))
    await taken.casper.confirmed()
    await taken.join()
    await taken.failed('room-nick-taken')
    expect(taken.wire().match(/<presence to="[^"]*">/g)).toHaveLength(2)
  })

  test('with another nickname waits, too, where hiding has begun meanwhile', async () => {
    const answer: Answer = (iq, kind) => (kind.startsWith('set ') ? null : disco(iq, kind))
    const { casper, id, join: ask, tell, wire } = await scene(false, () => '', { answer })
    await casper.confirmed()
    await ask()
    await until(() => wire().includes(entrance), 'entering')
    await casper.request('visibility.go-invisible', { account: id })
    tell(refused('frodo', 'conflict'))
    await sleep(200)
    expect(wire()).not.toContain(`${room}/frodo_`)
  })

  test('under another nickname is tried anew in every session', async () => {
    const taken = new Set(['frodo'])
    const {
      server,
      casper,
      join: ask,
      inside,
      shown,
      wire,
    } = await scene(true, (nick) => (taken.has(nick) ? refused(nick, 'conflict') : arrived(nick)))
    await casper.confirmed()
    await ask()
    await inside()
    taken.add('frodo_')
    const before = wire().length
    server.peers[0]?.destroy()
    await until(() => wire().length > before && shown()?.nick === 'frodo__', 'another', 10_000)
    await inside()
  })

  test.each([
    ['not-authorized', 'room-password'],
    ['registration-required', 'room-members-only'],
    ['forbidden', 'room-banned'],
    ['item-not-found', 'room-locked'],
    ['not-allowed', 'room-creation'],
    ['service-unavailable', 'room-full'],
    ['not-acceptable', 'room-nick-locked'],
    ['gone', 'room-refused'],
  ])('refused as %s is told as %s', async (condition, code) => {
    const { casper, join: ask, failed } = await scene(true, (nick) => refused(nick, condition))
    await casper.confirmed()
    await ask()
    await failed(code)
  })

  test('held back by an own list is told as that', async () => {
    const text = 'Your active privacy list has denied the routing of this stanza.'
    const {
      casper,
      join: ask,
      failed,
    } = await scene(true, (nick) => refused(nick, 'not-acceptable', text))
    await casper.confirmed()
    await ask()
    await failed('room-own-list')
  })

  test('unanswered is an error, and whoever heard of it is told that we are gone', async () => {
    const { casper, join: ask, failed, wire } = await scene(true, () => '')
    await casper.confirmed()
    await ask()
    await failed('room-silent')
    expect(wire()).toContain(`<presence type="unavailable" to="${room}/frodo"/>`)
  })

  test('a new room unlocks it', async () => {
    const {
      casper,
      join: ask,
      inside,
      wire,
    } = await scene(true, (nick) => arrived(nick, `<status code='201'/>`))
    await casper.confirmed()
    await ask()
    await inside()
    await until(() => wire().includes('muc#owner'), 'the form')
  })
})

describe('leaving', () => {
  test('is told to the room, and closes the way to it', async () => {
    const { casper, id, wire, shown } = await entered()
    await casper.request('room.leave', { account: id, room })
    await until(() => shown() === undefined, 'the end of the room')
    expect(wire()).toContain(`<presence type="unavailable" to="${room}/frodo"/>`)
    const left = wire().indexOf(`<presence type="unavailable" to="${room}/frodo"/>`)
    await until(() => wire().lastIndexOf('<active name') > left, 'the list without it')
    await casper.core.close()
    expect(stored(casper.dataDir)).not.toContain(room)
  })

  test('is told to a room that has become a contact', async () => {
    const { casper, id, tell, wire } = await entered()
    const item = `<item jid='${room}' subscription='none'/>`
    tell(`<iq type='set' id='p'><query xmlns='jabber:iq:roster'>${item}</query></iq>`)
    await until(() => casper.contact(room), 'the contact')
    await casper.request('room.leave', { account: id, room })
    const goodbye = `<presence type="unavailable" to="${room}/frodo"/>`
    await until(() => wire().includes(goodbye), 'leaving')
  })

  test('signing out leaves the rooms before anything else is taken back', async () => {
    const { casper, id, wire } = await entered(false)
    await casper.request('account.sign-out', { account: id })
    const left = wire().indexOf(`<presence type="unavailable" to="${room}/frodo"/>`)
    expect(left).toBeGreaterThan(0)
    expect(wire().indexOf('<presence type="unavailable"/>')).toBeGreaterThan(left)
  })

  test('with all contacts is no leaving for good: the room is entered again once hidden', async () => {
    const { casper, id, inside, wire } = await entered(false)
    await casper.request('visibility.go-invisible', { account: id })
    await casper.confirmed()
    await inside()
    const after = wire().slice(wire().indexOf('<presence type="unavailable"/>'))
    expect(after).toContain('<presence type="unavailable"/>')
    await until(() => wire().lastIndexOf(entrance) > wire().lastIndexOf('<active name'), 'entering')
  })

  test('by signing out is not for good: the room and not its password is kept', async () => {
    const { casper, id, inside, shown, wire } = await scene()
    await casper.confirmed()
    await casper.request('room.join', { account: id, room, nick: 'frodo', password: 'mellon' })
    await inside()
    await casper.request('account.sign-out', { account: id })
    await until(() => shown()?.state === 'left', 'being out')
    await casper.request('account.sign-in', { account: id })
    await inside()
    expect(wire().match(/<presence to="[^"]*frodo">/g)).toHaveLength(2)
    await casper.core.close()
    expect(stored(casper.dataDir)).toContain(room)
    expect(stored(casper.dataDir)).not.toContain('mellon')
  })
})

test('a session that is lost and not resumed enters the room again, once hidden', async () => {
  const { server, wire } = await entered()
  const first = wire().indexOf(entrance)
  server.peers[0]?.destroy()
  await until(() => wire().lastIndexOf(entrance) > first, 'the second time', 10_000)
  expect(wire().lastIndexOf(entrance)).toBeGreaterThan(wire().lastIndexOf('<active name'))
})

test('a form that a room refuses does no harm', async () => {
  const answer: Answer = (iq, kind) =>
    iq.attrs['to'] === room ? refusal(iq, 'forbidden') : disco(iq, kind)
  const welcome = (nick: string) => arrived(nick, `<status code='201'/>`)
  const { casper, join: ask, inside } = await scene(true, welcome, { answer })
  await casper.confirmed()
  await ask()
  await inside()
})

function stored(dataDir: string): string {
  return readFileSync(join(dataDir, 'casper.json'), 'utf8')
}
