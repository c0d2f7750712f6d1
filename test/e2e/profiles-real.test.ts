// The settings and profiles in the whole app: two profiles and their times, a switch, and being away by itself.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser'
import type { TabHost } from '../support/tab'
import { startTabHost } from '../support/tab'

describe('a teacher with two profiles', () => {
  let browser: Browser
  let tab: TabHost
  let page: Page

  beforeAll(async () => {
    ;[browser, tab] = await Promise.all([launchBrowser(), startTabHost()])
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    await page.clock.install()
    await page.goto(tab.url)
    await page.getByRole('checkbox', { name: 'Sign in invisible' }).uncheck()
    await button('Try Casper without an account').click()
    await state('Visible').waitFor()
  })
  afterAll(async () => {
    await browser.close()
    await tab.close()
    tab.remove()
  })

  const button = (name: RegExp | string) => page.getByRole('button', { name, exact: true }).first()
  const state = (words: string) =>
    page.locator('[role=status][data-phase=confirmed]', { hasText: words })
  const bar = () => page.getByRole('region', { name: 'People' }).textContent()
  const line = (name: string) => page.getByRole('listitem', { name, exact: true })

  async function profiles(): Promise<void> {
    await page.getByRole('button', { name: /^Availability/ }).click()
    await page.getByRole('menuitem', { name: 'Profiles…' }).click()
  }

  async function make(name: string): Promise<void> {
    await button('New profile from what holds now').click()
    await page.getByRole('textbox', { name: 'Name' }).fill(name)
    await button('Save').click()
    await line(name).waitFor()
  }

  test('is away by itself after a minute without input, and back at the first', async () => {
    await page.keyboard.press('Control+,')
    await page.getByRole('tab', { name: 'Away' }).click()
    await page.getByRole('combobox', { name: 'Away', exact: true }).selectOption('After 1 minute')
    await expect
      .poll(() => page.getByRole('combobox', { name: 'Away', exact: true }).inputValue())
      .toBe('1')
    await page.clock.fastForward(125_000)
    await expect.poll(bar, { timeout: 10_000 }).toMatch(/Away by itself since/)
    expect(await bar()).toMatch(/Your own state comes back when you do/)
    await page.mouse.move(400, 300)
    await page.mouse.move(410, 310)
    await expect.poll(bar, { timeout: 20_000 }).not.toMatch(/by itself/)
  })

  test('makes both of what holds, and one of them invisible', async () => {
    await profiles()
    await make('Work')
    await make('Evening')
    await button('Change Evening').click()
    await button('Invisible').click()
    await button('Save').click()
    await expect.poll(() => line('Evening').textContent()).toMatch(/Invisible/)
    await state('Visible').waitFor()
  })

  test('switches, and the presence bar says which holds as the server confirmed it', async () => {
    await page.getByRole('button', { name: /^Availability/ }).click()
    await page.getByRole('menuitemradio', { name: 'Evening' }).click()
    await state('Invisible').waitFor()
    await line('Evening').getByText('Holds now').waitFor()
    await button('Switch to Work').click()
    await state('Visible').waitFor()
  })

  test('plans the week, and is told what comes next', async () => {
    await button('Add a time').click()
    await page.getByRole('combobox', { name: 'Profile of time 1' }).selectOption('Evening')
    await page.getByLabel('Time 1 begins at').fill('18:00')
    await button('Save the times').click()
    await expect.poll(bar).toMatch(/Work · Evening begins .*(18:00|6:00\sPM)/)
  })

  test('finds all of it after a new start', async () => {
    await page.close()
    await tab.close()
    tab = await startTabHost(tab.dataDir)
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    await page.goto(tab.url)
    await button('Settings').click()
    await page.getByRole('tab', { name: 'Away' }).click()
    expect(await page.getByRole('combobox', { name: 'Away', exact: true }).inputValue()).toBe('1')
    expect(tab.log()).not.toMatch(/error/i)
  })
})
