// The settings on the stage: reached and left by keys, told to the main process whole, and disabled where an
// organisation decides.
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser'
import { openStage, type Stage } from '../support/stage'
import { casts, showtime } from '../support/stage-casts'

const built = process.env['RENDERER'] ?? 'out/renderer'

let browser: Browser
let page: Page
let stage: Stage

beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())
afterEach(async () => {
  await page.close()
  await stage.close()
})

async function open(cast: string, part?: string): Promise<void> {
  const snapshot = casts[cast]
  if (!snapshot) throw new Error(`There is no cast called ${cast}.`)
  stage = await openStage(built, snapshot())
  page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' })
  await page.clock.setFixedTime(showtime)
  await page.goto(stage.url)
  await page.locator('main').first().waitFor()
  if (part === undefined) return
  await page.keyboard.press('Control+,')
  await tab(part).click()
  await page.getByRole('tabpanel', { name: part }).waitFor()
}

const tab = (name: string) => page.getByRole('tab', { name })
const button = (name: string | RegExp) => page.getByRole('button', { name }).first()
const settings = () => page.getByRole('main', { name: 'Settings' })
const kept = () => stage.play.snapshot().settings
const focused = () => page.evaluate(() => document.activeElement?.textContent.trim() ?? '')

describe('the settings', () => {
  test('are opened by Ctrl+comma, walked through by arrow keys, and closed by Esc', async () => {
    await open('normal')
    await page.getByRole('searchbox', { name: 'Search people' }).focus()
    await page.keyboard.press('Control+,')
    await settings().waitFor()
    expect(await focused()).toBe('Appearance')
    await page.keyboard.press('ArrowDown')
    expect(await focused()).toBe('Away')
    await page.getByRole('combobox', { name: 'Away for long' }).waitFor()
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('ArrowUp')
    expect(await focused()).toBe('Ledger')
    await page.keyboard.press('Escape')
    await settings().waitFor({ state: 'detached' })
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
      .toBe('Search people')
  })

  test('are opened from the menu, and the theme is chosen', async () => {
    await open('normal')
    await button('Settings').click()
    await page.getByRole('menuitem', { name: 'Settings…' }).click()
    await settings().getByRole('button', { name: 'Dark theme' }).click()
    await page.locator('html[data-theme=dark]').waitFor()
  })

  test('are there before the first account', async () => {
    await open('first')
    await button('Settings').click()
    await settings().waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('heading', { name: 'Welcome to Casper' }).waitFor()
  })

  test('say what others see when nobody is there, and are told whole', async () => {
    await open('normal', 'Away')
    await page.getByRole('combobox', { name: 'Away', exact: true }).selectOption('After 5 minutes')
    await expect.poll(() => kept().autoAway.awayAfter).toBe(5)
    await page.getByRole('combobox', { name: 'Away for long' }).selectOption('After 2 minutes')
    await page.getByText('so nobody is ever shown “Away”').waitFor()
    await page.getByRole('combobox', { name: 'When the screen is locked' }).selectOption('Away')
    await page.getByRole('combobox', { name: 'Status text' }).selectOption('Another one')
    await page.getByRole('textbox', { name: 'Status text while away' }).fill('Gone for a walk')
    await page.keyboard.press('Enter')
    await expect.poll(() => kept().autoAway.status).toBe('Gone for a walk')
    await button('Tell those who may see me').click()
    await page.getByRole('switch', { name: 'While the screen is locked' }).click()
    await page.getByRole('switch', { name: 'Say since when I am away' }).click()
    await expect
      .poll(() => kept().autoAway)
      .toEqual({
        awayAfter: 5,
        xaAfter: 2,
        onLock: 'away',
        onSuspend: 'nothing',
        status: 'Gone for a walk',
        whileInvisible: 'tell-those-who-see',
        hideWhenIdle: false,
        hideWhenLocked: true,
        idleTime: 'coarse',
      })
  })

  test('have no part about the desktop in a browser tab', async () => {
    await open('normal', 'Appearance')
    expect(await page.getByRole('tab').allInnerTexts()).not.toContain('Desktop')
  })

  test('take the keys for going invisible by their being pressed', async () => {
    await open('packaged', 'Desktop')
    await button('Choose keys').click()
    await page.keyboard.press('h')
    await page.getByText('Hold Ctrl, Alt or the like').waitFor()
    await page.keyboard.press('Control+Alt+H')
    await expect.poll(() => kept().desktop.panicKey).toBe('Control+Alt+H')
    await page.getByText('Ctrl + Alt + H').waitFor()
    await button('Choose others').click()
    await page.keyboard.press('Escape')
    expect(kept().desktop.panicKey).toBe('Control+Alt+H')
    await settings().waitFor()
    await button('No keys').click()
    await expect.poll(() => kept().desktop.panicKey).toBe(null)
  })

  test('leave newer versions to the system where its packages bring them', async () => {
    await open('packaged', 'Desktop')
    await page.getByText('come from your system').waitFor()
    expect(await page.getByRole('switch', { name: 'Look for newer versions' }).count()).toBe(0)
  })
})

describe('old clients', () => {
  test('are let in by one switch, and what to enter in them is said', async () => {
    await open('normal', 'Old clients')
    const on = page.getByRole('switch', { name: 'Let old clients log in through Casper' })
    await on.click()
    await expect.poll(() => kept().bridge.on).toBe(true)
    await page.getByText('Opening the port…').waitFor()
    const addresses = ['127.0.0.1:15222', '[::1]:15222']
    const bridge = { state: 'listening', addresses, versionless: [], error: null } as const
    stage.play.tell([{ type: 'bridge.changed', bridge }])
    const entered = (words: string) => page.getByRole('definition').filter({ hasText: words })
    await entered('127.0.0.1').waitFor()
    await entered('15222').waitFor()
    await page.getByRole('switch', { name: 'A second port for Pidgin' }).click()
    await expect.poll(() => kept().bridge.versionlessPort).toBe(15_223)
    const port = page.getByRole('spinbutton', { name: 'Second port' })
    await port.fill('80')
    await port.press('Enter')
    await expect.poll(() => port.inputValue()).toBe('15223')
    await port.fill('15300')
    await port.press('Enter')
    await expect.poll(() => kept().bridge.versionlessPort).toBe(15_300)
  })

  test('get a password that is shown once; another one is asked about first', async () => {
    await open('bridge', 'Old clients')
    await button('Make a password: mira@example.org').click()
    const shown = page.getByRole('textbox', { name: 'Password for old clients of mira' })
    expect(await shown.inputValue()).toBe('harp-lemon-quartz-83-violet')
    await tab('Away').click()
    await tab('Old clients').click()
    await page.getByText('Has one').waitFor()
    expect(await shown.count()).toBe(0)
    await button('Make another one: mira@example.org').click()
    await page.getByRole('dialog').getByText('The one before ends').waitFor()
    await page.keyboard.press('Escape')
    expect(await shown.count()).toBe(0)
  })

  test('that are logged in open as accounts, named, with their own visibility', async () => {
    await open('bridge', 'Old clients')
    await button(/^Psi 1\.5/).click()
    await page.getByText('Psi 1.5 through Casper').waitFor()
    await button(/^mira@work\.example \(Psi 1\.5 through Casper\)/).waitFor()
    await button('Who sees me').click()
    const panel = page.getByRole('complementary', { name: 'Who sees you' })
    await panel.getByRole('button', { name: 'Drop the rule about Ines Carvalho' }).click()
    await expect
      .poll(() => stage.play.snapshot().accounts['psi']?.visibility.requested.exceptions.length)
      .toBe(1)
  })

  test('that are logged in can be given another availability, until they say otherwise', async () => {
    await open('bridge')
    await button(/^mira@work\.example/).click()
    await button(/^Availability/).click()
    await page.getByText('Until Psi 1.5 says otherwise').waitFor()
    await page.getByRole('menuitemradio', { name: 'Do not disturb' }).click()
    await expect.poll(() => stage.play.snapshot().accounts['psi']?.presence.show).toBe('dnd')
  })

  test('that logged out leave no form to sign in with', async () => {
    await open('bridge')
    const psi = stage.play.snapshot().accounts['psi']
    if (!psi) throw new Error('Psi is not in the cast.')
    await button(/^mira@work\.example/).click()
    const connection = { state: 'signed-out', error: null } as const
    stage.play.tell([{ type: 'account.changed', account: { ...psi, connection } }])
    await page.getByText('Psi 1.5 has logged out').waitFor()
    expect(await page.getByRole('form', { name: 'Sign in' }).count()).toBe(0)
  })
})

describe('an organisation', () => {
  const by = 'Set by Ashgrove School'

  test('decides, and every control that it takes says so and is disabled', async () => {
    await open('managed', 'Old clients')
    const bridge = page.getByRole('switch', { name: 'Let old clients log in through Casper' })
    expect(await bridge.isDisabled()).toBe(true)
    expect(await bridge.getAttribute('aria-checked')).toBe('false')
    await settings().getByText(by).waitFor()
    await tab('Desktop').click()
    const updates = page.getByRole('switch', { name: 'Look for newer versions' })
    expect(await updates.isDisabled()).toBe(true)
    await tab('Away').click()
    for (const name of ['While nobody types or clicks', 'While the screen is locked']) {
      const hide = page.getByRole('switch', { name })
      expect(await hide.isDisabled()).toBe(true)
      expect(await hide.getAttribute('aria-checked')).toBe('false')
    }
    expect(await settings().getByText(by).count()).toBe(2)
    expect(await button('Go invisible').isDisabled()).toBe(true)
    await page.keyboard.press('Control+Shift+I')
    await button(/^Who sees you: Jon/).click()
    expect(await button('Hide from Jon Aasland').isDisabled()).toBe(true)
    expect(stage.play.snapshot().accounts['mira']?.visibility.requested.base).toBe('visible')
  })

  test('names the domains of accounts before the first one is added', async () => {
    await open('managed-first')
    await page.getByText('accounts at ashgrove.example only').waitFor()
    expect(await page.getByRole('checkbox', { name: 'Sign in invisible' }).isChecked()).toBe(false)
    await page.getByText('Advanced').click()
    await page.getByRole('combobox', { name: 'Server' }).selectOption('manual')
    expect(await page.locator('option[value=plain]').isDisabled()).toBe(true)
  })

  test('with a damaged file keeps everybody signed out, and the page says so on top', async () => {
    await open('damaged', 'Your organisation')
    const alert = page.getByRole('alert').first()
    await expect.poll(() => alert.textContent()).toMatch(/Nobody can sign in/)
    expect(await alert.textContent()).toMatch(/\/etc\/casper\/policy\.json/)
    expect(await settings().getByText('forbidInvisible: expected boolean').count()).toBe(1)
  })
})
