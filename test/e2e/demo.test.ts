// A newcomer without an account: one button, and Casper's main job can be tried.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser'
import type { TabHost } from '../support/tab'
import { startTabHost } from '../support/tab'
import { until } from '../support/wait'

describe('the demo', () => {
  let browser: Browser
  let tab: TabHost
  let page: Page

  beforeAll(async () => {
    ;[browser, tab] = await Promise.all([launchBrowser(), startTabHost()])
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    await page.goto(tab.url)
  })
  afterAll(async () => {
    await browser.close()
    await tab.close()
    tab.remove()
  })

  const button = (name: RegExp | string) => page.getByRole('button', { name }).first()
  const state = (words: string) =>
    page.locator('[role=status][data-phase=confirmed]', { hasText: words })

  test('has its contacts there within ten seconds of one click, and hides the newcomer', async () => {
    await button('Try Casper without an account').click()
    await state('Invisible').waitFor({ timeout: 10_000 })
    for (const name of ['Lea Brandt', 'Petra Novak', 'Mum', 'quill']) {
      await button(new RegExp(`^${name}.*(Available|Free|Away|Busy|there|chat)`, 'i')).waitFor({
        timeout: 10_000,
      })
    }
    await page.getByText('Demo', { exact: true }).waitFor()
  })

  test('goes visible and invisible', async () => {
    await button('Go visible').click()
    await state('Visible').waitFor()
    await button('Go invisible').click()
    await state('Invisible').waitFor()
  })

  test('answers', async () => {
    await button(/^Lea Brandt/).click()
    await page.getByRole('textbox', { name: /message/i }).fill('Are you there?')
    await page.keyboard.press('Enter')
    await page.locator('[role=log] .in .bubble').first().waitFor({ timeout: 15_000 })
  })

  test('is left by its menu, and nothing is there any more', async () => {
    await button(/^Availability/).click()
    await page.getByRole('menuitem', { name: 'Leave the demo…' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Leave the demo' }).click()
    await button('Try Casper without an account').waitFor()
    await until(async () => (await page.getByText('Lea Brandt').count()) === 0, 'the empty page')
    expect(tab.log()).not.toMatch(/error/i)
  })
})
