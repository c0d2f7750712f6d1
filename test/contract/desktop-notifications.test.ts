// What is announced and what is not, what the badge counts, and that an answer given to an announcement passes the gate.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createBadge } from '../../electron/desktop/badge'
import { createAnnouncer } from '../../electron/desktop/notifications'
import { createAsk, startShell } from '../../electron/desktop/shell'
import { appError } from '../../shared/errors'
import type { BareJid } from '../../shared/jid'
import type { Contact, Message, Room } from '../../shared/model'
import type { DesktopSettings } from '../../shared/settings'
import { usualSettings } from '../../shared/settings'
import type { Result } from '../../shared/result'
import { err, ok } from '../../shared/result'
import { accountOf } from '../support/account-view'
import { createCoreUnderTest, type CoreUnderTest } from './core-under-test'
import { createElectronDouble } from './electron-double'

const ann = 'ann@example.org' as BareJid
const garden = 'garden@rooms.example.org' as BareJid
let core: CoreUnderTest
let close = () => undefined as void

beforeEach(() => {
  core = createCoreUnderTest()
})

afterEach(async () => {
  close()
  await core.close()
})

function open(platform: NodeJS.Platform = 'linux', answer: Result<null> = ok(null)) {
  const electron = createElectronDouble({ dataDir: '/nowhere' })
  const { modules } = electron
  const asked: [command: unknown, payload: unknown][] = []
  const request = (command: unknown, payload: unknown) => {
    asked.push([command, payload])
    return Promise.resolve(command === 'message.send' ? answer : ok(null))
  }
  const shown: string[] = []
  const ask = createAsk({ request, report: () => undefined }, core.log)
  const { Notification } = modules
  const show = () => void shown.push('window')
  const shell = startShell(core)
  shell.follow([
    createAnnouncer({ Notification, platform, core: { request }, ask, show }),
    createBadge(modules.app, platform, () => undefined),
  ])
  close = shell.close
  core.publisher.publish({ type: 'account.changed', account: accountOf('one') })
  return { ...electron, asked, shown }
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 40))

function publishContact(unread: number, name = 'Ann') {
  const contact: Contact = {
    jid: ann,
    name,
    groups: [],
    subscription: 'both',
    ask: false,
    resources: [],
    unread,
  }
  core.publisher.publish({ type: 'contact.changed', account: 'one', contact })
}

async function say(body: string, change: Partial<Message> = {}, name?: string) {
  const base = { id: body, peer: ann, direction: 'in', body, at: 1, state: 'received' } as const
  core.publisher.publish({
    type: 'message.changed',
    account: 'one',
    message: { ...base, ...change },
  })
  publishContact(1, name)
  await settle()
}

async function sayInRoom(body: string, change: Partial<Message> = {}) {
  const room: Room = {
    jid: garden,
    nick: 'me',
    state: 'joined',
    subject: '',
    anonymous: null,
    occupants: [],
    error: null,
    unread: 0,
  }
  core.publisher.publish({ type: 'room.changed', account: 'one', room })
  await settle()
  const message = { id: body, peer: garden, nick: 'bob', direction: 'in', body, at: 1 } as const
  core.publisher.publish({
    type: 'message.changed',
    account: 'one',
    message: { ...message, state: 'received', ...change },
  })
  core.publisher.publish({ type: 'room.changed', account: 'one', room: { ...room, unread: 1 } })
  await settle()
}

async function set(change: Partial<DesktopSettings>) {
  const desktop = { ...usualSettings.desktop, ...change }
  core.publisher.publish({ type: 'settings.changed', settings: { ...usualSettings, desktop } })
  await settle()
}

describe('a message', () => {
  test('is announced with its words, and counted', async () => {
    const { app, notifications } = open()
    await say('Hello')
    expect(notifications.map(({ options, state }) => [options.title, options.body, state])).toEqual(
      [['Ann', 'Hello', 'shown']],
    )
    expect(app.badge).toBe(1)
  })

  test('is announced without its words, where that is chosen', async () => {
    const { notifications } = open()
    await set({ notifications: 'without-text' })
    await say('Hello')
    expect(notifications.map(({ options }) => options.body)).toEqual(['wrote to you'])
  })

  test.each([
    ['announcements are off', () => set({ notifications: 'off' }), {}],
    [
      'its author is muted',
      async () =>
        core.publisher.publish({
          type: 'account.changed',
          account: { ...accountOf('one'), muted: [ann] },
        }),
      {},
    ],
    [
      'the user looks at it',
      async () =>
        core.publisher.publish({
          type: 'looking.changed',
          looking: { account: 'one', peer: ann },
        }),
      {},
    ],
    ['it is their own', async () => undefined, { direction: 'out' as const }],
  ])('is not announced while %s', async (_, prepare, change) => {
    const { notifications } = open()
    await prepare()
    await say('Hello', change)
    expect(notifications).toEqual([])
  })

  test('of the muted is not counted, either', async () => {
    const { app } = open()
    const account = { ...accountOf('one'), muted: [ann] }
    core.publisher.publish({ type: 'account.changed', account })
    await say('Hello')
    expect(app.badge).toBe(0)
  })

  test('takes the place of the one before it, and goes once it is read', async () => {
    const { notifications } = open()
    await say('Hello')
    await say('Are you there?')
    expect(notifications.map(({ state }) => state)).toEqual(['closed', 'shown'])
    publishContact(0)
    await settle()
    expect(notifications.map(({ state }) => state)).toEqual(['closed', 'closed'])
  })

  test.each([
    [
      'markup',
      '<b>x</b> <img src="http://evil.example/"> &amp;',
      '‹b›x‹/b› ‹img src="http://evil.example/"› ＆amp;',
    ],
    ['lines and controls', 'a\n\n\tb\u0007c', 'a b c'],
    ['marks of direction', '\u202egpj.exe\u2066', 'gpj.exe'],
    ['too much', 'x'.repeat(10_000), `${'x'.repeat(239)}…`],
  ])('is announced without %s', async (_, body, expected) => {
    const { notifications } = open()
    await say(body, {}, body)
    expect(notifications.at(-1)?.options.body).toBe(expected)
    expect([...(notifications.at(-1)?.options.title ?? '')].length).toBeLessThanOrEqual(80)
  })
})

describe('in a room', () => {
  test('whoever names the user is announced', async () => {
    const { notifications } = open()
    await sayInRoom('me: look')
    expect(notifications.map(({ options }) => options.title)).toEqual(['bob, garden'])
  })

  test('others are not, nor who says a word that only contains the name', async () => {
    const { notifications } = open()
    await sayInRoom('come home, remember')
    expect(notifications).toEqual([])
  })

  test('a whisper is announced, and cannot be answered to all', async () => {
    const { notifications } = open('darwin')
    await sayInRoom('psst', { whispered: true })
    expect(notifications.map(({ options }) => options.hasReply)).toEqual([false])
  })
})

describe('an answer', () => {
  test('is sent like every message, and what was said counts as read', async () => {
    const { asked, notifications, shown } = open('darwin')
    await say('Hello')
    notifications[0]!.emit('reply', { reply: 'Hi Ann' })
    await settle()
    expect(asked).toEqual([
      ['message.send', { account: 'one', peer: ann, body: 'Hi Ann' }],
      ['chat.read', { account: 'one', peer: ann }],
    ])
    expect(shown).toEqual([])
  })

  test.each([
    ['the gate asks about', 'gate-asks', true],
    ['cannot be sent now', 'offline', false],
  ])('that %s is kept as the draft of a window that comes up', async (_, code, asks) => {
    const { asked, notifications, shown } = open('darwin', err(appError(code)))
    await say('Hello')
    notifications[0]!.emit('reply', { reply: 'Hi Ann' })
    await settle()
    expect(asked).toEqual([
      ['message.send', { account: 'one', peer: ann, body: 'Hi Ann' }],
      ['errand.give', { kind: 'chat', account: 'one', peer: ann, draft: 'Hi Ann', asks }],
    ])
    expect(shown).toEqual(['window'])
  })

  test('without words only opens the conversation', async () => {
    const { asked, notifications } = open('win32')
    await say('Hello')
    notifications[0]!.emit('reply', { reply: '  ' })
    expect(asked.map(([command]) => command)).toEqual(['errand.give'])
  })
})

describe('a click', () => {
  test('opens the conversation', async () => {
    const { asked, notifications, shown } = open()
    await say('Hello')
    notifications[0]!.emit('click')
    expect(asked).toEqual([
      ['errand.give', { kind: 'chat', account: 'one', peer: ann, draft: '', asks: false }],
    ])
    expect(shown).toEqual(['window'])
  })

  test('on "Reply", where the system takes no words, opens the conversation', async () => {
    const { asked, notifications, shown } = open('linux')
    await say('Hello')
    expect(notifications[0]!.options.actions).toEqual([
      { type: 'button', text: 'Mark as read' },
      { type: 'button', text: 'Reply' },
    ])
    notifications[0]!.emit('action', { actionIndex: 1 })
    expect(asked).toEqual([
      ['errand.give', { kind: 'chat', account: 'one', peer: ann, draft: '', asks: false }],
    ])
    expect(shown).toEqual(['window'])
    expect(notifications[0]!.state).toBe('closed')
  })

  test('on "Mark as read" does that alone', async () => {
    const { asked, notifications, shown } = open()
    await say('Hello')
    notifications[0]!.emit('action', { actionIndex: 0 })
    expect(asked).toEqual([['chat.read', { account: 'one', peer: ann }]])
    expect(shown).toEqual([])
    expect(notifications[0]!.state).toBe('closed')
  })
})
