// The desktop as a whole, from start to end: main.ts's wiring with a real core, over a recording double of Electron.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createLog } from '../../electron/core/log'
import { failedToStart } from '../../electron/desktop/no-start'
import { noAutoAway } from '../../shared/away/auto-away'
import type { BareJid } from '../../shared/jid'
import { until } from '../support/wait'
import type { Machine } from './desktop-run'
import { createMachine } from './desktop-run'
import type { ElectronDouble } from './electron-double'
import { createElectronDouble } from './electron-double'
import { clickItem, itemOf } from './menu-double'
import { emitPreventable } from './window-double'

let machine: Machine
const start: Machine['start'] = (options) => machine.start(options)

beforeEach(async () => {
  machine = await createMachine()
})

afterEach(() => machine.remove())

describe('the start', () => {
  test('turns the sandbox on and makes app:// an origin before Electron is ready', async () => {
    const { electron } = await start()
    expect(electron.calls.slice(0, 3)).toEqual([
      'app.enableSandbox',
      'protocol.registerSchemesAsPrivileged',
      'app.whenReady',
    ])
    expect(electron.calls).toContain('protocol.handle app')
  })

  test('binds the default session, every other session and every page', async () => {
    const { electron } = await start()
    const [window] = electron.windows
    for (const session of [electron.session, electron.newSession()]) {
      expect(Object.keys(session.handlers).sort()).toEqual([
        'BluetoothPairing',
        'DevicePermission',
        'DisplayMediaRequest',
        'PermissionCheck',
        'PermissionRequest',
      ])
    }
    const contents = window!.webContents
    expect(emitPreventable(contents, 'will-attach-webview')).toBe(true)
    expect(contents.openWindow({ url: 'about:blank' })).toEqual({ action: 'deny' })
  })

  test('loads the page by app:// and by nothing else', async () => {
    const { electron } = await start()
    expect(electron.windows.map(({ told }) => told)).toEqual([['load app://casper/', 'show']])
  })

  test('refuses to run a package without the sandbox', async () => {
    const electron = await machine.run({ isPackaged: true, switches: { 'no-sandbox': '' } })
    expect(electron.calls).toEqual([
      'app.whenReady',
      'dialog Casper does not start without its sandbox',
      'app.exit 1',
    ])
  })

  test('says in a window that another Casper has its data', async () => {
    await start()
    const electron = await machine.run()
    expect(electron.calls.slice(-2)).toEqual(['dialog Casper is running already', 'app.exit 1'])
    expect(electron.windows).toEqual([])
  })

  test('that fails is said in a window, and all of it in the log', async () => {
    const { modules, calls } = createElectronDouble({ dataDir: machine.dataDir })
    const lines: string[] = []
    const log = createLog((line) => void lines.push(line))
    await failedToStart(modules, log, new Error('no space left'))
    expect(calls).toEqual(['app.whenReady', 'dialog Casper could not start', 'app.exit 1'])
    expect(lines.join()).toContain('no space left')
  })

  test('gives way to a Casper that is running already', async () => {
    const electron = await machine.run({ isFirst: false })
    expect(electron.calls.at(-1)).toBe('app ended')
    expect(electron.windows).toEqual([])
  })

  test('without a window, where that is chosen; the tray brings it up', async () => {
    const first = await start()
    await first.set({ startHidden: true })
    await first.quit()
    const { electron } = await start()
    expect(electron.windows).toEqual([])
    clickItem(electron.trays[0]!.menu, 'Show Casper')
    expect(electron.windows).toHaveLength(1)
  })
})

describe('the window', () => {
  test('is hidden when it is closed, and Casper goes on', async () => {
    const { electron } = await start()
    expect(electron.windows[0]!.userCloses()).toBe(false)
    expect(electron.windows[0]!.told.at(-1)).toBe('hide')
    electron.trays[0]!.emit('click')
    expect(electron.windows[0]!.told.slice(-2)).toEqual(['show', 'focus'])
  })

  test('takes Casper with it, where that is chosen', async () => {
    const { electron, set } = await start()
    await set({ closeToTray: false })
    expect(electron.windows[0]!.userCloses()).toBe(true)
    electron.app.emit('window-all-closed')
    await until(() => electron.calls.includes('app ended'), 'the end')
  })

  test('shows nobody looking at a conversation once it is closed', async () => {
    const { electron, request, state, settled } = await start()
    await request('chat.look', { looking: { account: 'one', peer: 'ann@example.org' } })
    await until(() => state().looking !== null, 'the look')
    electron.windows[0]!.userCloses()
    await settled()
    expect(state().looking).toBeNull()
  })
})

describe('links', () => {
  test('of the first start are shown, and nothing is sent', async () => {
    const { state } = await start({
      argv: ['casper', 'xmpp:ann@example.org?message;body=Hi%20there'],
    })
    await until(() => state().errand !== null, 'the errand')
    expect(state().errand?.errand).toEqual({
      kind: 'chat',
      account: null,
      peer: 'ann@example.org',
      draft: 'Hi there',
      asks: false,
    })
  })

  test('of a second start come to the first, with its window', async () => {
    const { electron, state } = await start()
    electron.windows[0]!.userCloses()
    electron.app.emit('second-instance', {}, ['casper', '--demo', 'im:bob@example.org'], '/')
    await until(() => state().errand !== null, 'the errand')
    expect(state().errand?.errand).toMatchObject({ kind: 'chat', peer: 'bob@example.org' })
    expect(electron.windows[0]!.told.slice(-2)).toEqual(['show', 'focus'])
    expect(state().accounts).toEqual({})
  })

  test('of macOS come by an event, those in the page stay inside', async () => {
    const { electron, state } = await start()
    expect(emitPreventable(electron.app, 'open-url', 'xmpp:garden@rooms.example.org?join')).toBe(
      true,
    )
    await until(() => state().errand?.errand.kind === 'join', 'the form')
    electron.windows[0]!.webContents.openWindow({ url: 'xmpp:ann@example.org?roster;name=Ann' })
    await until(() => state().errand?.errand.kind === 'add', 'the other form')
    expect(electron.opened).toEqual([])
  })

  test('that name nobody are refused in words', async () => {
    const { electron, state } = await start()
    electron.app.emit('second-instance', {}, ['xmpp:%00'], '/')
    await until(() => state().notices.length > 0, 'the notice')
    expect(state().notices[0]?.error.code).toBe('bad-link')
    expect(state().errand).toBeNull()
  })
})

describe('an account in the demo', () => {
  const online = async (platform: NodeJS.Platform = 'linux') => {
    const started = await start({ switches: { demo: '' }, platform })
    const account = () => Object.values(started.state().accounts)[0]
    const confirmed = (base: string) =>
      until(
        () =>
          account()?.visibility.phase === 'confirmed' &&
          account()?.visibility.requested.base === base,
        `${base}, confirmed`,
        10_000,
      )
    const tray = () => started.electron.trays[0]!
    return { ...started, account, confirmed, tray }
  }

  test('goes invisible and visible by the tray, which claims what is confirmed', async () => {
    const { account, confirmed, request, settled, tray } = await online()
    await request('visibility.go-visible', { account: 'demo' })
    await confirmed('visible')
    await settled()
    expect(itemOf(tray().menu, 'Visible').checked).toBe(true)
    clickItem(tray().menu, 'Invisible')
    await confirmed('invisible')
    await settled()
    expect(account()?.visibility.exposure.kind).not.toBe('unknown')
    expect(itemOf(tray().menu, 'Invisible: nobody sees you').enabled).toBe(false)
    expect(tray().picture).toMatch(/tray-hidden/)
    clickItem(tray().menu, 'Do not disturb')
    await until(() => account()?.presence.show === 'dnd', 'do not disturb')
    expect(account()?.visibility.requested.base).toBe('invisible')
  })

  test('goes invisible by the menu of the window', async () => {
    const { account, confirmed, electron, request } = await online()
    await request('visibility.go-visible', { account: 'demo' })
    await confirmed('visible')
    clickItem(electron.appMenu(), 'Go invisible everywhere')
    await confirmed('invisible')
    expect(account()?.visibility.seenBy).toBe(0)
  })

  test('goes invisible by the panic key while the window is hidden', async () => {
    const { account, confirmed, electron, request, set } = await online()
    await request('visibility.go-visible', { account: 'demo' })
    await confirmed('visible')
    await set({ panicKey: 'Control+Alt+H' })
    await until(() => electron.keys.has('Control+Alt+H'), 'the key')
    electron.windows[0]!.userCloses()
    electron.keys.get('Control+Alt+H')!()
    await confirmed('invisible')
    expect(account()?.visibility.seenBy).toBe(0)
  })

  test('is away while the screen is locked and before sleep, as the system tells of it', async () => {
    const { account, confirmed, electron, request } = await online()
    await request('visibility.go-visible', { account: 'demo' })
    await confirmed('visible')
    await request('settings.set', { autoAway: { ...noAutoAway, onLock: 'away', onSuspend: 'xa' } })
    const away = (show: 'away' | 'xa' | undefined) =>
      until(() => account()?.away?.show === show, `away: ${show}`)
    electron.powerMonitor.emit('lock-screen')
    await away('away')
    electron.powerMonitor.emit('unlock-screen')
    await away(undefined)
    electron.powerMonitor.emit('suspend')
    await away('xa')
  })

  // Somebody of the cast writes some seconds after the start.
  test('that is hidden is asked before its answer to an announcement leaves', async () => {
    const { confirmed, electron, request, state } = await online('darwin')
    await confirmed('invisible')
    await until(() => electron.notifications.length > 0, 'a message', 15_000)
    electron.notifications[0]!.emit('reply', { reply: 'Hello there' })
    await until(() => state().errand !== null, 'the question')
    const errand = state().errand?.errand
    expect(errand).toMatchObject({ kind: 'chat', draft: 'Hello there', asks: true })
    const peer = errand?.kind === 'chat' ? errand.peer : ''
    await request('chat.open', { account: 'demo', peer })
    const said = await until(() => state().chats['demo']?.[peer as BareJid], 'the conversation')
    expect([...new Set(said.map(({ direction }) => direction))]).toEqual(['in'])
  }, 30_000)
})

describe('the end', () => {
  test.each([
    ['the user quits', (electron: ElectronDouble) => electron.app.quit()],
    [
      'the system ends',
      (electron: ElectronDouble) => emitPreventable(electron.powerMonitor, 'shutdown'),
    ],
    [
      'the session of Windows ends',
      (electron: ElectronDouble) => electron.windows[0]!.emit('query-session-end', {}),
    ],
  ])('waits for the goodbye when %s', async (_, end) => {
    const { electron, state } = await start({ switches: { demo: '' } })
    await until(
      () => Object.values(state().accounts)[0]?.visibility.phase === 'confirmed',
      'the demo',
      10_000,
    )
    end(electron)
    expect(electron.calls).not.toContain('app ended')
    await until(() => electron.calls.includes('app ended'), 'the end')
    expect(Object.values(state().accounts)[0]?.connection.state).not.toBe('online')
    expect(emitPreventable(electron.windows[0]!, 'close')).toBe(false)
    expect(electron.trays[0]!.gone).toBe(true)
  })
})
