// The built app in a real Electron, on a display of its own: what no double can prove.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ElectronApplication, Page } from 'playwright-core'
import { _electron } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { electronBinary } from '../../build/tasks/electron.mjs'
import type { Display } from '../support/programs/display'
import { startDisplay } from '../support/programs/display'

const home = mkdtempSync(join(tmpdir(), 'casper-electron-'))
let display: Display | undefined
let app: ElectronApplication
let page: Page

// Electron's sandbox cannot be made by root; an app that is not packed is let go without it.
const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []

beforeAll(async () => {
  if (process.platform === 'linux') display = await startDisplay(home)
  const given = Object.entries({ ...process.env, ...display?.env })
  const env = given.filter(([name]) => name !== 'ELECTRON_RUN_AS_NODE')
  app = await _electron.launch({
    executablePath: electronBinary(),
    args: [...asRoot, '.', '--demo', `--data-dir=${join(home, 'data')}`],
    env: Object.fromEntries(env) as Record<string, string>,
  })
  page = await app.firstWindow()
})

afterAll(async () => {
  await app.close()
  await display?.close()
  rmSync(home, { recursive: true, force: true })
})

describe('in a real Electron', () => {
  test('the window shows the page of app://casper, and the demo is there, hidden', async () => {
    expect(page.url()).toBe('app://casper/')
    const confirmed = page.locator('[role=status][data-phase=confirmed]', { hasText: 'Invisible' })
    await confirmed.waitFor({ timeout: 20_000 })
  })

  test('the page is sandboxed and alone', async () => {
    const preferences = await app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map(({ webContents }) => {
        // Not in the types, but how Electron tells what a page was really given.
        const { getLastWebPreferences } = webContents as unknown as {
          getLastWebPreferences(): Record<string, unknown>
        }
        return getLastWebPreferences.call(webContents)
      }),
    )
    expect(preferences).toHaveLength(1)
    expect(preferences[0]).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
    })
    const powers = await page.evaluate(() => ({
      node: ['require', 'process', 'module', 'Buffer'].filter((name) => name in globalThis),
      bridge: Object.keys((globalThis as unknown as { casper: object }).casper).sort(),
    }))
    expect(powers).toEqual({ node: [], bridge: ['onEvent', 'request'] })
  })

  test('the page cannot leave, open a window, or read files', async () => {
    const tried = await page.evaluate(async () => {
      const opened = window.open('https://example.invalid/')
      location.assign('https://example.invalid/')
      const file = await fetch('file:///etc/passwd').then(
        () => 'read',
        () => 'refused',
      )
      return { opened: opened === null, file }
    })
    expect(tried).toEqual({ opened: true, file: 'refused' })
    expect(page.url()).toBe('app://casper/')
    expect(app.windows()).toHaveLength(1)
  })

  test('a command passes through the real IPC', async () => {
    await page.getByRole('button', { name: 'Go visible' }).first().click()
    await page
      .locator('[role=status][data-phase=confirmed]', { hasText: 'Visible' })
      .waitFor({ timeout: 10_000 })
  })

  test('closing the window hides it; Casper goes on', async () => {
    const visible = await app.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows()
      window?.close()
      return window?.isVisible()
    })
    expect(visible).toBe(false)
    expect(app.process().exitCode).toBeNull()
  })
})
