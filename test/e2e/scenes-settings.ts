// The scenes of the settings, of profiles, of an organisation's decisions and of old clients.
import type { Page } from 'playwright-core'

const press = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole('button', { name }).first().click()

const part = (name: string) => async (page: Page) => {
  await page.keyboard.press('Control+,')
  await page.getByRole('tab', { name }).click()
  await page.getByRole('tabpanel', { name }).waitFor()
}

const profiles = async (page: Page) => {
  await press(page, /^Availability/)
  await page.getByRole('menuitem', { name: 'Profiles…' }).click()
  await page.getByRole('main', { name: 'Profiles' }).waitFor()
}

const edit = async (page: Page) => {
  await profiles(page)
  await press(page, 'Change Evening')
  await page.getByRole('form', { name: 'Change Evening' }).waitFor()
}

/** By name, as the others are. */
export const settingsScenes = {
  'settings-appearance': { cast: 'normal', act: part('Appearance') },
  'settings-away': { cast: 'normal', act: part('Away') },
  'settings-away-rest': {
    cast: 'normal',
    act: async (page: Page) => {
      await part('Away')(page)
      await page.getByRole('combobox', { name: 'Status text' }).selectOption('Another one')
      await page.getByRole('combobox', { name: 'Away for long' }).selectOption('After 30 minutes')
      await page.getByRole('switch').last().scrollIntoViewIfNeeded()
    },
  },
  'settings-desktop': { cast: 'desktop', act: part('Desktop') },
  'settings-desktop-keys': {
    cast: 'packaged',
    act: async (page: Page) => {
      await part('Desktop')(page)
      await press(page, 'Choose keys')
      await page.keyboard.press('h')
      await page.getByText('Newer versions', { exact: true }).scrollIntoViewIfNeeded()
    },
  },
  'settings-clients-off': { cast: 'normal', act: part('Old clients') },
  'settings-clients': { cast: 'bridge', act: part('Old clients') },
  'settings-clients-password': {
    cast: 'bridge',
    act: async (page: Page) => {
      await part('Old clients')(page)
      await press(page, /^Make a password/)
      await page.getByText('Shown once.').scrollIntoViewIfNeeded()
    },
  },
  'settings-clients-failed': { cast: 'bridge-failed', act: part('Old clients') },
  'settings-records': { cast: 'normal', act: part('Ledger') },
  'settings-organisation': { cast: 'managed', act: part('Your organisation') },
  'managed-clients': { cast: 'managed', act: part('Old clients') },
  'managed-desktop': {
    cast: 'managed',
    act: async (page: Page) => {
      await part('Desktop')(page)
      await page.getByText('Set by').last().scrollIntoViewIfNeeded()
    },
  },
  'managed-person': { cast: 'managed', act: (page: Page) => press(page, /^Who sees you: Jon/) },
  'managed-first': { cast: 'managed-first', act: async () => {} },
  'managed-damaged': { cast: 'damaged', act: part('Your organisation') },
  'profiles-none': { cast: 'normal', act: profiles },
  profiles: { cast: 'profiles', act: profiles },
  'profiles-long': { cast: 'profiles-long', act: profiles },
  'profiles-times': {
    cast: 'profiles',
    act: async (page: Page) => {
      await profiles(page)
      await press(page, 'Add a time')
      await page.getByRole('button', { name: 'Import…' }).scrollIntoViewIfNeeded()
    },
  },
  'profile-edit': { cast: 'profiles', act: edit },
  'profile-edit-rest': {
    cast: 'profiles',
    act: async (page: Page) => {
      await edit(page)
      await page.getByRole('combobox', { name: 'Availability' }).selectOption('Do not disturb')
      await page.getByRole('switch', { name: 'As in the settings' }).click()
      await page.getByRole('combobox', { name: 'Away', exact: true }).scrollIntoViewIfNeeded()
    },
  },
  'profiles-menu': { cast: 'profiles-long', act: (page: Page) => press(page, /^Availability/) },
  away: { cast: 'away', act: async () => {} },
  'away-hidden': { cast: 'away-hidden', act: async () => {} },
  bridged: {
    cast: 'bridge',
    act: async (page: Page) => {
      await press(page, /^mira@work\.example/)
      await press(page, /^Who sees me/)
    },
  },
  'bridged-menu': {
    cast: 'bridge',
    act: async (page: Page) => {
      await press(page, /^mira\.with\.a\.long/)
      await press(page, /^Availability/)
    },
  },
} as const
