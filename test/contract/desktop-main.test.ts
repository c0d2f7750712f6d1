// The entry with Electron: what it hands over, and that a bug ends Casper instead of leaving half of it running.
import type * as Declared from 'electron'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { DesktopOptions } from '../../electron/desktop/app'
import type { Modules } from '../../electron/desktop/modules'
import { createElectronDouble, type ElectronDouble } from './electron-double'

type Run = (modules: Modules, options: DesktopOptions) => Promise<void>

let electron: ElectronDouble
let written: string[]
const bugs: ((thrown: unknown) => void)[] = []

beforeEach(() => {
  electron = createElectronDouble({ dataDir: '/nowhere' })
  written = []
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0)
  vi.spyOn(process, 'on').mockImplementation((name, listener) => {
    if (name === 'uncaughtException') bugs.push(listener as (thrown: unknown) => void)
    return process
  })
  vi.doMock('electron', () => electron.modules)
})

afterEach(() => {
  bugs.length = 0
  vi.restoreAllMocks()
  vi.doUnmock('electron')
  vi.doUnmock('../../electron/desktop/app')
  vi.resetModules()
})

async function enter(runDesktop: Run): Promise<void> {
  vi.doMock('../../electron/desktop/app', () => ({ runDesktop }))
  await import('../../electron/main')
}

test('every module of Electron that the desktop uses is handed over', async () => {
  const given: Modules[] = []
  await enter((modules) => Promise.resolve(void given.push(modules)))
  expect(given).toEqual([electron.modules])
})

/** Electron's modules as they are declared, and what becomes of them where one is declared in another way. */
type Electron = typeof Declared
type With<Changed> = Omit<Electron, keyof Changed> & Changed
type Fits<Given> = Given extends Modules ? 'fits' : 'does not fit'

test('a newer Electron that has a module in another way does not compile', () => {
  // Judged by the compiler: a line whose verdict is another one is an error of its type.
  const verdicts = {
    'as it is': 'fits' satisfies Fits<Electron>,
    'a tray that takes other pictures': 'does not fit' satisfies Fits<
      With<{ Tray: new (picture: Blob) => Modules['Tray'] }>
    >,
    'answers to an announcement by another name': 'does not fit' satisfies Fits<
      With<{
        Notification: {
          new (): { close(): void; show(): void; on(event: 'answer', heard: () => void): void }
          isSupported(): boolean
        }
      }>
    >,
    'screens that have to be waited for': 'does not fit' satisfies Fits<
      With<{ screen: { getAllDisplays(): Promise<[]> } }>
    >,
    'sessions without a handler of permissions': 'does not fit' satisfies Fits<
      With<{
        session: {
          defaultSession: Omit<Electron['session']['defaultSession'], 'setPermissionCheckHandler'>
        }
      }>
    >,
    'pictures that are made in another way': 'does not fit' satisfies Fits<
      With<{ nativeImage: Omit<Electron['nativeImage'], 'createFromPath'> }>
    >,
    'a lock that is told by another name': 'does not fit' satisfies Fits<
      With<{ powerMonitor: Omit<Electron['powerMonitor'], 'on'> }>
    >,
  }
  expect(Object.values(verdicts).filter((one) => one === 'fits')).toHaveLength(1)
})

test('a bug is noted, and Casper ends by the way that says goodbye', async () => {
  await enter(() => Promise.resolve())
  expect(bugs).toHaveLength(1)
  bugs[0]!(new Error('a bug'))
  expect(written.join('')).toMatch(/Casper ends for a bug.*a bug/)
  expect(electron.calls).toEqual(['app ended'])
})

test('a start that fails says so in a window', async () => {
  await enter(() => Promise.reject(new Error('no space left')))
  await vi.waitFor(() => expect(electron.calls).toContain('app.exit 1'))
  expect(electron.calls).toContain('dialog Casper could not start')
})
