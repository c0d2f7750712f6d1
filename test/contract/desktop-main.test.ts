// The entry with Electron: what it hands over, and that a bug ends Casper instead of leaving half of it running.
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
