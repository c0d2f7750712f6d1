// The renderer on its stage: keys, wishes, what is said and not said, and what happens when the main process is gone.
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser'
import { openStage, type Stage } from '../support/stage'
import { casts } from '../support/stage-casts'

const built = process.env['RENDERER'] ?? 'out/renderer'

let browser: Browser
let page: Page
let stage: Stage

beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

beforeEach(async () => {
  const normal = casts['normal']
  if (!normal) throw new Error('There is no cast called normal.')
  stage = await openStage(built, normal())
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  await page.goto(stage.url)
  await page.getByRole('listitem').first().waitFor()
})
afterEach(async () => {
  await page.close()
  await stage.close()
})

const eye = (words: string) => page.getByRole('button', { name: `Who sees you: ${words}` })
const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '')

test('arrow keys lead through the people and to their eyes', async () => {
  await page.getByRole('searchbox', { name: 'Search people' }).focus()
  await page.keyboard.press('ArrowDown')
  expect(await focused()).toBe('Chess, 1 of 1 here')
  await page.keyboard.press('ArrowDown')
  expect(await focused()).toMatch(/^Tomasz Wilk/)
  await page.keyboard.press('ArrowRight')
  expect(await focused()).toBe('Who sees you: Tomasz Wilk — does not see you')
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowLeft')
  expect(await focused()).toBe('Chess, 1 of 1 here')
  await page.keyboard.press('ArrowLeft')
  await expect.poll(() => page.getByRole('listitem', { name: 'Tomasz Wilk' }).count()).toBe(1)
  await page.keyboard.press('End')
  await expect.poll(focused).toMatch(/^stranger@example\.com/)
  await page.keyboard.press('Enter')
  await page.getByRole('textbox', { name: 'Message' }).waitFor()
})

test('an eye opens the panel, a wish is shown as pending, then as confirmed', async () => {
  await eye('Jon Aasland — does not see you').click()
  const panel = page.getByRole('complementary', { name: 'Who sees you' })
  await panel.getByRole('button', { name: 'Let Jon Aasland see me' }).click()
  await page.locator('[role=status][data-phase=changing]').waitFor()
  expect(await eye('Jon Aasland — does not see you, change not confirmed yet').count()).toBe(1)
  await page.locator('[role=status][data-phase=confirmed]').waitFor()
  await eye('Jon Aasland — sees you').waitFor()
  await page.keyboard.press('Escape')
  await panel.waitFor({ state: 'detached' })
  expect(await focused()).toBe('Who sees you: Jon Aasland — sees you')
})

test('invisible is never claimed before it is confirmed', async () => {
  const status = page.getByRole('status')
  await page.getByRole('button', { name: 'Go visible' }).click()
  await expect.poll(() => status.textContent()).toMatch(/^Visible/)
  await page.keyboard.press('Control+Shift+I')
  await expect.poll(() => status.textContent()).toMatch(/^Going invisible….*not confirmed yet/s)
  await expect.poll(() => status.textContent()).toMatch(/^Invisible.*confirmed.*3 people see you/s)
})

test('messages are sent with Enter, broken with Shift+Enter', async () => {
  await page.getByRole('button', { name: /^Jon Aasland/ }).click()
  await page.getByText('Sending shows Jon Aasland that you are there.').waitFor()
  await page.getByRole('textbox', { name: 'Message' }).fill('one')
  await page.keyboard.press('Shift+Enter')
  await page.keyboard.type('two')
  await page.keyboard.press('Enter')
  await page
    .getByRole('region', { name: 'Before you send' })
    .getByRole('button', { name: 'Send', exact: true })
    .click()
  const sent = page.getByRole('log').getByText('one\ntwo')
  await sent.waitFor()
  expect(await sent.isVisible()).toBe(true)
  expect(await page.getByRole('textbox', { name: 'Message' }).inputValue()).toBe('')
})

test('what was unread is read when its conversation is seen', async () => {
  await page.getByRole('button', { name: /^Noor Haddad, .*3 unread/ }).click()
  await page.getByRole('button', { name: /^Noor Haddad, Away for long$/ }).waitFor()
})

test('a lost main process takes every claim back, and its return restores them', async () => {
  stage.hangUp()
  await page.getByText('Casper cannot be reached.').waitFor()
  await eye('Ines Carvalho — unknown').waitFor()
  expect(await page.getByRole('status').textContent()).toMatch(/^Not known who sees you/)
  await eye('Ines Carvalho — sees you').waitFor()
})

test('the status text is set in a dialog', async () => {
  await page.getByRole('button', { name: /^Availability/ }).click()
  await page.getByRole('menuitem', { name: 'Status text…' }).click()
  await page.getByRole('textbox', { name: 'Status text' }).fill('Out for a walk')
  await page.keyboard.press('Enter')
  await page.getByText('Available · Out for a walk').waitFor()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
})

test('a refusal is shown, and can be dismissed', async () => {
  await page.getByRole('button', { name: /^Availability/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  const notices = page.getByRole('region', { name: 'Notices' })
  await notices.getByText('You are not signed in.', { exact: true }).waitFor()
  await notices.getByRole('button', { name: /^Dismiss/ }).click()
  await expect.poll(() => notices.getByRole('article').count()).toBe(0)
})

test('the theme can be chosen', async () => {
  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByRole('menuitemradio', { name: 'Dark theme' }).click()
  await page.locator('html[data-theme=dark]').waitFor()
})
