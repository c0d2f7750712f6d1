// Profiles on real servers: at 18:00 the students stop seeing the teacher, and the colleagues notice nothing.
import { describe, expect, test } from 'vitest'
import { noAutoAway } from '../../shared/away/auto-away'
import type { OwnPresence } from '../../shared/model'
import type { Profile } from '../../shared/profiles/profile'
import type { ScheduleEntry } from '../../shared/profiles/schedule'
import { invisibleToAll, visibleToAll, withException } from '../../shared/visibility/policy'
import { startCasper } from '../support/casper'
import type { FakeClock } from '../support/fake-clock'
import { fakeClock } from '../support/fake-clock'
import { password } from '../support/friends'
import { until } from '../support/wait'
import { jidOf, watch, watchedServers } from './watched'

const everyDay = [1, 2, 3, 4, 5, 6, 7]
const daily: readonly ScheduleEntry[] = [
  { profile: 'evening', days: everyDay, at: '18:00' },
  { profile: 'work', days: everyDay, at: '08:00' },
]
const students = { type: 'group', value: 'Friends' } as const
const teaching: OwnPresence = { show: 'chat', status: 'ask me', priority: 0 }
const reading: OwnPresence = { show: 'dnd', status: 'a novel', priority: 0 }

/** Bob is the student, Carol the colleague. */
function profiles(work: OwnPresence | null, evening: OwnPresence | null): readonly Profile[] {
  const hidden = withException(visibleToAll, students, false)
  return [
    { id: 'work', name: 'Work', policy: visibleToAll, presence: work, autoAway: null },
    { id: 'evening', name: 'Evening', policy: hidden, presence: evening, autoAway: null },
  ]
}

describe.each(watchedServers)('profiles on $kind', ({ start, resumes }) => {
  let clock: FakeClock
  const watched = watch(start, () => {
    clock = fakeClock('2026-06-10T17:59:00+02:00', 'Europe/Berlin')
    return { clock }
  })

  const plan = async (
    all: readonly Profile[],
    planned: { schedule?: readonly ScheduleEntry[]; signIn?: string } = {},
  ): Promise<string> => {
    const { casper, signIn } = watched()
    const account = await signIn(false)
    for (const profile of all) await casper.request('profile.save', { account, profile })
    const { schedule = daily, signIn: signInAs = null } = planned
    await casper.request('profile.plan', { account, schedule: [...schedule], signIn: signInAs })
    await casper.request('profile.switch', { account, profile: 'work' })
    await held('work')
    return account
  }

  const held = async (profile: string): Promise<void> => {
    const { casper } = watched()
    await casper.when(`the profile ${profile}`, (view) => view.profiles.current === profile)
    await casper.confirmed()
  }

  test('at 18:00 the student is told once that the teacher went, the colleague nothing', async () => {
    const { bob, carol, news } = watched()
    await plan(profiles(null, null))
    expect([await news(bob), await news(carol)]).toEqual([['available'], ['available']])
    clock.passUntil('2026-06-10T17:59:59.999+02:00')
    await bob.quiet(200)
    expect([await news(bob), await news(carol)]).toEqual([[], []])
    clock.passUntil('2026-06-10T18:00:00+02:00')
    await held('evening')
    expect([await news(bob), await news(carol)]).toEqual([['unavailable'], []])
    clock.passUntil('2026-06-11T08:00:00+02:00')
    await held('work')
    expect([await news(bob), await news(carol)]).toEqual([['available'], []])
  })

  test('nobody is shown the availability of one profile under the rules of the other', async () => {
    const { bob, carol, news } = watched()
    await plan(profiles(teaching, reading))
    expect([(await news(bob)).at(-1), (await news(carol)).at(-1)]).toEqual(['chat', 'chat'])
    clock.passUntil('2026-06-10T18:00:00+02:00')
    await held('evening')
    expect([await news(bob), await news(carol)]).toEqual([['unavailable'], ['dnd']])
    clock.passUntil('2026-06-11T08:00:00+02:00')
    await held('work')
    expect([await news(bob), await news(carol)]).toEqual([['chat'], ['chat']])
  })

  test('a wish to hide from one, before it was noticed that all see now, hides from them first', async () => {
    const { bob, carol, casper, news } = watched()
    const [first, second] = profiles(null, null)
    const account = await plan([
      { ...first!, policy: invisibleToAll },
      { ...second!, policy: visibleToAll },
    ])
    await Promise.all([news(bob), news(carol)])
    clock.jump('2026-06-10T18:00:30+02:00')
    await casper.request('visibility.hide-from', {
      account,
      target: { type: 'jid', value: jidOf(bob) },
    })
    await casper.when('being seen', ({ visibility }) => visibility.requested.base === 'visible')
    await casper.confirmed()
    expect([await news(bob), await news(carol)]).toEqual([[], ['available']])
  })

  test.each([
    ['hides', { hideWhenLocked: true }, []],
    ['is away', { onLock: 'xa' }, ['xa']],
  ] as const)(
    'the screen is locked, and the next profile is seen but %s then: nobody is shown it otherwise',
    async (_, wishes, heard) => {
      const { bob, carol, casper, machine, nobodyHeard, news } = watched()
      const [first, second] = profiles(null, null)
      await plan([
        { ...first!, policy: invisibleToAll },
        { ...second!, policy: visibleToAll, autoAway: { ...noAutoAway, ...wishes } },
      ])
      await Promise.all([news(bob), news(carol)])
      machine.lock()
      clock.passUntil('2026-06-10T18:00:00+02:00')
      await held('evening')
      expect([await news(bob), await news(carol)]).toEqual([heard, heard])
      machine.unlock()
      await casper.confirmed()
      expect([await news(bob), await news(carol)]).toEqual([['available'], ['available']])
      await nobodyHeard()
    },
  )

  test('a switch by hand holds until the next one', async () => {
    const { bob, carol, casper, news } = watched()
    const account = await plan(profiles(null, null))
    await casper.request('profile.switch', { account, profile: 'evening' })
    await held('evening')
    expect(await news(bob)).toEqual(['available', 'unavailable'])
    clock.passUntil('2026-06-10T18:01:00+02:00')
    await casper.request('profile.switch', { account, profile: 'work' })
    await held('work')
    expect(await news(bob)).toEqual(['available'])
    expect(await news(carol)).toEqual(['available'])
  })

  test('closed over 18:00, Casper shows the student nothing when it is back', async () => {
    const { bob, carol, casper, news } = watched()
    const account = await plan(profiles(null, null))
    await casper.close()
    await bob.quiet(300)
    expect(await news(bob)).toEqual(['available', 'unavailable'])
    await news(carol)
    const later = fakeClock('2026-06-10T19:30:00+02:00', 'Europe/Berlin')
    const again = await startCasper(casper.dataDir, { clock: later })
    await again.when('no password', ({ connection: now }) => 'error' in now && now.error !== null)
    await again.request('account.sign-in', { account, password })
    await again.when('being back', ({ connection }) => connection.state === 'online')
    await again.confirmed()
    expect(again.account().profiles.current).toBe('evening')
    expect([await news(bob), await news(carol)]).toEqual([[], ['available']])
    await again.close()
  })

  test('the profile for signing in holds before anybody is shown anything', async () => {
    const { bob, carol, casper, news } = watched()
    const account = await plan(profiles(null, null), { schedule: [], signIn: 'evening' })
    await casper.request('account.sign-out', { account })
    await casper.when('signed out', ({ connection }) => connection.state === 'signed-out')
    await bob.quiet(300)
    expect(await news(bob)).toEqual(['available', 'unavailable'])
    await news(carol)
    await casper.request('account.sign-in', { account })
    await casper.when('being back', ({ connection }) => connection.state === 'online')
    await held('evening')
    expect([await news(bob), await news(carol)]).toEqual([[], ['available']])
  })

  test('asleep over 18:00 and reconnected, Casper shows the student nothing more', async () => {
    const { bob, carol, proxy, casper, news } = watched()
    await plan(profiles(null, null))
    await news(bob)
    await news(carol)
    const { made } = proxy.connections()
    clock.jump('2026-06-10T21:00:00+02:00')
    proxy.drop()
    await until(() => proxy.connections().made > made, 'the next connection')
    await casper.when('being back', ({ connection }) => connection.state === 'online', 15_000)
    await held('evening')
    expect(await news(bob)).toEqual(['unavailable'])
    expect(await news(carol)).toEqual(resumes ? [] : ['unavailable', 'available'])
  })
})
