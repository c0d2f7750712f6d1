// What may come from a view: each command's payload is checked, and nothing more than it names is let through.
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { noAutoAway } from '../../../shared/away/auto-away'
import type { CommandName } from '../../../shared/protocol'
import { commandSchemas } from '../../../shared/protocol'
import { visibleToAll } from '../../../shared/visibility/policy'

const account = 'one'
const target = { type: 'group', value: 'Work' }

const good: Record<CommandName, unknown> = {
  'account.add': {
    jid: 'me@shire.example',
    password: 'secret',
    signInInvisible: true,
    remember: false,
    server: { mode: 'auto' },
  },
  'account.remove': { account },
  'account.sign-in': { account },
  'account.sign-out': { account },
  'account.trust': { account, fingerprint: Array(32).fill('AF').join(':') },
  'presence.set': { account, presence: { show: 'away', status: 'tea', priority: -1 } },
  'profile.save': {
    account,
    profile: { id: 'work', name: 'Work', policy: visibleToAll, presence: null, autoAway: null },
  },
  'profile.remove': { account, profile: 'work' },
  'profile.switch': { account, profile: 'work' },
  'profile.plan': {
    account,
    schedule: [{ profile: 'work', days: [1, 2, 3, 4, 5], at: '08:00' }],
    signIn: 'work',
  },
  'profile.export': { account },
  'profile.import': { account, text: '{}' },
  'idle.report': { seconds: 61, locked: false },
  'bridge.password': { account },
  'visibility.go-invisible': { account },
  'visibility.go-visible': { account },
  'visibility.let-see': { account, target },
  'visibility.hide-from': { account, target },
  'visibility.reset': { account, target },
  'visibility.retry': { account },
  'visibility.choose': { account, choice: 'privacy-lists', scope: 'account' },
  'visibility.guard': { account, guard: 'typing', up: false },
  'chat.open': { account, peer: 'ann@shire.example' },
  'chat.read': { account, peer: 'ann@shire.example' },
  'chat.mute': { account, peer: 'ann@shire.example', muted: true },
  'chat.look': { looking: null },
  'link.open': { url: 'xmpp:ann@shire.example' },
  'errand.give': { kind: 'join', account: null, room: 'garden@rooms.shire.example', password: '' },
  'errand.done': { id: 1 },
  'message.send': { account, peer: 'ann@shire.example', body: 'Hello', reveal: 'once' },
  'reveal.revoke': { account, peer: 'ann@shire.example' },
  'visibility.decloak': { account, peer: 'ann@shire.example', minutes: 15 },
  'visibility.recloak': { account, peer: 'ann@shire.example' },
  'contact.add': { account, peer: 'ann@shire.example', name: 'Ann', groups: ['Kin'] },
  'contact.edit': { account, peer: 'ann@shire.example', name: '', groups: [] },
  'contact.remove': { account, peer: 'ann@shire.example' },
  'contact.subscription': { account, peer: 'ann@shire.example', act: 'subscribed' },
  'contact.block': { account, peer: 'ann@shire.example' },
  'contact.unblock': { account, peer: 'ann@shire.example' },
  'console.open': { account },
  'console.close': { account },
  'console.send': { account, xml: '<presence/>' },
  'room.join': { account, room: 'inn@rooms.shire.example', nick: 'frodo', password: 'friend' },
  'room.leave': { account, room: 'inn@rooms.shire.example' },
  'demo.start': { signInInvisible: true },
  'observer.watch': { account, peer: 'ann@shire.example' },
  'observer.unwatch': { account, peer: 'ann@shire.example' },
  'observer.sign-in': {
    account,
    jid: 'ann@shire.example',
    password: 'secret',
    server: { mode: 'auto' },
  },
  'self-test.run': { account, peer: 'ann@shire.example' },
  'self-test.stop': { account },
  'ledger.search': {
    account,
    peer: 'ann@shire.example',
    words: 'away',
    before: 9,
    outcome: 'shown',
  },
  'ledger.people': { account, row: 1 },
  'ledger.export': { account },
  'ledger.retention': { days: 30 },
  'ledger.clear': { account },
  'notice.dismiss': { id: 'n1' },
  'settings.set': { theme: 'dark' },
}

const names = Object.keys(commandSchemas) as CommandName[]

function accepts(name: CommandName, payload: unknown): boolean {
  return v.safeParse(commandSchemas[name], payload).success
}

describe('every command', () => {
  it.each(names)('%s takes its payload', (name) => {
    expect(accepts(name, good[name])).toBe(true)
  })

  it.each(names)('%s refuses a field it does not know', (name) => {
    expect(accepts(name, { ...Object(good[name]), extra: 1 })).toBe(false)
  })

  it.each(names)('%s refuses what is no object', (name) => {
    for (const payload of [undefined, null, 'one', []]) expect(accepts(name, payload)).toBe(false)
  })
})

describe('a payload is refused', () => {
  const add = (change: object): object => Object.assign({}, good['account.add'], change)
  const manual = { mode: 'manual', host: 'shire.example', port: 5222, security: 'starttls' }
  const presence = { show: null, status: '', priority: 0 }

  it.each<[string, CommandName, unknown]>([
    ['an account that is no identifier', 'account.remove', { account: '../x' }],
    ['an empty password', 'account.add', add({ password: '' })],
    ['a port above 65535', 'account.add', add({ server: { ...manual, port: 65_536 } })],
    ['a security nobody knows', 'account.add', add({ server: { ...manual, security: 'none' } })],
    [
      'a websocket that is none',
      'account.add',
      add({ server: { mode: 'websocket', url: 'https://x' } }),
    ],
    ['a fingerprint that is too short', 'account.trust', { account, fingerprint: 'AF:AF' }],
    [
      'invisible as a show value',
      'presence.set',
      { account, presence: { ...presence, show: 'invisible' } },
    ],
    [
      'a priority out of range (RFC 3921 s.2.2.2.3)',
      'presence.set',
      { account, presence: { ...presence, priority: 128 } },
    ],
    [
      'a status that XML cannot carry',
      'presence.set',
      { account, presence: { ...presence, status: 'tea\u0007' } },
    ],
    [
      'half a character in a status',
      'presence.set',
      { account, presence: { ...presence, status: 'tea \uD83C' } },
    ],
    [
      'a status while away that XML cannot carry',
      'settings.set',
      { autoAway: { ...noAutoAway, status: 'out\u0000' } },
    ],
    [
      'a group that XML cannot carry',
      'visibility.hide-from',
      { account, target: { type: 'group', value: 'Work\u001B' } },
    ],
    ['an empty target', 'visibility.hide-from', { account, target: { type: 'jid', value: '' } }],
    ['a strategy nobody knows', 'visibility.choose', { account, choice: 'luck', scope: 'session' }],
    ['a guard nobody knows', 'visibility.guard', { account, guard: 'remoteMedia', up: true }],
    ['a target of everybody', 'visibility.let-see', { account, target: { type: 'all' } }],
    ['an empty message', 'message.send', { account, peer: 'ann@shire.example', body: '' }],
    [
      'an endless message',
      'message.send',
      { account, peer: 'ann@shire.example', body: 'x'.repeat(65_537) },
    ],
    [
      'a yes to a message that is none',
      'message.send',
      { account, peer: 'ann@shire.example', body: 'x', reveal: 'yes' },
    ],
    [
      'a decloak of no length',
      'visibility.decloak',
      { account, peer: 'ann@shire.example', minutes: 0 },
    ],
    ['a stanza of more than 64 KiB', 'console.send', { account, xml: 'x'.repeat(65_537) }],
    [
      'an act about a subscription that is none',
      'contact.subscription',
      { account, peer: 'ann@shire.example', act: 'invisible' },
    ],
    [
      'more groups than anybody has',
      'contact.edit',
      { account, peer: 'ann@shire.example', name: '', groups: Array(65).fill('x') },
    ],
    ['an outcome nobody knows', 'ledger.search', { account, outcome: 'maybe' }],
    ['half a day', 'ledger.retention', { days: 0.5 }],
    ['more than ten years', 'ledger.retention', { days: 3651 }],
    ['a theme nobody knows', 'settings.set', { theme: 'pink' }],
  ])('%s', (_, name, payload) => {
    expect(accepts(name, payload)).toBe(false)
  })
})

it('a status may have lines, and any character of any language', () => {
  const presence = { show: null, status: 'tea 🍵\nlater\tπ', priority: 0 }
  expect(accepts('presence.set', { account, presence })).toBe(true)
})

describe('a manual server address', () => {
  it('is accepted with host, port and security', () => {
    const server = { mode: 'manual', host: '127.0.0.1', port: 1, security: 'plain' }
    expect(accepts('account.add', { ...Object(good['account.add']), server })).toBe(true)
  })
})
