// The demo as a view sees it: one command, and everything is there; nothing of it is left afterwards.
import { readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openHistory } from '../../../electron/store/history'
import type { BareJid } from '../../../shared/jid'
import type { Message } from '../../../shared/model'
import type { TestCasper } from '../../support/casper'
import { startCasper } from '../../support/casper'
import { until } from '../../support/wait'

const lea = 'lea@demo.localhost' as BareJid
const lounge = 'lounge@conference.demo.localhost' as BareJid

let casper: TestCasper

beforeEach(async () => {
  casper = await startCasper()
})
afterEach(async () => {
  await casper.close()
  casper.remove()
})

const start = async (signInInvisible: boolean): Promise<string> => {
  const started = await casper.request('demo.start', { signInInvisible })
  if (!started.ok) throw new Error(started.error.message)
  await casper.when('the roster', ({ rosterLoaded }) => rosterLoaded)
  await casper.confirmed()
  return started.value.account
}
const contacts = () => Object.values(casper.snapshot().contacts[casper.account().id] ?? {})
const said = (peer: BareJid): readonly Message[] =>
  casper.snapshot().chats[casper.account().id]?.[peer] ?? []
const portOf = (): number => {
  const { server } = casper.account()
  if (server.mode !== 'manual') throw new Error('no port')
  return server.port
}
const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })

test('a hidden newcomer has a dozen contacts in groups, sees them, and is answered', async () => {
  const account = await start(true)
  expect(casper.account()).toMatchObject({
    jid: 'you@demo.localhost',
    demo: true,
    secret: 'memory',
    visibility: { phase: 'confirmed', seenBy: 0 },
  })
  expect(contacts()).toHaveLength(12)
  const groups = new Set(contacts().flatMap((contact) => contact.groups))
  expect([...groups].sort()).toEqual(['Family', 'Friends', 'IRC', 'Students', 'Work'])
  const there = () => contacts().filter(({ resources }) => resources.length > 0)
  await until(() => there().length >= 8, 'their presence')
  expect(casper.contact('quill@irc.demo.localhost')?.resources).toHaveLength(1)

  await casper.request('chat.open', { account, peer: lea })
  const question = { account, peer: lea, body: 'Are you there?', reveal: 'once' } as const
  await casper.request('message.send', question)
  await until(() => said(lea).some(({ direction }) => direction === 'in'), 'an answer', 10_000)

  await casper.request('visibility.go-visible', { account })
  await casper.when('being seen', ({ visibility }) => visibility.seenBy > 8)
})

test('the lounge can be joined, and somebody answers there', async () => {
  const account = await start(false)
  await casper.request('room.join', { account, room: lounge, nick: 'you' })
  const room = () => casper.snapshot().rooms[account]?.[lounge]
  await until(() => room()?.state === 'joined', 'the room')
  await until(() => (room()?.occupants.length ?? 0) >= 4, 'the others')
  expect(room()?.subject).toBe('This and that')
  await casper.request('chat.open', { account, peer: lounge })
  await casper.request('message.send', { account, peer: lounge, body: 'Hello everybody' })
  const mine = () => said(lounge).findIndex(({ nick }) => nick === 'you')
  await until(() => mine() >= 0 && said(lounge).length > mine() + 1, 'an answer', 10_000)
})

test.each(['privacy-lists', 'invisible-command', 'directed-presence'] as const)(
  'hiding by %s is confirmed, but for one who is let see',
  async (choice) => {
    const account = await start(true)
    await casper.request('visibility.choose', { account, choice, scope: 'session' })
    await casper.when('that way', ({ visibility }) => visibility.strategy === choice)
    await casper.confirmed()
    expect(casper.account().visibility.seenBy).toBe(0)
    const target = { type: 'jid', value: lea } as const
    await casper.request('visibility.let-see', { account, target })
    await casper.when('one who sees', ({ visibility }) => visibility.seenBy === 1)
  },
)

test('somebody can be blocked, and the console shows what is said', async () => {
  const account = await start(false)
  await casper.request('console.open', { account })
  await casper.request('contact.block', { account, peer: lea })
  await casper.when('the block', ({ blocked }) => blocked?.includes(lea) ?? false)
  const shown = () => casper.snapshot().console[account] ?? []
  await until(() => shown().some(({ xml }) => xml.includes('urn:xmpp:blocking')), 'the stanza')
})

test('a second start is the same demo; nothing of it survives', async () => {
  const [account, again] = await Promise.all([start(true), start(true)])
  expect(again).toBe(account)
  await casper.request('chat.open', { account, peer: lea })
  const wish = { account, peer: lea, body: 'Remember me', reveal: 'once' } as const
  await casper.request('message.send', wish)
  await until(() => said(lea).length > 0, 'the message')
  const port = portOf()
  await casper.close()
  expect(await answers(port)).toBe(false)
  const file = await readFile(join(casper.dataDir, 'casper.json'), 'utf8')
  expect(JSON.parse(file)).toMatchObject({ accounts: [] })
  const history = openHistory(join(casper.dataDir, 'casper.db'))
  expect(history.recent(account, lea, 10)).toEqual([])
  history.close()
})

test.each(['account.remove', 'account.sign-out'] as const)(
  '%s ends it, and it can be started again',
  async (command) => {
    const account = await start(true)
    const port = portOf()
    expect(await answers(port)).toBe(true)
    expect(await casper.request(command, { account })).toEqual({ ok: true, value: null })
    await until(() => Object.keys(casper.snapshot().accounts).length === 0, 'the removal')
    expect(await answers(port)).toBe(false)
    await start(false)
    expect(contacts()).toHaveLength(12)
  },
)
