// The view from a contact's side: in the demo, what two of the cast see while the user hides from one of them; and a
// second account of the user's own that checks the first, through the page.
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser'
import { startEmbedded } from '../support/embedded'
import type { EmbeddedServer } from '../support/embedded'
import { addFriends, password } from '../support/friends'
import type { TabHost } from '../support/tab'
import { startTabHost } from '../support/tab'

let browser: Browser
let tab: TabHost
let page: Page
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())
beforeEach(async () => {
  tab = await startTabHost()
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  await page.goto(tab.url)
})
afterEach(async () => {
  await page.close()
  await tab.close()
  tab.remove()
})

const press = (name: string | RegExp) => page.getByRole('button', { name }).first().click()
const confirmed = (words: string) =>
  page.locator('[role=status][data-phase=confirmed]', { hasText: words }).waitFor()
const column = (name: string) => page.getByRole('region', { name: `What ${name} sees` })

test('two of the cast, side by side: one is hidden from', async () => {
  await press('Try Casper without an account')
  await confirmed('Invisible')
  await press('Go visible')
  await confirmed('Visible')
  for (const name of ['Lea Brandt', 'Ravi Menon']) {
    await press(new RegExp(`^Who sees you: ${name}`))
    await press('Watch from their side')
    await column(name).getByText('Available', { exact: true }).waitFor()
  }
  await press(/^Who sees you: Ravi Menon/)
  await press('Hide from Ravi Menon')
  await column('Ravi Menon').getByText('Offline', { exact: true }).waitFor()
  await column('Ravi Menon').getByText('Went offline').waitFor()
  await column('Lea Brandt').getByText('Available', { exact: true }).waitFor()
  expect(await page.getByText('Leak', { exact: true }).count()).toBe(0)
  await press('Stop watching Ravi Menon')
  await column('Ravi Menon').waitFor({ state: 'detached' })
})

describe('a second account', () => {
  let server: EmbeddedServer
  beforeAll(async () => {
    server = await startEmbedded()
    await addFriends(server, 'alice', [{ jid: 'bob@localhost', name: 'Bob', groups: [] }])
  })
  afterAll(() => server.stop())

  const signIn = async (jid: string, submit: string) => {
    const form = page.locator('form', { has: page.getByRole('button', { name: submit }) })
    await form.getByRole('textbox', { name: 'Address (JID)' }).fill(jid)
    await form.getByRole('textbox', { name: 'Password' }).fill(password)
    await form.getByText('Advanced').click()
    await form.getByRole('combobox', { name: 'Server' }).selectOption('manual')
    await form.getByRole('textbox', { name: 'Host' }).fill('127.0.0.1')
    await form.getByRole('spinbutton', { name: 'Port' }).fill(String(server.port))
    await form.getByRole('combobox', { name: 'Security' }).selectOption('plain')
    await form.getByRole('button', { name: submit }).click()
  }

  test('runs the check, and finds no leak', { timeout: 90_000 }, async () => {
    await signIn('alice@localhost', 'Sign in')
    await confirmed('Invisible')
    await press(/^Settings/)
    await page.getByRole('menuitem', { name: 'How Casper hides you…' }).click()
    await press('Check with a second account of mine…')
    await signIn('bob@localhost', 'Sign it in and watch')
    await press('Run the check')
    await page
      .getByText('11 of 11 held. This account saw nothing it should not have seen.')
      .waitFor({ timeout: 60_000 })
    await confirmed('Invisible')
  })
})
