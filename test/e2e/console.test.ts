// The XML console in the page: what passes is shown while it is open, a template is sent, a refusal is told.
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
  await page.getByRole('button', { name: /^Availability/ }).click()
  await page.getByRole('menuitem', { name: 'XML console' }).click()
  await page.getByText('Nothing has passed').waitFor()
})
afterEach(async () => {
  await page.close()
  await stage.close()
})

const stanza = () => page.getByRole('textbox', { name: 'Stanza' })

test('a template is filled in, sent and shown, by its kind', async () => {
  await page.getByRole('button', { name: 'Become invisible', exact: true }).click()
  expect(await stanza().inputValue()).toBe(`<presence type='invisible'/>`)
  await stanza().press('Control+Enter')
  await page.getByRole('article').waitFor()
  expect(await page.getByRole('article').innerText()).toContain(`<presence type='invisible'/>`)
  expect(await stanza().inputValue()).toBe('')
  await page.getByRole('button', { name: 'Messages' }).click()
  await page.getByText('None of these has passed').waitFor()
})

test('a refusal is told in its sentences, and what was typed stays', async () => {
  await stanza().fill('<presence')
  await page.getByRole('button', { name: 'Send' }).click()
  await page.getByRole('alert').getByText('Nothing was sent.').waitFor()
  expect(await stanza().inputValue()).toBe('<presence')
})

test('it records nothing any more once it is closed, or somebody is chosen to write to', async () => {
  const open = () => Object.keys(stage.play.snapshot().console)
  await expect.poll(open).toEqual(['mira'])
  await page.getByRole('button', { name: 'Close the XML console' }).click()
  await expect.poll(open).toEqual([])
  await page.getByRole('button', { name: /^Availability/ }).click()
  await page.getByRole('menuitem', { name: 'XML console' }).click()
  await expect.poll(open).toEqual(['mira'])
  await page.getByRole('button', { name: /^Ines/ }).first().click()
  await expect.poll(open).toEqual([])
})
