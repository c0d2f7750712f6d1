// The ledger in the page: from who sees you to what was shown, narrowed, taken along, and deleted.
import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
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

beforeEach(async () => {
  const normal = casts['normal']
  if (!normal) throw new Error('There is no cast called normal.')
  stage = await openStage(built, normal())
  page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' })
  await page.clock.setFixedTime(showtime)
  await page.goto(stage.url)
  await page.getByRole('listitem').first().waitFor()
})
afterEach(async () => {
  await page.close()
  await stage.close()
})

const ledger = () => page.getByRole('main', { name: 'Ledger' })
const rows = () =>
  ledger()
    .getByRole('listitem')
    .filter({ has: page.locator('time') })
const press = (name: string | RegExp) => page.getByRole('button', { name }).first().click()

async function open(): Promise<void> {
  await press(/^Who sees me/)
  await press('What was shown, and to whom')
  await expect.poll(() => rows().count()).toBe(11)
}

test('shows what was shown by day, who the people were, and what was held back', async () => {
  await open()
  expect(await ledger().getByRole('heading', { level: 2 }).allInnerTexts()).toEqual([
    'Today',
    'Yesterday',
    'Tuesday 17 November',
  ])
  await press(/^Shown to 3 people, kept from 9 people/)
  const people = ledger().getByRole('list', { name: 'People' })
  const words = () => people.textContent()
  await expect.poll(words).toMatch(/Ines Carvalho.*because you let them see you/s)
  await ledger().getByRole('button', { name: 'Held back' }).click()
  await expect.poll(() => rows().count()).toBe(5)
  await ledger().getByRole('searchbox').fill('receipt')
  await expect.poll(() => rows().count()).toBe(1)
  expect(await rows().innerText()).toMatch(/Tomasz Wilk\s+a receipt/)
  await ledger().getByRole('searchbox').fill('no such words')
  await ledger().getByText('Nothing of this kind').waitFor()
})

test('tells in a person’s panel when they were last shown the user, and leads to the rest', async () => {
  await press(/^Who sees you: Ines/)
  const panel = page.getByRole('complementary', { name: 'Who sees you' })
  await panel.getByText(/Last saw you: Yesterday, 15:23, available, away/).waitFor()
  await panel.getByRole('button', { name: 'Show all' }).click()
  await expect.poll(() => rows().count()).toBe(3)
  await press(/^Only Ines Carvalho/)
  await expect.poll(() => rows().count()).toBe(11)
  await press(/^Who sees you: Hana/)
  await panel.getByText('Hana Sato was shown nothing of you').waitFor()
})

test('is saved as a file with one row a line', async () => {
  await open()
  const saving = page.waitForEvent('download')
  await press('Export')
  const download = await saving
  expect(download.suggestedFilename()).toBe('ledger mira@example.org.jsonl')
  const lines = (await readFile(await download.path(), 'utf8')).trim().split('\n')
  expect(lines.map((line) => JSON.parse(line) as unknown)).toHaveLength(11)
})

test('is kept for as long as is chosen; what would delete rows is asked first', async () => {
  await open()
  const kept = page.getByRole('combobox', { name: 'How long rows are kept' })
  await kept.selectOption('Keep 365 days')
  await expect.poll(() => stage.play.snapshot().settings.ledgerDays).toBe(365)
  await kept.selectOption('Keep nothing')
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  expect(await kept.inputValue()).toBe('365')
  await kept.selectOption('Keep nothing')
  await page.getByRole('dialog').getByRole('button', { name: 'Keep nothing' }).click()
  await ledger().getByText('The ledger keeps nothing.').waitFor()
})

test('is deleted, and closed', async () => {
  await open()
  await press(/^Delete all/)
  await page.getByRole('dialog').getByRole('button', { name: 'Delete all' }).click()
  await ledger().getByText('Nothing was shown to anybody yet').waitFor()
  await press('Close the ledger')
  await expect.poll(() => ledger().count()).toBe(0)
})
