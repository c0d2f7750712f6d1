// The scenes of the ledger.
import type { Page } from 'playwright-core'

const press = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole('button', { name }).first().click()

async function open(page: Page): Promise<void> {
  await press(page, /^Who sees me/)
  await press(page, 'What was shown, and to whom')
  await page.getByRole('button', { name: /^Shown to 3 people/ }).waitFor()
}

/** By name, as the others are. */
export const ledgerScenes = {
  ledger: { cast: 'normal', act: open },
  'ledger-people': {
    cast: 'normal',
    act: async (page: Page) => {
      await open(page)
      await press(page, /^Shown to 3 people/)
      await page.getByRole('list', { name: 'People' }).waitFor()
    },
  },
  'ledger-person': {
    cast: 'normal',
    act: async (page: Page) => {
      await press(page, /^Who sees you: Ines/)
      await press(page, /^Show all/)
      await page.getByRole('main').getByText('available, away').waitFor()
    },
  },
  'ledger-none': {
    cast: 'normal',
    act: async (page: Page) => {
      await open(page)
      await page.getByRole('searchbox', { name: 'Search the ledger' }).fill('nobody at all')
      await page.getByText('Nothing of this kind').waitFor()
    },
  },
  'ledger-delete': {
    cast: 'normal',
    act: async (page: Page) => {
      await open(page)
      await press(page, /^Delete all/)
      await page.getByRole('dialog').waitFor()
    },
  },
} as const
