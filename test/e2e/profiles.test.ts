// Profiles on the stage: made, changed, switched, planned, taken along.
import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
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
afterEach(async () => {
  await page.close()
  await stage.close()
})

async function open(cast: string): Promise<void> {
  const snapshot = casts[cast]
  if (!snapshot) throw new Error(`There is no cast called ${cast}.`)
  stage = await openStage(built, snapshot())
  page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' })
  await page.clock.setFixedTime(showtime)
  await page.goto(stage.url)
  await menu('Profiles…')
  await page.getByRole('main', { name: 'Profiles' }).waitFor()
}

async function menu(item: string): Promise<void> {
  await page.getByRole('button', { name: /^Availability/ }).click()
  await page.getByRole('menuitem', { name: item }).click()
}

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true }).first()
const line = (name: string) => page.getByRole('listitem', { name, exact: true })
const view = () => stage.play.snapshot().accounts['mira']?.profiles
const pick = (name: string, option: string) =>
  page.getByRole('combobox', { name, exact: true }).selectOption(option)

test('a profile is made of what holds now, and says in words what it does', async () => {
  await open('normal')
  await button('New profile from what holds now').click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Evening')
  await button('Save').click()
  await expect.poll(() => line('Evening').textContent()).toMatch(/Invisible, but Ines Carvalho and/)
  expect(await line('Evening').textContent()).toMatch(/Available · Reading/)
  expect(view()?.all[0]?.autoAway).toBe(null)
})

test('a profile has a base, exceptions about anybody, an availability and an absence', async () => {
  await open('profiles')
  await button('Change Evening').click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Late evening')
  await button('Drop the rule about Ines Carvalho').click()
  await pick('Group', 'Chess')
  await button('Hide from them').click()
  await pick('Whom', 'One person')
  const address = page.getByRole('combobox', { name: 'Address' })
  await address.fill('not an address @@')
  await button('Hide from them').click()
  await page.getByText('This is not an address.').waitFor()
  await address.fill('tomasz@example.net')
  await button('Let them see me').click()
  await pick('Availability', 'Do not disturb')
  await page.getByRole('textbox', { name: 'Status text', exact: true }).fill('Reading')
  await page.getByRole('switch', { name: 'As in the settings' }).click()
  await pick('Away', 'After 10 minutes')
  await button('Save').click()
  await expect
    .poll(() => line('Late evening').textContent())
    .toMatch(/Invisible, but Tomasz Wilk and group Work may see you; not group Chess/)
  const saved = view()?.all.find(({ id }) => id === 'evening')
  expect(saved?.presence).toMatchObject({ show: 'dnd', status: 'Reading' })
  expect(saved?.autoAway?.awayAfter).toBe(10)
})

test('a name is needed, and Cancel leaves everything as it was', async () => {
  await open('profiles')
  await button('Change Work').click()
  await page.getByRole('textbox', { name: 'Name' }).fill('   ')
  await button('Save').click()
  expect(await page.getByRole('form', { name: 'Change Work' }).count()).toBe(1)
  await button('Cancel').click()
  expect(await line('Work').count()).toBe(1)
})

test('the menu of the presence bar switches, and the bar says which holds and what comes next', async () => {
  await open('profiles')
  const bar = page.getByRole('region', { name: 'People' })
  await expect.poll(() => bar.textContent()).toMatch(/Work · Evening begins at 18:00/)
  await page.getByRole('button', { name: /^Availability/ }).click()
  const evening = page.getByRole('menuitemradio', { name: 'Evening' })
  expect(await page.getByRole('menuitemradio', { name: 'Work' }).getAttribute('aria-checked')).toBe(
    'true',
  )
  await evening.click()
  await line('Evening').getByText('Holds now').waitFor()
  await page.locator('[role=status][data-phase=confirmed]', { hasText: 'Invisible' }).waitFor()
})

test('times of the week are made with keys alone, and kept by one click', async () => {
  await open('profiles')
  await button('Add a time').press('Enter')
  const days = page.getByRole('toolbar', { name: 'Days of time 3' })
  await days.getByRole('button', { name: 'Monday' }).focus()
  await page.keyboard.press('End')
  await page.keyboard.press('Space')
  await page.keyboard.press('Home')
  for (let day = 1; day <= 5; day += 1) {
    await page.keyboard.press('Space')
    await page.keyboard.press('ArrowRight')
  }
  await page.getByLabel('Time 3 begins at').fill('10:30')
  await pick('Profile of time 3', 'Evening')
  expect(view()?.schedule).toHaveLength(2)
  await button('Save the times').press('Enter')
  await expect
    .poll(() => view()?.schedule[2])
    .toEqual({ profile: 'evening', days: [7], at: '10:30' })
  await page.getByText('Evening begins at 18:00.').first().waitFor()
})

test('two profiles at one time are not kept', async () => {
  await open('profiles')
  await page.getByLabel('Time 2 begins at').fill('08:00')
  await page.getByText('Two profiles begin Monday 08:00').waitFor()
  expect(await button('Save the times').isDisabled()).toBe(true)
})

test('every sign-in can begin with a profile', async () => {
  await open('profiles')
  await pick('Begin every sign-in with', 'Evening')
  await expect.poll(() => view()?.signIn).toBe('evening')
})

test('a profile is removed with its times, after a question', async () => {
  await open('profiles')
  await button('Remove Evening').click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click()
  await line('Evening').waitFor({ state: 'detached' })
  expect(view()?.schedule).toHaveLength(1)
})

test('profiles are taken along as a file, and brought back; another file is refused in words', async () => {
  await open('profiles')
  const saving = page.waitForEvent('download')
  await button('Export').click()
  const saved = await saving
  expect(saved.suggestedFilename()).toBe('profiles mira@example.org.json')
  const text = await readFile(await saved.path(), 'utf8')
  await button('Remove Work').click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click()
  await line('Work').waitFor({ state: 'detached' })
  const file = page.locator('input[type=file]')
  await file.setInputFiles({
    name: 'x.json',
    mimeType: 'application/json',
    buffer: Buffer.from('{'),
  })
  await page.getByText('This is not a file of profiles').waitFor()
  await file.setInputFiles({
    name: 'mine.json',
    mimeType: 'application/json',
    buffer: Buffer.from(text),
  })
  await line('Work').waitFor()
})

test('a file that is too big is refused in words, before it is sent', async () => {
  await open('profiles')
  await page.locator('input[type=file]').setInputFiles({
    name: 'photo.json',
    mimeType: 'application/json',
    buffer: Buffer.alloc(2_000_000, 0xff),
  })
  await page.getByText('bigger than a file of profiles can be').waitFor()
})

test('of a group that nobody is in is said that nobody is, after bringing a file and with the profile', async () => {
  await open('profiles')
  const group = { type: 'group', value: 'Old colleagues' }
  const target = { target: group, sees: false }
  const [work] = view()?.all ?? []
  const policy = { ...work?.policy, exceptions: [target] }
  const file = { profiles: [{ ...work, policy }], schedule: [] }
  await page.locator('input[type=file]').setInputFiles({
    name: 'mine.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(file)),
  })
  const words = 'No contact of this account is in the group Old colleagues.'
  await page.getByRole('status').getByText(words).waitFor()
  await line('Work').getByText(words).waitFor()
  await button('Change Work').click()
  await page.getByRole('form', { name: 'Change Work' }).getByText(words).waitFor()
})

test('what Casper does by itself is said where the state is', async () => {
  await open('away')
  const bar = page.getByRole('region', { name: 'People' })
  await expect.poll(() => bar.textContent()).toMatch(/Away by itself since 11:43/)
  expect(await bar.textContent()).toMatch(/Your own state comes back when you do/)
})
