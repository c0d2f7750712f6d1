// The scenes that are pictured: a cast, and what is done before the picture is taken.
import type { Locator, Page } from 'playwright-core'
import { ledgerScenes } from './scenes-ledger'
import { settingsScenes } from './scenes-settings'

/** A cast and the steps that lead to the picture. */
export interface Scene {
  readonly cast: string
  readonly act: (page: Page) => Promise<void>
}

const still = async () => {}

/** Clicks what may have to be scrolled to first: while it scrolls, the list of people takes no clicks. */
const click = async (target: Locator) => {
  await target.scrollIntoViewIfNeeded()
  const page = target.page()
  await page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
  )
  await page.waitForFunction(() => {
    const rests = (part: Element) => getComputedStyle(part).pointerEvents !== 'none'
    return [...document.querySelectorAll('[role=list] > *')].every(rests)
  })
  await target.click()
}

const open = (name: string) => (page: Page) =>
  click(page.getByRole('button', { name: new RegExp(`^${name}`) }).first())

const press = (label: RegExp) => (page: Page) =>
  click(page.getByRole('button', { name: label }).first())

const how = async (page: Page) => {
  await press(/^Settings/)(page)
  await page.getByRole('menuitem', { name: 'How Casper hides you…' }).click()
}

const contact = (name: string, item: RegExp) => async (page: Page) => {
  await open(name)(page)
  await press(/^More about/)(page)
  await page.getByRole('menuitem', { name: item }).click()
  await page.getByRole('dialog').waitFor()
}

const write = async (page: Page) => {
  await page.getByRole('textbox', { name: 'Message' }).fill('Are you there?')
  await page.keyboard.press('Enter')
  await page.getByRole('region', { name: 'Before you send' }).waitFor()
}

const ask = async (page: Page) => {
  await open('Jon')(page)
  await write(page)
}

const xmlConsole = async (page: Page) => {
  await press(/^Availability/)(page)
  await page.getByRole('menuitem', { name: 'XML console' }).click()
  await page.getByRole('textbox', { name: 'Stanza' }).waitFor()
}

/** Every scene by name. */
export const scenes: Readonly<Record<string, Scene>> = {
  first: { cast: 'first', act: still },
  'first-manual': {
    cast: 'first',
    act: async (page) => {
      await page.getByText('Advanced').click()
      await page.getByRole('combobox', { name: 'Server' }).selectOption('manual')
      await page.getByLabel('Security').selectOption('plain')
      await page.getByLabel('Host').fill('127.0.0.1')
      await page.getByRole('textbox', { name: 'Address (JID)' }).fill('mira@localhost')
      await page.getByRole('textbox', { name: 'Password' }).fill('secret')
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByRole('alert').waitFor()
    },
  },
  normal: { cast: 'normal', act: still },
  conversation: { cast: 'normal', act: open('Ines') },
  question: { cast: 'normal', act: ask },
  'question-long': {
    cast: 'long',
    act: async (page) => {
      await open('A name.*, Available')(page)
      await write(page)
    },
  },
  decloaked: {
    cast: 'normal',
    act: async (page) => {
      await ask(page)
      await press(/^Let Jon Aasland see me/)(page)
      await page.getByText('sees you until').waitFor()
    },
  },
  'ask-again': {
    cast: 'normal',
    act: async (page) => {
      await ask(page)
      await press(/^Send, and don/)(page)
      await press(/^Who sees you: Jon/)(page)
      await page.getByRole('button', { name: 'Ask me again' }).waitFor()
    },
  },
  'panel-person': {
    cast: 'normal',
    act: async (page) => {
      await open('Jon')(page)
      await press(/^Who sees you: Jon/)(page)
      await page.getByText('Details').click()
    },
  },
  'panel-group': { cast: 'normal', act: press(/^Who sees you: group Friends/) },
  'panel-everybody': { cast: 'changing', act: press(/^Who sees me/) },
  how: { cast: 'normal', act: how },
  'how-open': {
    cast: 'normal',
    act: async (page) => {
      await how(page)
      await page.getByText('Costs and limits of Directed presence').click()
    },
  },
  'how-devices': {
    cast: 'conflict',
    act: async (page) => {
      await how(page)
      await page.getByRole('switch').last().scrollIntoViewIfNeeded()
    },
  },
  'how-directed': { cast: 'directed', act: how },
  'how-directed-devices': {
    cast: 'directed',
    act: async (page) => {
      await how(page)
      await page.getByText('cannot reach your other devices').scrollIntoViewIfNeeded()
    },
  },
  'how-unsupported': { cast: 'unsupported', act: how },
  'how-legacy': {
    cast: 'normal',
    act: async (page) => {
      await how(page)
      await press(/^Invisible presence/)(page)
      await page.getByRole('dialog').waitFor()
    },
  },
  'everybody-directed': { cast: 'directed', act: press(/^Who sees me/) },
  'everybody-rules': {
    cast: 'rules',
    act: async (page) => {
      await press(/^Who sees me/)(page)
      await page.getByText('Add a rule for many people').click()
    },
  },
  'person-why': {
    cast: 'rules',
    act: async (page) => {
      await press(/^Who sees you: Tomasz/)(page)
      await page.getByText('Why?').click()
    },
  },
  'person-directed': {
    cast: 'directed',
    act: async (page) => {
      await press(/^Who sees you: Jon/)(page)
      await page.getByText('Why?').click()
    },
  },
  'settings-menu': { cast: 'normal', act: press(/^Settings/) },
  'presence-menu': { cast: 'normal', act: press(/^Availability/) },
  tip: {
    cast: 'normal',
    act: async (page) => {
      await page.getByRole('button', { name: /^Who sees you: Ines/ }).hover()
      await page.locator('.tip').waitFor()
    },
  },
  failed: { cast: 'failed', act: press(/^Who sees you: Ines/) },
  room: { cast: 'room', act: press(/^Room garden/) },
  'room-refused': { cast: 'room', act: press(/^Room chess-club/) },
  'room-join': {
    cast: 'room',
    act: async (page) => {
      await press(/^Join a room/)(page)
      await page.getByLabel('Address').fill('garden')
    },
  },
  empty: { cast: 'empty', act: still },
  demo: { cast: 'demo', act: still },
  'demo-details': {
    cast: 'demo',
    act: async (page) => {
      await press(/^Who sees me/)(page)
      await page.getByText('Details', { exact: true }).click()
      await page.getByText('nothing leaves this computer').last().scrollIntoViewIfNeeded()
    },
  },
  'demo-menu': { cast: 'demo', act: press(/^Availability/) },
  'demo-leave': {
    cast: 'demo',
    act: async (page) => {
      await press(/^Availability/)(page)
      await page.getByRole('menuitem', { name: 'Leave the demo…' }).click()
      await page.getByRole('dialog').waitFor()
    },
  },
  many: { cast: 'many', act: still },
  long: { cast: 'long', act: open('A name.*, Available') },
  'long-panel': { cast: 'long', act: press(/^Who sees you: A name/) },
  'signed-out': { cast: 'signed-out', act: still },
  waiting: { cast: 'waiting', act: open('Hana') },
  certificate: { cast: 'certificate', act: still },
  'certificate-trust': { cast: 'certificate', act: press(/^Trust this certificate for/) },
  requests: { cast: 'requests', act: still },
  'requests-many': { cast: 'many-requests', act: press(/^Show 198 more/) },
  blocked: {
    cast: 'requests',
    act: async (page) => {
      await press(/^Who sees me/)(page)
      await page.getByRole('button', { name: 'Unblock pest@example.com' }).scrollIntoViewIfNeeded()
    },
  },
  'contact-add': {
    cast: 'normal',
    act: async (page) => {
      await press(/^Add contact/)(page)
      await page.getByRole('dialog').waitFor()
    },
  },
  'contact-edit': { cast: 'long', act: contact('A name.*, Available', /^Name and groups/) },
  'contact-menu': {
    cast: 'normal',
    act: async (page) => {
      await open('Jon')(page)
      await press(/^More about Jon/)(page)
    },
  },
  'contact-block': { cast: 'normal', act: contact('Jon', /^Block/) },
  'contact-remove': { cast: 'costly', act: contact('Jon', /^Remove/) },
  console: { cast: 'console', act: xmlConsole },
  'console-refused': {
    cast: 'console',
    act: async (page) => {
      await xmlConsole(page)
      await press(/^Messages$/)(page)
      await page.getByRole('textbox', { name: 'Stanza' }).fill('<presence')
      await press(/^Send/)(page)
      await page.getByRole('alert').waitFor()
    },
  },
  'console-template': {
    cast: 'normal',
    act: async (page) => {
      await xmlConsole(page)
      await press(/^Become invisible to a contact/)(page)
    },
  },
  eye: {
    cast: 'eye',
    act: async (page) => {
      await press(/^Who sees you: Jon/)(page)
      await press(/^Watch from their side/)(page)
      await page.getByText('What they see').first().waitFor()
    },
  },
  'self-test': {
    cast: 'checked',
    act: async (page) => {
      await how(page)
      await press(/^Show what they see/)(page)
    },
  },
  'self-test-leak': {
    cast: 'checked-leak',
    act: async (page) => {
      await how(page)
      await press(/^Show what they see/)(page)
    },
  },
  'self-test-form': {
    cast: 'normal',
    act: async (page) => {
      await how(page)
      await press(/^Check with a second account/)(page)
      await page.getByRole('dialog').waitFor()
    },
  },
  ...ledgerScenes,
  ...settingsScenes,
  search: {
    cast: 'normal',
    act: (page) => page.getByRole('searchbox', { name: 'Search people' }).fill('example.net'),
  },
}
