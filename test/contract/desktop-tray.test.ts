// The tray at work: what a click asks for, and that its menu claims nothing that a click alone brought about.
import { basename, dirname } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { trayIcons } from '../../build/packages/tray-icons.mjs'
import { createTray } from '../../electron/desktop/tray'
import { appError } from '../../shared/errors'
import type { BareJid } from '../../shared/jid'
import type { AccountView } from '../../shared/model'
import { err, ok } from '../../shared/result'
import type { Result } from '../../shared/result'
import type { AppSnapshot } from '../../shared/snapshot'
import { invisibleToAll } from '../../shared/visibility/policy'
import { accountOf } from '../support/account-view'
import { emptyState } from './core-under-test'
import { createElectronDouble } from './electron-double'
import { clickItem, itemOf } from './menu-double'

let close = () => undefined as void
afterEach(() => close())

const one = accountOf('one')
const stateOf = (...accounts: readonly AccountView[]): AppSnapshot => ({
  ...emptyState,
  accounts: Object.fromEntries(accounts.map((account) => [account.id, account])),
})

function open(state: AppSnapshot, platform: NodeJS.Platform = 'linux') {
  const { modules, trays } = createElectronDouble({ dataDir: '/nowhere' })
  const asked: [command: string, payload: unknown][] = []
  const done: string[] = []
  let answer: Result<null> = ok(null)
  const part = createTray(modules, platform, '/icons', {
    ask: (command, payload) => {
      asked.push([command, payload])
      return Promise.resolve(answer)
    },
    show: () => void done.push('show'),
    hideEverywhere: () => void done.push('hide everywhere'),
    quit: () => void done.push('quit'),
  })
  close = part.close
  part.changed(state, null, [])
  const [tray] = trays
  if (!tray) throw new Error('no tray')
  return {
    ...{ asked, done, tray },
    refuse: () => (answer = err(appError('timeout'))),
    change: (after: AppSnapshot) => part.changed(after, state, []),
  }
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 0))

test('availability is sent with the status of now, not of when the menu was made', () => {
  const { asked, change, tray } = open(stateOf(one))
  change(stateOf({ ...one, presence: { show: null, status: 'In the garden', priority: 3 } }))
  clickItem(tray.menu, 'Do not disturb')
  expect(asked).toEqual([
    [
      'presence.set',
      { account: 'one', presence: { show: 'dnd', status: 'In the garden', priority: 3 } },
    ],
  ])
})

test('a wish that was refused is not left ticked', async () => {
  const { asked, refuse, tray } = open(stateOf(one))
  refuse()
  clickItem(tray.menu, 'Invisible')
  expect(itemOf(tray.menu, 'Invisible').checked).toBe(true)
  await settle()
  expect(asked).toEqual([['visibility.go-invisible', { account: 'one' }]])
  expect(itemOf(tray.menu, 'Invisible').checked).toBe(false)
  expect(itemOf(tray.menu, 'Visible').checked).toBe(true)
})

test('an answer that comes after the end finds no tray, and needs none', async () => {
  const { tray } = open(stateOf(one))
  const { menu } = tray
  clickItem(menu, 'Invisible')
  close()
  await settle()
  expect([tray.gone, tray.menu]).toEqual([true, menu])
})

test('signing in and out, and hiding everywhere, are asked for by a click', () => {
  const online: AccountView = {
    ...one,
    id: 'two',
    connection: { state: 'online', since: 0, resumed: false },
  }
  const { asked, done, tray } = open(stateOf(one, online))
  for (const label of ['Sign in', 'Sign out', 'Go invisible everywhere', 'Quit Casper']) {
    clickItem(tray.menu, label)
  }
  expect(asked).toEqual([
    ['account.sign-in', { account: 'one' }],
    ['account.sign-out', { account: 'two' }],
  ])
  expect(done).toEqual(['hide everywhere', 'quit'])
})

test.each([
  ['linux', ['show']],
  ['win32', ['show']],
  // There a click opens the menu.
  ['darwin', []],
] as const)('a click on %s brings about: %j', (platform, expected) => {
  const { done, tray } = open(stateOf(one), platform)
  tray.emit('click')
  expect(done).toEqual(expected)
})

test.each(['linux', 'win32', 'darwin'] as const)(
  'every picture that is asked for on %s is drawn, also for dense screens',
  (platform) => {
    const drawn = trayIcons('renderer/public/icon.svg')
    const online: AccountView = {
      ...one,
      connection: { state: 'online', since: 0, resumed: false },
    }
    const hidden: AccountView = {
      ...online,
      visibility: {
        ...online.visibility,
        ...{ phase: 'confirmed', requested: invisibleToAll, exposure: { kind: 'nobody' } },
      },
    }
    const ann = 'ann@example.org' as BareJid
    const written: AppSnapshot['contacts'] = {
      one: {
        [ann]: {
          ...{ jid: ann, name: 'Ann', groups: [], subscription: 'both', ask: false },
          ...{ resources: [], unread: 1 },
        },
      },
    }
    const { change, tray } = open(stateOf(one), platform)
    const asked = [one, online, hidden].flatMap((account) =>
      [{}, written].map((contacts) => {
        change({ ...stateOf(account), contacts })
        expect(dirname(tray.picture)).toBe('/icons')
        return basename(tray.picture)
      }),
    )
    expect(new Set(asked).size).toBe(6)
    const needed = asked.flatMap((name) => [name, name.replace('.png', '@2x.png')])
    expect(needed.filter((name) => drawn[name] === undefined)).toEqual([])
  },
)
