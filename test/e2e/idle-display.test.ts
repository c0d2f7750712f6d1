// Nobody at the machine, in real time and with real input: a browser on a display of its own (Xvfb), its mouse left alone
// for a minute and moved again, the built tab host, a real server, and somebody who watches.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { noAutoAway } from '../../shared/away/auto-away'
import { usualSettings } from '../../shared/settings'
import { launchBrowser } from '../support/browser'
import { addFriends, password } from '../support/friends'
import type { Observer } from '../support/observer'
import { startObserver } from '../support/observer'
import type { Display } from '../support/programs/display'
import { startDisplay } from '../support/programs/display'
import { startProsody } from '../support/prosody'
import type { RunningServer } from '../support/server'
import type { TabHost } from '../support/tab'
import { startTabHost } from '../support/tab'
import { until } from '../support/wait'

let folder: string
let display: Display
let browser: Browser
let server: RunningServer
let tab: TabHost
let bob: Observer

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'casper-display-'))
  const data = mkdtempSync(join(tmpdir(), 'casper-idle-'))
  const settings = { ...usualSettings, autoAway: { ...noAutoAway, awayAfter: 1 } }
  const file = { version: 1, installation: 'abcdefgh', settings, accounts: [] }
  writeFileSync(join(data, 'casper.json'), JSON.stringify(file))
  ;[display, server, tab] = await Promise.all([
    startDisplay(folder),
    startProsody(),
    startTabHost(data),
  ])
  browser = await launchBrowser(display.env)
  await addFriends(server, 'alice', [{ jid: 'bob@localhost', name: 'Bob' }])
  bob = await startObserver({ server, user: 'bob', password })
})
afterAll(async () => {
  await browser.close()
  await tab.close()
  tab.remove()
  await bob.close()
  await server.stop()
  await display.close()
  rmSync(folder, { recursive: true, force: true })
})

/** What bob was told of the user so far: types and shows. */
function told(): string[] {
  return bob
    .from('alice@localhost', 0)
    .filter(({ name, from }) => name === 'presence' && from.includes('/'))
    .map(({ type, xml }) => type || (/<show>(\w+)</.exec(xml)?.[1] ?? 'available'))
}

test('a minute without input is "away", and the first move of the mouse is "available"', async () => {
  const page = await browser.newPage({ viewport: null })
  await page.goto(tab.url)
  const press = (name: string) => page.getByRole('button', { name, exact: true }).first().click()
  await page.getByRole('textbox', { name: 'Address (JID)' }).fill('alice@localhost')
  await page.getByRole('textbox', { name: 'Password' }).fill(password)
  await page.getByText('Advanced').click()
  await page.getByRole('combobox', { name: 'Server' }).selectOption('manual')
  await page.getByRole('textbox', { name: 'Host' }).fill('127.0.0.1')
  await page.getByRole('spinbutton', { name: 'Port' }).fill(String(server.port))
  await press('Sign in')
  await press('Trust this certificate for this account')
  await press('Trust this certificate')
  await page.locator('[role=status][data-phase=confirmed]', { hasText: 'Invisible' }).waitFor()
  await press('Go visible')
  await until(() => told().length > 0, 'the first presence')
  await until(() => told().length > 1, 'auto-away', 90_000)
  for (const [x, y] of [
    ['400', '400'],
    ['440', '420'],
  ] as const) {
    execFileSync('xdotool', ['mousemove', x, y], { env: { ...process.env, ...display.env } })
  }
  await until(() => told().length > 2, 'the return', 30_000)
  await bob.settled()
  expect(told()).toEqual(['available', 'away', 'available'])
})
