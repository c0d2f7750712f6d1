// Nobody at the page, as a user without Electron has it: a real browser whose clock is put forward, the built tab host, a
// real server, and somebody who watches.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AutoAway } from '../../shared/away/auto-away'
import { noAutoAway } from '../../shared/away/auto-away'
import { usualSettings } from '../../shared/settings'
import { launchBrowser } from '../support/browser'
import { addFriends, password } from '../support/friends'
import type { Observer } from '../support/observer'
import { startObserver } from '../support/observer'
import { startProsody } from '../support/prosody'
import type { RunningServer } from '../support/server'
import type { TabHost } from '../support/tab'
import { startTabHost } from '../support/tab'
import { until } from '../support/wait'

const autoAway: AutoAway = { ...noAutoAway, awayAfter: 5, onLock: 'xa', status: 'Gone.' }

let browser: Browser
let server: RunningServer
let tab: TabHost
let page: Page
let bob: Observer
let mark = 0
/** What the page said to its host. */
const sent: string[] = []

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'casper-idle-'))
  const settings = { ...usualSettings, autoAway }
  const file = { version: 1, installation: 'abcdefgh', settings, accounts: [] }
  writeFileSync(join(folder, 'casper.json'), JSON.stringify(file))
  ;[browser, server, tab] = await Promise.all([
    launchBrowser(),
    startProsody(),
    startTabHost(folder),
  ])
  await addFriends(server, 'alice', [{ jid: 'bob@localhost', name: 'Bob', groups: ['Friends'] }])
  bob = await startObserver({ server, user: 'bob', password })
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  page.on('websocket', (socket) =>
    socket.on('framesent', ({ payload }) => sent.push(payload.toString())),
  )
  await page.clock.install()
  await page.goto(tab.url)
})
afterAll(async () => {
  await browser.close()
  await tab.close()
  tab.remove()
  await bob.close()
  await server.stop()
})

const press = (name: string) => page.getByRole('button', { name, exact: true }).first().click()
const phase = (lead: string) =>
  page.locator('[role=status][data-phase=confirmed]', { hasText: lead }).waitFor()

/** What bob was told since the last look: type, show and status. */
function told(): string[] {
  return bob
    .from('alice@localhost', mark)
    .filter(({ name }) => name === 'presence')
    .map(({ type, xml }) => {
      const [, show = ''] = /<show>(.*?)<\/show>/.exec(xml) ?? []
      const [, status = ''] = /<status>(.*?)<\/status>/.exec(xml) ?? []
      return [type, show, status].filter((word) => word !== undefined && word !== '').join(' ')
    })
}
async function news(many: number): Promise<string[]> {
  await until(() => told().length >= many, 'what bob is told')
  await bob.settled()
  const heard = told()
  mark = bob.mark()
  return heard
}

test('somebody signs in and is seen', async () => {
  await page.getByRole('textbox', { name: 'Address (JID)' }).fill('alice@localhost')
  await page.getByRole('textbox', { name: 'Password' }).fill(password)
  await page.getByText('Advanced').click()
  await page.getByRole('combobox', { name: 'Server' }).selectOption('manual')
  await page.getByRole('textbox', { name: 'Host' }).fill('127.0.0.1')
  await page.getByRole('spinbutton', { name: 'Port' }).fill(String(server.port))
  await press('Sign in')
  await press('Trust this certificate for this account')
  await press('Trust this certificate')
  await phase('Invisible')
  await bob.settled()
  mark = bob.mark()
  await press('Go visible')
  await phase('Visible')
  expect(await news(1)).toEqual([''])
})

test('nobody touches the page for longer than was chosen: away, once', async () => {
  await page.clock.fastForward('06:00')
  expect(await news(1)).toEqual(['away Gone.'])
  await page.clock.fastForward('10:00')
  await page
    .getByText(/by itself since/)
    .first()
    .waitFor()
  expect(await news(0)).toEqual([])
})

test('somebody moves the mouse: back, as before', async () => {
  await page.mouse.move(200, 200)
  await page.mouse.move(300, 300)
  expect(await news(1)).toEqual([''])
})

test('the page is shown again, and nobody touches it: that is nobody', async () => {
  await page.clock.fastForward('06:00')
  expect(await news(1)).toEqual(['away Gone.'])
  const another = await browser.newPage()
  await another.close()
  await page.bringToFront()
  expect(await news(0)).toEqual([])
  await page.keyboard.press('Shift')
  expect(await news(1)).toEqual([''])
})

test('the browser is allowed to watch: then it alone does, and knows of the lock', async () => {
  const origin = new URL(page.url()).origin
  const devtools = await page.context().newCDPSession(page)
  const override = (isUserActive: boolean, isScreenUnlocked: boolean) =>
    devtools.send('Emulation.setIdleOverride', { isUserActive, isScreenUnlocked })
  await page.clock.fastForward('06:00')
  expect(await news(1)).toEqual(['away Gone.'])
  await override(true, true)
  const { targetInfo } = await devtools.send('Target.getTargetInfo')
  const { browserContextId = '' } = targetInfo
  const permissions = ['idleDetection' as const]
  await devtools.send('Browser.grantPermissions', { permissions, origin, browserContextId })
  expect(await news(1), 'somebody is at the computer').toEqual([''])
  await page.clock.fastForward('20:00')
  expect(await news(0)).toEqual([])
  sent.length = 0
  await page.clock.runFor('05:00')
  const beats = sent.filter((frame) => frame.includes('"active":true')).length
  expect(beats, 'that somebody is there is said again each minute').toBe(5)
  await override(false, false)
  expect(await news(1)).toEqual(['xa Gone.'])
  await page.mouse.move(100, 100)
  expect(await news(0), 'the page’s own input counts no more').toEqual([])
  await override(true, true)
  expect(await news(1)).toEqual([''])
})

test('the last page is closed: nobody is away for that alone', async () => {
  await page.close()
  expect(await news(0)).toEqual([])
})
