// What of the desktop follows the settings: keys, starting at login, spell checking; and the menu that leads there.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { until } from '../support/wait'
import type { Machine } from './desktop-run'
import { createMachine } from './desktop-run'
import { clickItem } from './menu-double'

let machine: Machine
const start: Machine['start'] = (options) => machine.start(options)

beforeEach(async () => {
  machine = await createMachine()
})

afterEach(() => machine.remove())

describe('the panic key', () => {
  test.each([
    ['another program has', { takenKeys: ['Control+Alt+H'] }, 'panic-key-taken'],
    ['the system does not know', { unknownKeys: ['Control+Alt+H'] }, 'panic-key-unknown'],
  ])('that %s is said not to work', async (_, given, code) => {
    const { set, state } = await start(given)
    await set({ panicKey: 'Control+Alt+H' })
    await until(() => state().notices.length > 0, 'the notice')
    expect(state().notices[0]?.error.code).toBe(code)
  })

  test('that Wayland may keep from Casper is to be tried once, when it was chosen', async () => {
    const env = { XDG_SESSION_TYPE: 'wayland' }
    const first = await start({ env })
    await first.set({ panicKey: 'Control+Alt+H' })
    await until(() => first.state().notices.length > 0, 'the notice')
    expect(first.state().notices[0]?.error.code).toBe('panic-key-untried')
    await first.quit()
    const { electron, settled, state } = await start({ env })
    await settled()
    expect([electron.keys.size, state().notices]).toEqual([1, []])
  })

  test('gives the keys back when others are chosen', async () => {
    const { electron, set } = await start()
    await set({ panicKey: 'Alt+1' })
    await until(() => electron.keys.has('Alt+1'), 'the key')
    await set({ panicKey: null })
    await until(() => electron.keys.size === 0, 'no key')
  })
})

describe('starting at login', () => {
  const entry = () => join(machine.dataDir, 'config', 'autostart', 'org.casper.Casper.desktop')

  test('is an entry of the XDG autostart on Linux, and none when it is switched off', async () => {
    const { set } = await start({ isPackaged: true })
    await set({ startAtLogin: true })
    const text = await until(
      () => readFile(entry(), 'utf8').catch(() => false as const),
      'the entry',
    )
    expect(text).toContain('Exec="/opt/Casper/casper"\n')
    await set({ startAtLogin: false })
    await until(
      () =>
        readFile(entry()).then(
          () => false,
          () => true,
        ),
      'no entry',
    )
  })

  test.each(['win32', 'darwin'] as const)("is in the system's own list on %s", async (platform) => {
    const { electron, set } = await start({ isPackaged: true, platform })
    await set({ startAtLogin: true })
    await until(
      () => electron.calls.includes('app.setLoginItemSettings {"openAtLogin":true}'),
      'the list',
    )
  })

  test.each(['linux', 'win32'] as const)(
    'is left as it was found by a mere start on %s',
    async (platform) => {
      await mkdir(join(entry(), '..'), { recursive: true })
      await writeFile(entry(), "the user's own")
      const first = await start({ isPackaged: true, platform })
      await first.settled()
      expect(await readFile(entry(), 'utf8')).toBe("the user's own")
      await first.set({ startAtLogin: true })
      await first.quit()
      await writeFile(entry(), 'switched off by the system')
      const { electron, settled } = await start({ isPackaged: true, platform })
      await settled()
      expect(await readFile(entry(), 'utf8')).toBe('switched off by the system')
      expect(electron.calls.join()).not.toContain('Login')
    },
  )

  test('is nothing for a Casper that runs from its sources', async () => {
    const { electron, set } = await start()
    await set({ startAtLogin: true })
    expect(electron.calls.join()).not.toContain('Login')
    await expect(readFile(entry())).rejects.toThrow()
  })
})

describe('spell checking', () => {
  test('fetches nothing from anywhere, and is off without dictionaries', async () => {
    const { electron, settled } = await start()
    await settled()
    const { told } = electron.session
    expect(told[0]).toBe('dictionaries from https://127.0.0.1:9/')
    expect(told.slice(1)).toEqual(['spelling false', 'spelling false'])
    expect(electron.newSession().told[0]).toBe(told[0])
  })

  test('uses the dictionaries that are in the data folder', async () => {
    await mkdirDictionaries()
    const { electron, set } = await start()
    const { told } = electron.session
    await until(() => told.at(-1) === 'spelling true', 'the checker')
    expect(told).toContain('languages de en-GB')
    await set({ spellCheck: false })
    await until(() => told.at(-1) === 'spelling false', 'no checker')
  })

  test("is the system's own on macOS", async () => {
    const { electron } = await start({ platform: 'darwin' })
    await until(() => electron.session.told.at(-1) === 'spelling true', 'the checker')
  })

  async function mkdirDictionaries() {
    const folder = join(machine.dataDir, 'Dictionaries')
    await mkdir(folder)
    // Chromium knows German without a region, and this English with its own.
    const names = ['de-DE-3-0.bdic', 'en-GB-10-1.bdic', 'xx-1-0.bdic', 'notes.txt']
    for (const name of names) {
      await writeFile(join(folder, name), '')
    }
  }
})

describe('newer versions', () => {
  test('are nobody asked for before the user lets it be', async () => {
    await writeFile(join(machine.dataDir, 'package.json'), '{"updateKey":"a key"}')
    let asked = 0
    const loadUpdater = () => Promise.reject(new Error(`look ${++asked}`))
    const { set, settled, state } = await start({
      isPackaged: true,
      platform: 'win32',
      loadUpdater,
    })
    await settled()
    expect(state().host.updates).toBe('casper')
    expect(asked).toBe(0)
    await set({ updates: true })
    expect(asked).toBe(1)
  })

  test('are looked for at once by a start that finds the switch on', async () => {
    await writeFile(join(machine.dataDir, 'package.json'), '{"updateKey":"a key"}')
    const first = await start({ isPackaged: true, platform: 'win32' })
    await first.set({ updates: true })
    await first.quit()
    let asked = 0
    const loadUpdater = () => Promise.reject(new Error(`look ${++asked}`))
    const { settled } = await start({ isPackaged: true, platform: 'win32', loadUpdater })
    await settled()
    expect(asked).toBe(1)
  })

  test('come from the system, where its packages brought Casper', async () => {
    const { set, state } = await start({ isPackaged: true })
    await set({ updates: true })
    expect(state().host.updates).toBe('system')
  })
})

describe('the menu', () => {
  test.each(['linux', 'darwin', 'win32'] as const)(
    'leads to the settings on %s',
    async (platform) => {
      const { electron, state } = await start({ platform })
      clickItem(electron.appMenu(), 'Settings…')
      await until(() => state().errand?.errand.kind === 'settings', 'the settings')
      expect(JSON.stringify(electron.appMenu())).not.toMatch(/toggleDevTools|reload/i)
    },
  )
})
