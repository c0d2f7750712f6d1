// How Casper hides the user, on the stage: the way, for which devices, rules about many people, guards, and why.
import type { Browser, Locator, Page } from 'playwright-core'
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
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
})
afterEach(async () => {
  await page.close()
  await stage.close()
})

async function open(name: string): Promise<void> {
  const cast = casts[name]
  if (!cast) throw new Error(`There is no cast called ${name}.`)
  stage = await openStage(built, cast())
  await page.goto(stage.url)
  await page.getByRole('button', { name: 'Who sees me' }).click()
}

const view = () => stage.play.snapshot().accounts['mira']?.visibility
const panel = () => page.getByRole('complementary', { name: 'How Casper hides you' })
const everybody = () => page.getByRole('complementary', { name: 'Who sees you' })
const button = (name: string, within: Locator = panel()) =>
  within.getByRole('button', { name, exact: true })
const pressed = (name: string) => button(name).getAttribute('aria-pressed')
const summary = () => panel().getByRole('region', { name: 'How you are hidden' }).innerText()

async function openHow(): Promise<void> {
  await open('normal')
  await button('How Casper hides you', everybody()).click()
  await panel().waitFor()
}

test('another way is asked for, then in use, and its costs are told', async () => {
  await openHow()
  expect(await summary()).toMatch(/Asked for\s+Automatic, this session\s+In use\s+Privacy lists/)
  await button('Directed presence').click()
  await expect.poll(summary).toMatch(/Directed presence, this session\s+In use\s+Your server is/)
  await expect.poll(summary).toMatch(/In use\s+Directed presence, confirmed .*What this costs you/s)
  expect(await pressed('Directed presence')).toBe('true')
  expect(await pressed('Automatic')).toBe('false')
  await page.getByRole('status').getByText('by directed presence').waitFor()
})

test('a way that the server does not have ends unavailable, and Casper can choose again', async () => {
  await openHow()
  await button('Invisible command').click()
  const alert = panel().getByRole('alert')
  await alert.getByText('This server cannot hide you in the way that you chose.').waitFor()
  await alert.getByText('You stay unavailable: nobody is shown anything new.').waitFor()
  expect(await summary()).toMatch(/Invisible command, this session\s+In use\s+Nothing/)
  await button('Let Casper choose').click()
  await expect.poll(summary).toMatch(/Automatic, this session\s+In use\s+Privacy lists, confirmed/)
  expect(await alert.count()).toBe(0)
})

test('what is not compliant is asked about first, and Enter does not say yes', async () => {
  await openHow()
  const dialog = page.getByRole('dialog', { name: 'Hide in a way that is not compliant?' })
  await button('Invisible presence, not compliant').click()
  await dialog.waitFor()
  await page.keyboard.press('Enter')
  await dialog.waitFor({ state: 'detached' })
  expect(view()?.choice).toBe('automatic')
  await button('Invisible presence, not compliant').click()
  await dialog.getByRole('button', { name: 'Use it all the same' }).click()
  await expect.poll(() => view()?.choice).toBe('legacy-presence')
})

test('hiding is asked for on all devices', async () => {
  await openHow()
  await button('All my devices').click()
  await expect.poll(() => view()?.scope).toBe('account')
  await expect.poll(() => pressed('All my devices')).toBe('true')
  expect(view()?.choice).toBe('automatic')
})

test('where another device is in the way, hiding can hold for this session only', async () => {
  await open('conflict')
  await everybody().getByText('This session is hidden as you wished').waitFor()
  await button('Hide this session only', everybody()).click()
  await expect.poll(() => [view()?.scope, view()?.phase]).toEqual(['session', 'confirmed'])
})

test('directed presence is named wherever its price matters', async () => {
  await open('directed')
  await everybody().getByText('What this costs you').waitFor()
  await page.getByRole('button', { name: 'Who sees you: Ines Carvalho — sees you' }).waitFor()
  await everybody().getByText('Details').click()
  await everybody().getByText('Directed presence (RFC 6121 s.4.6)').waitFor()
  await button('How Casper hides you', everybody()).click()
  await panel().getByText('Directed presence cannot reach your other devices').waitFor()
})

test('every guard is a switch, by keyboard too; what nobody is ever told has none', async () => {
  await openHow()
  const requests = panel().getByRole('switch', { name: 'Answer no requests' })
  await requests.focus()
  await page.keyboard.press('Space')
  await expect.poll(() => requests.getAttribute('aria-checked')).toBe('false')
  await expect
    .poll(() => view()?.requested.guards)
    .toEqual({ requests: false, typing: true, receipts: true })
  for (const guard of ['typing notices', 'receipts']) {
    await panel()
      .getByRole('switch', { name: `Pass on no ${guard}` })
      .click()
  }
  await expect
    .poll(() => view()?.requested.guards)
    .toEqual({ requests: false, typing: false, receipts: false })
  await panel().getByText('Casper itself sends nobody typing notices or receipts').waitFor()
})

test('the focus stays in the panel on the way there and back, and Esc closes it', async () => {
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))
  await openHow()
  expect(await focused()).toBe('How Casper hides you')
  await button('Back to who sees you').click()
  await everybody().waitFor()
  expect(await focused()).toBe('Who sees you')
  await page.keyboard.press('Escape')
  await everybody().waitFor({ state: 'detached' })
  expect(await focused()).toBe('Who sees me')
})

test('rules about a domain and by subscription are added and dropped', async () => {
  await open('normal')
  await everybody().getByText('Add a rule for many people').click()
  const domain = everybody().getByRole('textbox', { name: 'Domain' })
  await domain.fill('somebody@example.net')
  await button('Hide from them', everybody()).click()
  await everybody().getByText('This is not a domain.').waitFor()
  await domain.fill('Example.NET')
  await button('Let them see me', everybody()).click()
  await everybody().getByText('everybody at example.net may see you').waitFor()
  await page.getByRole('button', { name: 'Who sees you: Tomasz Wilk — sees you' }).first().waitFor()
  await everybody().getByText('Add a rule for many people').click()
  await everybody().getByRole('combobox', { name: 'Whom' }).selectOption('from')
  await button('Hide from them', everybody()).click()
  await expect
    .poll(() => view()?.requested.exceptions.map(({ target }) => target.type))
    .toEqual(['jid', 'subscription', 'domain', 'group'])
  await button('Drop the rule about everybody at example.net', everybody()).click()
  await expect.poll(() => view()?.requested.exceptions.length).toBe(3)
})

test('everybody at a person’s domain is a second choice, and four answers say why', async () => {
  await open('normal')
  await page
    .getByRole('button', { name: /^Who sees you: Tomasz Wilk/ })
    .first()
    .click()
  await everybody().getByText('Everybody at example.net', { exact: true }).click()
  await button('Hide from everybody at example.net', everybody()).click()
  await everybody().getByText('Everybody at example.net: may not see you').waitFor()
  await everybody().getByText('Why?').click()
  const because = (words: string) => everybody().getByRole('definition').filter({ hasText: words })
  await because('Your presence does not go to Tomasz Wilk: rule 2').waitFor()
  await because('Messages from Tomasz Wilk').waitFor()
  await because('Requests and replies from Tomasz Wilk').waitFor()
  await because('Presence from Tomasz Wilk').waitFor()
})
