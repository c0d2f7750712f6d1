// Contacts as a user manages them, hidden all the while: in a real browser, on a real server, watched by those concerned.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser'
import { addFriends, password } from '../support/friends'
import type { Observer } from '../support/observer'
import { startObserver } from '../support/observer'
import { startProsody } from '../support/prosody'
import type { RunningServer } from '../support/server'
import type { TabHost } from '../support/tab'
import { startTabHost } from '../support/tab'
import { until } from '../support/wait'

const me = 'alice@localhost'

describe('a hidden user of prosody', () => {
  let browser: Browser
  let server: RunningServer
  let tab: TabHost
  let page: Page
  let bob: Observer
  let dave: Observer
  let eve: Observer
  /** From where on bob is watched: prosody says of somebody offline that they are. */
  let start = 0

  beforeAll(async () => {
    ;[browser, server, tab] = await Promise.all([launchBrowser(), startProsody(), startTabHost()])
    await addFriends(server, 'alice', [{ jid: 'bob@localhost', name: 'Bob', groups: ['Friends'] }])
    await Promise.all(['dave', 'eve'].map((user) => server.addAccount(user, password)))
    ;[bob, dave, eve] = await Promise.all([
      startObserver({ server, user: 'bob', password }),
      startObserver({ server, user: 'dave', password }),
      startObserver({ server, user: 'eve', password }),
    ])
    start = bob.mark()
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    await page.goto(tab.url)
  })
  afterAll(async () => {
    await browser.close()
    await tab.close()
    tab.remove()
    await Promise.all([bob.close(), dave.close(), eve.close()])
    await server.stop()
  })

  const press = (name: string) => page.getByRole('button', { name, exact: true }).first().click()
  const choose = (name: string) => page.getByRole('menuitem', { name, exact: true }).click()
  const dialog = () => page.getByRole('dialog')
  const typesTo = async (observer: Observer, since = 0): Promise<string[]> => {
    await observer.settled()
    return observer.from(me, since).map(({ type }) => type || 'available')
  }

  test('signs in invisible', async () => {
    await page.getByRole('textbox', { name: 'Address (JID)' }).fill(me)
    await page.getByRole('textbox', { name: 'Password' }).fill(password)
    await page.getByText('Advanced').click()
    await page.getByRole('combobox', { name: 'Server' }).selectOption('manual')
    await page.getByLabel('Security').selectOption('plain')
    await page.getByRole('textbox', { name: 'Host' }).fill('127.0.0.1')
    await page.getByRole('spinbutton', { name: 'Port' }).fill(String(server.port))
    await press('Sign in')
    await page.locator('[role=status][data-phase=confirmed]', { hasText: 'Invisible' }).waitFor()
  })

  test('adds somebody, who is asked and sent no presence', async () => {
    await press('Add contact…')
    await page.getByRole('textbox', { name: 'Address (JID)' }).fill('two words')
    await press('Add and ask')
    await page.getByRole('alert').waitFor()
    await page.getByRole('textbox', { name: 'Address (JID)' }).fill('dave@localhost')
    await page.getByRole('textbox', { name: 'Name' }).fill('Dave')
    await page.getByRole('checkbox', { name: 'Friends' }).check()
    await page.keyboard.press('Enter')
    await dialog().waitFor({ state: 'detached' })
    await dave.next(({ type }) => type === 'subscribe')
    await page.getByText('Has not answered your request yet').waitFor()
    dave.send(`<presence type='subscribed' to='${me}'/>`)
    await page.getByRole('button', { name: /^Dave, Available/ }).waitFor()
    expect(await typesTo(dave)).toEqual(['subscribe'])
  })

  test('accepts a request and asks back, and is not seen for it', async () => {
    eve.send(`<presence type='subscribe' to='${me}'/>`)
    const requests = page.getByRole('region', { name: '1 person asks to see you' })
    await requests.getByRole('button', { name: 'Accept eve@localhost' }).waitFor()
    const since = eve.mark()
    await press('Accept eve@localhost')
    await requests.waitFor({ state: 'detached' })
    await eve.next(({ type }) => type === 'subscribe')
    await page.locator('[role=status][data-phase=confirmed]', { hasText: 'Invisible' }).waitFor()
    await eve.quiet(300)
    expect((await typesTo(eve, since)).toSorted()).toEqual(['subscribe', 'subscribed'])
  })

  test('is told what a block gives away, blocks and unblocks', async () => {
    await page.getByRole('button', { name: /^Bob,/ }).click()
    await press('More about Bob')
    await choose('Block…')
    await dialog().getByText('Bob does not see you now.').waitFor()
    await dialog().getByText('The server tells them that you went offline').waitFor()
    expect(await typesTo(bob, start)).toEqual([])
    await dialog().getByRole('button', { name: 'Block' }).click()
    await page.getByText('Blocked', { exact: true }).waitFor()
    await press('Who sees me')
    await press('Unblock bob@localhost')
    await dialog().getByRole('button', { name: 'Unblock' }).click()
    await expect.poll(() => page.getByText('Blocked', { exact: true }).count()).toBe(0)
    await page.keyboard.press('Escape')
    expect(await typesTo(bob)).not.toContain('available')
  })

  test('renames somebody and removes them', async () => {
    await page.getByRole('button', { name: /^Dave,/ }).click()
    await press('More about Dave')
    await choose('Name and groups…')
    await page.getByRole('textbox', { name: 'Name' }).fill('David')
    await press('Save')
    await press('More about David')
    await choose('Remove…')
    await dialog().getByRole('button', { name: 'Remove' }).click()
    await until(() => dave.stanzas().some(({ type }) => type === 'unsubscribe'), 'dave to be told')
    await expect.poll(() => page.getByRole('listitem', { name: 'David' }).count()).toBe(0)
    expect(await typesTo(dave)).not.toContain('available')
  })
})
