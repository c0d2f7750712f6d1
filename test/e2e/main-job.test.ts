// The main job as a user does it: in a real browser, on a real server, with independent clients watching each step.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser'
import { startEjabberd } from '../support/ejabberd'
import { addFriends, password } from '../support/friends'
import type { Observer } from '../support/observer'
import { startObserver } from '../support/observer'
import { startProsody } from '../support/prosody'
import type { RunningServer } from '../support/server'
import type { TabHost } from '../support/tab'
import { startTabHost } from '../support/tab'
import { until } from '../support/wait'

const servers = [
  { kind: 'prosody', start: () => startProsody() },
  { kind: 'ejabberd', start: () => startEjabberd() },
] as const

describe.each(servers)('a user of $kind', ({ start }) => {
  let browser: Browser
  let server: RunningServer
  let tab: TabHost
  let page: Page
  let bob: Observer
  let carol: Observer
  const complaints: string[] = []
  const marks = new Map<Observer, number>()

  beforeAll(async () => {
    ;[browser, server, tab] = await Promise.all([launchBrowser(), start(), startTabHost()])
    await addFriends(server, 'alice', [
      { jid: 'bob@localhost', name: 'Bob', groups: ['Friends'] },
      { jid: 'carol@localhost', name: 'Carol', groups: ['Work'] },
    ])
    ;[bob, carol] = await Promise.all([
      startObserver({ server, user: 'bob', password }),
      startObserver({ server, user: 'carol', password }),
    ])
    for (const observer of [bob, carol]) marks.set(observer, observer.mark())
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    page.on('console', (line) => {
      if (line.type() === 'error') complaints.push(line.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.goto(tab.url)
  })
  afterAll(async () => {
    await browser.close()
    await tab.close()
    tab.remove()
    await Promise.all([bob.close(), carol.close()])
    await server.stop()
  })

  const news = async (observer: Observer): Promise<string[]> => {
    await observer.settled()
    const since = marks.get(observer) ?? 0
    marks.set(observer, observer.mark())
    return observer
      .from('alice@localhost', since)
      .map(({ name, type }) => (name === 'presence' ? type || 'available' : name))
  }
  const phase = (lead: string) =>
    page.locator('[role=status][data-phase=confirmed]', { hasText: lead }).waitFor()
  const eye = (name: string, saying: string) =>
    page.getByRole('button', { name: `Who sees you: ${name} — ${saying}`, exact: true }).first()
  const press = (name: string) => page.getByRole('button', { name, exact: true }).first().click()

  test('looks at the certificate and trusts it', async () => {
    await page.getByRole('textbox', { name: 'Address (JID)' }).fill('alice@localhost')
    await page.getByRole('textbox', { name: 'Password' }).fill(password)
    await page.getByText('Advanced').click()
    await page.getByRole('combobox', { name: 'Server' }).selectOption('manual')
    await page.getByRole('textbox', { name: 'Host' }).fill('127.0.0.1')
    await page.getByRole('spinbutton', { name: 'Port' }).fill(String(server.port))
    await press('Sign in')
    await page.getByText(server.fingerprint).first().waitFor()
    await press('Trust this certificate for this account')
    await press('Trust this certificate')
  })

  test('is signed in invisible, sees everybody, and nobody notices', async () => {
    await phase('Invisible')
    await eye('Bob', 'does not see you').waitFor()
    await page
      .getByRole('button', { name: /^Bob, Available/ })
      .first()
      .waitFor()
    expect(await news(bob)).toEqual([])
    expect(await news(carol)).toEqual([])
  })

  test('lets one contact see, and only that one does', async () => {
    await eye('Bob', 'does not see you').click()
    await press('Let Bob see me')
    await eye('Bob', 'sees you').waitFor()
    await phase('1 person sees you')
    expect(await news(bob)).toEqual(['available'])
    expect(await news(carol)).toEqual([])
  })

  test('goes visible: everybody else is shown', async () => {
    await press('Go visible')
    await phase('Visible')
    expect(await news(bob)).toEqual([])
    expect(await news(carol)).toEqual(['available'])
  })

  test('hides from one contact, who alone is told that the user went', async () => {
    await eye('Carol', 'sees you').click()
    await press('Hide from Carol')
    await eye('Carol', 'does not see you').waitFor()
    await phase('Visible')
    expect(await news(carol)).toEqual(['unavailable'])
    expect(await news(bob)).toEqual([])
  })

  test('talks with somebody who is hidden from', async () => {
    await page
      .getByRole('button', { name: /^Carol,/ })
      .first()
      .click()
    await page.getByText('Sending shows Carol that you are there.').waitFor()
    carol.message('alice@localhost', 'Are you there?')
    await page.getByRole('log').getByText('Are you there?').waitFor()
    await page.getByRole('textbox', { name: 'Message' }).fill('Only for you.')
    await page.keyboard.press('Enter')
    await page.getByText('Sending this tells Carol that you are here.').waitFor()
    expect(await news(carol)).toEqual([])
    await page
      .getByRole('region', { name: 'Before you send' })
      .getByRole('button', { name: 'Send', exact: true })
      .click()
    const said = await carol.next(
      ({ name, children }) => name === 'message' && children.includes('body'),
    )
    expect(said.xml).toContain('Only for you.')
    expect(said.xml).not.toMatch(/receipt|chatstates|chat-markers/)
    expect(await news(carol)).toEqual(['message'])
  })

  test('reloads the page and finds everything as it was', async () => {
    await page.reload()
    await phase('Visible')
    await eye('Carol', 'does not see you').waitFor()
  })

  test('hides in another way and back: nobody is shown more meanwhile', async () => {
    await press('Who sees me')
    await press('How Casper hides you')
    await press('Directed presence')
    await phase('by directed presence')
    await eye('Bob', 'sees you').waitFor()
    await eye('Carol', 'does not see you').waitFor()
    await press('Automatic')
    await page.getByText(/^Privacy lists, confirmed/).waitFor()
    await phase('Visible')
    await page.getByText('Needs a server with privacy lists. Yours has it.').waitFor()
    expect((await news(bob)).at(-1)).not.toBe('unavailable')
    expect(await news(carol)).toEqual([])
  })

  test('goes invisible by the keyboard: whom no rule lets see is told once, and nobody else', async () => {
    await page.keyboard.press('Escape')
    await eye('Bob', 'sees you').click()
    await press('Use the general rule')
    await phase('Visible')
    expect(await news(bob)).toEqual([])
    await page.keyboard.press('Control+Shift+I')
    await phase('Invisible')
    await eye('Bob', 'does not see you').waitFor()
    expect(await news(bob)).toEqual(['unavailable'])
    expect(await news(carol)).toEqual([])
  })

  test('lets one see again and ends Casper: only that one is told', async () => {
    await press('Let Bob see me')
    await phase('1 person sees you')
    expect(await news(bob)).toEqual(['available'])
    await tab.close()
    await until(() => bob.stanzas().at(-1)?.type === 'unavailable', 'bob to be told')
    expect(await news(bob)).toEqual(['unavailable'])
    expect(await news(carol)).toEqual([])
  })

  test('nothing was complained of in the console', () => {
    expect(complaints.filter((line) => !line.includes('WebSocket'))).toEqual([])
  })
})
