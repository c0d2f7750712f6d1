// An account with two profiles on a core whose clock is in the test's hands; its server is not there.
import { afterEach } from 'vitest'
import { visibleToAll, withException } from '../../../shared/visibility/policy'
import type { ServerAddress } from '../../../shared/model'
import type { Profile } from '../../../shared/profiles/profile'
import type { ScheduleEntry } from '../../../shared/profiles/schedule'
import type { TestCasper, TestCasperOptions } from '../../support/casper'
import { startCasper } from '../../support/casper'
import type { FakeClock } from '../../support/fake-clock'
import { fakeClock } from '../../support/fake-clock'

const endings: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
})

/** Nobody listens there. */
export const nowhere: ServerAddress = {
  mode: 'manual',
  host: '127.0.0.1',
  port: 1,
  security: 'plain',
}

const students = { type: 'group', value: 'Students' } as const
/** Seen by all. */
export const work: Profile = {
  id: 'work',
  name: 'Work',
  policy: visibleToAll,
  presence: null,
  autoAway: null,
}
/** Seen by all but the students, as somebody who is not to be disturbed. */
export const evening: Profile = {
  id: 'evening',
  name: 'Evening',
  policy: withException(visibleToAll, students, false),
  presence: { show: 'dnd', status: 'a novel', priority: 0 },
  autoAway: null,
}

/** Every day from 18:00 and from 08:00. */
export const daily: ScheduleEntry[] = [
  { profile: 'evening', days: [1, 2, 3, 4, 5, 6, 7], at: '18:00' },
  { profile: 'work', days: [1, 2, 3, 4, 5, 6, 7], at: '08:00' },
]

/** What a test has before it. */
export interface ProfileScene {
  readonly casper: TestCasper
  readonly account: string
  readonly clock: FakeClock
  save(...profiles: readonly Profile[]): Promise<void>
  plan(schedule: readonly ScheduleEntry[], signIn?: string | null): Promise<void>
  switchTo(profile: string): Promise<void>
  /** Waits until that profile is the one that holds; null: until none does. */
  holds(profile: string | null): Promise<void>
  /** The core ends, and another one starts on the same folder. */
  again(options?: TestCasperOptions): Promise<TestCasper>
}

/** Starts a core that ends with the test. */
export async function startScene(options: TestCasperOptions, folder?: string): Promise<TestCasper> {
  const casper = await startCasper(folder, options)
  endings.push(async () => {
    await casper.close()
    casper.remove()
  })
  return casper
}

/** Adds the account, at noon in Berlin, with both profiles. */
export async function profileScene(): Promise<ProfileScene> {
  const clock = fakeClock('2026-06-10T12:00:00+02:00', 'Europe/Berlin')
  const casper = await startScene({ clock })
  const account = await casper.addAccount({
    jid: 'ann@localhost',
    server: nowhere,
    signInInvisible: false,
  })
  const holds: ProfileScene['holds'] = (profile) =>
    casper.when(`the profile ${String(profile)}`, (view) => view.profiles.current === profile)
  const save: ProfileScene['save'] = async (...profiles) => {
    for (const profile of profiles) await casper.request('profile.save', { account, profile })
  }
  await save(work, evening)
  return {
    casper,
    account,
    clock,
    save,
    plan: async (schedule, signIn = null) => {
      await casper.request('profile.plan', { account, schedule: [...schedule], signIn })
    },
    switchTo: async (profile) => {
      await casper.request('profile.switch', { account, profile })
    },
    holds,
    again: async (more) => {
      await casper.close()
      return startScene({ clock, ...more }, casper.dataDir)
    },
  }
}
