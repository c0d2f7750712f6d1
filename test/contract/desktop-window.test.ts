// The window at work: found as it was left, marked on Windows, brought back when its page ends, there to hear the end.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createBadge, markWindow } from '../../electron/desktop/badge'
import { until } from '../support/wait'
import { emptyState } from './core-under-test'
import type { Machine } from './desktop-run'
import { createMachine } from './desktop-run'
import { createElectronDouble } from './electron-double'
import { clickItem } from './menu-double'

let machine: Machine
const start: Machine['start'] = (options) => machine.start(options)

beforeEach(async () => {
  machine = await createMachine()
})

afterEach(() => machine.remove())

const large = { x: 1, y: 2, width: 800, height: 600, maximized: true }
const leftLarge = () => writeFile(join(machine.dataDir, 'window.json'), JSON.stringify(large))

async function hiddenStart(platform: NodeJS.Platform) {
  const first = await start({ platform })
  await first.set({ startHidden: true })
  await first.quit()
  await leftLarge()
  return start({ platform })
}

describe('shown', () => {
  test('it is as large as it was left', async () => {
    await leftLarge()
    const { electron } = await start()
    expect(electron.windows[0]!.told).toEqual(['load app://casper/', 'maximize', 'show'])
  })

  test('it comes back from the taskbar', async () => {
    const { electron } = await start()
    electron.windows[0]!.minimized = true
    clickItem(electron.trays[0]!.menu, 'Show Casper')
    expect(electron.windows[0]!.told.slice(-3)).toEqual(['restore', 'show', 'focus'])
  })

  test('it comes up by a click in the dock', async () => {
    const { electron } = await start({ platform: 'darwin' })
    electron.windows[0]!.userCloses()
    electron.app.emit('activate')
    expect(electron.windows[0]!.told.slice(-3)).toEqual(['hide', 'show', 'focus'])
  })
})

describe('on Windows, which tells its end to windows alone', () => {
  test('a hidden start makes one, does not show it, and hears the end', async () => {
    const { electron, settled } = await hiddenStart('win32')
    await settled()
    expect(electron.windows.map(({ told }) => told)).toEqual([['load app://casper/']])
    electron.windows[0]!.emit('query-session-end', {})
    await until(() => electron.calls.includes('app ended'), 'the end')
  })

  test('it is shown, as large as it was left, once somebody asks', async () => {
    const { electron, settled } = await hiddenStart('win32')
    await settled()
    clickItem(electron.trays[0]!.menu, 'Show Casper')
    expect(electron.windows[0]!.told.slice(1, 4)).toEqual(['maximize', 'show', 'mark '])
  })

  test('its mark says how much is unread, whenever it is shown', () => {
    const { modules, app, windows } = createElectronDouble({ dataDir: '/nowhere' })
    const window = new modules.BrowserWindow({})
    let unread = 2
    const mark = () => markWindow(modules, window, 'mark.png', unread)
    createBadge(modules.app, 'win32', mark).changed(emptyState, null, [])
    unread = 0
    mark()
    expect(windows[0]!.told).toEqual(['mark 2 unread', 'mark '])
    expect(app.badge).toBe(0)
  })
})

describe('a page that ends by itself', () => {
  const turn = () => new Promise((resolve) => setImmediate(resolve))

  test('is loaded again, three times; then whoever asks for the window does it', async () => {
    const { electron } = await start()
    const { webContents } = electron.windows[0]!
    for (let times = 0; times < 5; times++) {
      webContents.ends('crashed')
      await turn()
    }
    expect(webContents.reloads).toBe(3)
    clickItem(electron.trays[0]!.menu, 'Show Casper')
    expect(webContents.reloads).toBe(4)
  })

  test('in order is left alone', async () => {
    const { electron } = await start()
    electron.windows[0]!.webContents.ends('clean-exit')
    await turn()
    expect(electron.windows[0]!.webContents.reloads).toBe(0)
  })
})
