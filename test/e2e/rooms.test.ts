// A room as a user visits it, hidden all the while: in a real browser, on a real server, watched from inside and outside.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser'
import { addFriends, password } from '../support/friends'
import type { Observer } from '../support/observer'
import { startObserver } from '../support/observer'
import { startProsody } from '../support/prosody'
import type { RawClient } from '../support/raw-client'
import { startRawClient } from '../support/raw-client'
import type { RunningServer } from '../support/server'
import type { TabHost } from '../support/tab'
import { startTabHost } from '../support/tab'

const me = 'alice@localhost'
const room = 'garden@conference.localhost'

describe('a hidden user of prosody', () => {
  let browser: Browser
  let server: RunningServer
  let tab: TabHost
  let page: Page
  let bob: Observer
  let dora: RawClient
  let start = 0

  beforeAll(async () => {
    ;[browser, server, tab] = await Promise.all([launchBrowser(), startProsody(), startTabHost()])
    await addFriends(server, 'alice', [{ jid: 'bob@localhost', name: 'Bob', groups: ['Friends'] }])
    await server.addAccount('dora', password)
    bob = await startObserver({ server, user: 'bob', password })
    dora = await startRawClient({ server, user: 'dora', password })
    dora.send(`<presence to='${room}/dora'><x xmlns='http://jabber.org/protocol/muc'/></presence>`)
    start = bob.mark()
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    await page.goto(tab.url)
  })
  afterAll(async () => {
    await browser.close()
    await tab.close()
    tab.remove()
    await Promise.all([bob.close(), dora.close()])
    await server.stop()
  })

  const button = (name: string) => page.getByRole('button', { name, exact: true }).first()

  test('signs in invisible', async () => {
    await page.getByRole('textbox', { name: 'Address (JID)' }).fill(me)
    await page.getByRole('textbox', { name: 'Password' }).fill(password)
    await page.getByText('Advanced').click()
    await page.getByRole('combobox', { name: 'Server' }).selectOption('manual')
    await page.getByLabel('Security').selectOption('plain')
    await page.getByRole('textbox', { name: 'Host' }).fill('127.0.0.1')
    await page.getByRole('spinbutton', { name: 'Port' }).fill(String(server.port))
    await button('Sign in').click()
    await page.locator('[role=status][data-phase=confirmed]', { hasText: 'Invisible' }).waitFor()
  })

  test('is told who sees them before they enter, and enters by the keyboard', async () => {
    await button('Join a room…').click()
    await page.getByLabel('Address').fill('garden')
    await page.getByText(room, { exact: true }).waitFor()
    await page.getByLabel('Nickname').fill('shade')
    const told = page.getByRole('dialog').getByText('Everybody in the room sees you as shade')
    expect(await told.textContent()).toContain('You stay hidden from everybody else.')
    await page.keyboard.press('Enter')
    await page.getByRole('main', { name: 'Room garden' }).waitFor()
    await page.getByRole('listitem').filter({ hasText: 'dora' }).waitFor()
    await dora.next(({ from, type }) => from === `${room}/shade` && type === '')
  })

  test('talks and is talked to', async () => {
    await page.getByRole('textbox', { name: 'Message' }).fill('good evening')
    await page.keyboard.press('Enter')
    await dora.next(({ xml }) => xml.includes('good evening'))
    dora.send(`<message type='groupchat' to='${room}' id='d'><body>come in</body></message>`)
    const log = page.getByRole('log')
    await log.getByText('come in').waitFor()
    expect(await log.textContent()).toMatch(/dora.*come in/s)
  })

  test('leaves, and their contact never heard of it', async () => {
    await button('Leave the room').click()
    await dora.next(({ from, type }) => from === `${room}/shade` && type === 'unavailable')
    await page.getByRole('main', { name: 'Room garden' }).waitFor({ state: 'detached' })
    await bob.settled()
    expect(bob.from(me, start)).toEqual([])
  })
})
