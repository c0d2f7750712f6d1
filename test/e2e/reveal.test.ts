// The question before a message tells somebody that the user is here, as it is answered on the stage.
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
  await page.getByRole('button', { name: /^Jon Aasland/ }).click()
  await box().fill('Hello Jon')
  await page.keyboard.press('Enter')
  await question().waitFor()
})
afterEach(async () => {
  await page.close()
  await stage.close()
})

const box = () => page.getByRole('textbox', { name: 'Message' })
const question = () => page.getByRole('region', { name: 'Before you send' })
const answer = (name: string) => question().getByRole('button', { name, exact: true }).click()
const said = (words: string) => page.getByRole('log').getByText(words)
const always = 'Send, and don’t ask again for Jon Aasland'

test('it says what sending tells and what it does not, and nothing was sent', async () => {
  await question().getByText('Sending this tells Jon Aasland that you are here.').waitFor()
  await question().getByText('no typing, no receipts, no presence').waitFor()
  expect(await said('Hello Jon').count()).toBe(0)
  expect(await box().inputValue()).toBe('Hello Jon')
})

test('Enter asks again and never says yes; Escape and Cancel keep the words', async () => {
  await page.keyboard.press('Enter')
  await question().waitFor()
  await page.keyboard.press('Escape')
  await expect.poll(() => question().count()).toBe(0)
  await page.keyboard.press('Enter')
  await answer('Cancel')
  await expect.poll(() => question().count()).toBe(0)
  expect(await box().inputValue()).toBe('Hello Jon')
  expect(await said('Hello Jon').count()).toBe(0)
})

test('yes sends this message, and the next one asks again', async () => {
  await answer('Send')
  await said('Hello Jon').waitFor()
  await box().fill('And now?')
  await page.keyboard.press('Enter')
  await question().waitFor()
  expect(await said('And now?').count()).toBe(0)
})

test('who need not be asked about is shown in their panel, where it is taken back', async () => {
  await answer(always)
  await said('Hello Jon').waitFor()
  await box().fill('And now?')
  await page.keyboard.press('Enter')
  await said('And now?').waitFor()
  await page
    .getByRole('button', { name: /^Who sees you: Jon Aasland/ })
    .last()
    .click()
  await page.getByRole('button', { name: 'Ask me again' }).click()
  await box().fill('Once more')
  await page.keyboard.press('Enter')
  await question().waitFor()
})

test('letting them see says until when, and ends where the user ends it', async () => {
  await answer('Let Jon Aasland see me')
  await said('Hello Jon').waitFor()
  const eye = (words: string) =>
    page.getByRole('button', { name: `Who sees you: Jon Aasland — ${words}`, exact: true }).first()
  await eye('sees you').waitFor()
  await page.getByText('sees you until').waitFor()
  await page.getByRole('button', { name: 'End being seen by Jon Aasland' }).click()
  await eye('does not see you').waitFor()
  expect(await page.getByText('sees you until').count()).toBe(0)
})

test('where hiding holds for all devices, it says that these are seen, too, and for how long', async () => {
  const words = question().getByText('they see your other devices, too, until that ends')
  expect(await words.count()).toBe(0)
  const account = stage.play.snapshot().accounts['mira']
  if (!account) throw new Error('There is no account called mira.')
  const visibility = { ...account.visibility, scope: 'account' } as const
  stage.play.tell([{ type: 'account.changed', account: { ...account, visibility } }])
  await words.waitFor()
  await answer('Let Jon Aasland see me')
  await page.getByText('sees all your devices until').waitFor()
})
