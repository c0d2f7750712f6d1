// A schedule at work: every switch once, at its time, whatever happens to the clock, the computer and its time zone.
import { describe, expect, test } from 'vitest'
import { daily, evening, profileScene, startScene, work } from './profile-scene'

const at = (iso: string): number => new Date(iso).getTime()

describe('the schedule', () => {
  test('switches at its time, and shows the next switch', async () => {
    const { casper, clock, plan, switchTo, holds } = await profileScene()
    await plan(daily)
    await switchTo('work')
    await holds('work')
    const [today, tomorrow] = [at('2026-06-10T18:00+02:00'), at('2026-06-11T08:00+02:00')]
    expect(casper.account().profiles.next).toEqual({ profile: 'evening', at: today })
    clock.passUntil('2026-06-10T17:59:59.999+02:00')
    expect(casper.account().profiles.current).toBe('work')
    clock.passUntil('2026-06-10T18:00:00+02:00')
    await holds('evening')
    expect(casper.account().profiles.next).toEqual({ profile: 'work', at: tomorrow })
    clock.passUntil('2026-06-11T08:00:00+02:00')
    await holds('work')
  })

  test('that is new does not do what it would have asked for before', async () => {
    const { casper, clock, plan, switchTo, holds } = await profileScene()
    clock.passUntil('2026-06-10T20:00:00+02:00')
    await switchTo('work')
    await plan(daily)
    await holds('work')
    clock.passUntil('2026-06-10T23:00:00+02:00')
    expect(casper.account().profiles.current).toBe('work')
  })

  test('without lines waits for nothing', async () => {
    const { clock, plan, casper } = await profileScene()
    const before = clock.waiting()
    await plan(daily)
    await casper.when('a next switch', ({ profiles }) => profiles.next !== null)
    expect(clock.waiting()).toBe(before + 1)
    await plan([])
    await casper.when('no next switch', ({ profiles }) => profiles.next === null)
    expect(clock.waiting()).toBe(before)
  })

  test('ends with its account', async () => {
    const { clock, plan, casper, account } = await profileScene()
    const before = clock.waiting()
    await plan(daily)
    await casper.request('account.remove', { account })
    expect(clock.waiting()).toBeLessThanOrEqual(before)
  })

  test('does not undo a switch by hand before its next switch', async () => {
    const { casper, clock, plan, switchTo, holds } = await profileScene()
    await plan(daily)
    clock.passUntil('2026-06-10T18:00:00+02:00')
    await holds('evening')
    await switchTo('work')
    await holds('work')
    clock.passUntil('2026-06-11T07:59:00+02:00')
    expect(casper.account().profiles.current).toBe('work')
    clock.passUntil('2026-06-11T18:00:00+02:00')
    await holds('evening')
  })
})

describe('after a sleep', () => {
  test('over several switches the last one is done, once', async () => {
    const { casper, clock, account, plan, switchTo, holds } = await profileScene()
    await plan(daily)
    await switchTo('work')
    await holds('work')
    clock.jump('2026-06-12T20:00:00+02:00')
    casper.core.settle()
    await holds('evening')
    await casper.request('visibility.go-visible', { account })
    await switchTo('work')
    await holds('work')
    casper.core.settle()
    clock.passUntil('2026-06-12T23:00:00+02:00')
    expect(casper.account().profiles.current).toBe('work')
  })

  test('that nobody told of, what is due is done within a minute', async () => {
    const { clock, plan, switchTo, holds } = await profileScene()
    await plan(daily)
    await switchTo('work')
    await holds('work')
    clock.jump('2026-06-10T20:00:00+02:00')
    clock.passUntil('2026-06-10T20:01:00+02:00')
    await holds('evening')
  })
})

describe('where the clock is set', () => {
  test('back, a switch that was done is not done again', async () => {
    const { casper, clock, plan, switchTo, holds } = await profileScene()
    await plan(daily)
    clock.passUntil('2026-06-10T18:00:00+02:00')
    await holds('evening')
    clock.jump('2026-06-10T17:30:00+02:00')
    casper.core.settle()
    await switchTo('work')
    await holds('work')
    clock.passUntil('2026-06-10T19:00:00+02:00')
    expect(casper.account().profiles.current).toBe('work')
    clock.passUntil('2026-06-11T18:00:00+02:00')
    await holds('evening')
  })

  test('forward and back again, what was skipped is still to come', async () => {
    const { casper, clock, plan, switchTo, holds } = await profileScene()
    await plan(daily)
    await switchTo('work')
    clock.jump('2026-06-11T09:00:00+02:00')
    casper.core.settle()
    await holds('work')
    clock.jump('2026-06-10T13:00:00+02:00')
    casper.core.settle()
    clock.passUntil('2026-06-10T18:00:00+02:00')
    await holds('evening')
    clock.passUntil('2026-06-11T08:00:00+02:00')
    await holds('work')
  })

  test('years back, the schedule goes on from there', async () => {
    const { casper, clock, plan, holds } = await profileScene()
    await plan(daily)
    clock.passUntil('2026-06-10T18:00:00+02:00')
    await holds('evening')
    clock.jump('2020-06-10T12:00:00+02:00')
    casper.core.settle()
    clock.passUntil('2020-06-11T08:00:00+02:00')
    await holds('work')
  })
})

describe('in another time zone', () => {
  test('the switch is when the wall there shows its time', async () => {
    const { casper, clock, plan, switchTo, holds } = await profileScene()
    await plan(daily.slice(0, 1))
    await switchTo('work')
    await holds('work')
    clock.travel('America/New_York')
    casper.core.settle()
    const next = { profile: 'evening', at: at('2026-06-10T18:00:00-04:00') }
    await casper.when('the next switch', ({ profiles }) => profiles.next?.at === next.at)
    clock.passUntil('2026-06-10T17:59:59-04:00')
    expect(casper.account().profiles.current).toBe('work')
    clock.passUntil('2026-06-10T18:00:00-04:00')
    await holds('evening')
  })

  test('where its time was past when the user chose, what they chose holds', async () => {
    const { casper, clock, plan, switchTo, holds } = await profileScene()
    await plan(daily)
    await switchTo('work')
    await holds('work')
    clock.travel('Pacific/Auckland')
    clock.passUntil('2026-06-10T12:01:00+02:00')
    expect(casper.account().profiles.current).toBe('work')
  })

  test('where its time is past already, it is done', async () => {
    const { clock, plan, switchTo, holds } = await profileScene()
    await plan(daily)
    await switchTo('work')
    await holds('work')
    clock.passUntil('2026-06-10T17:00:00+02:00')
    await holds('work')
    clock.travel('Asia/Dubai')
    clock.passUntil('2026-06-10T17:01:00+02:00')
    await holds('evening')
  })
})

describe('where clocks are put forward or back', () => {
  test.each([
    ['Europe/Berlin', '2026-03-28T20:00:00+01:00', '2026-03-29T18:00:00+02:00'],
    ['Europe/Berlin', '2026-10-24T20:00:00+02:00', '2026-10-25T18:00:00+01:00'],
    ['America/New_York', '2026-03-07T20:00:00-05:00', '2026-03-08T18:00:00-04:00'],
    ['Australia/Lord_Howe', '2026-10-03T20:00:00+10:30', '2026-10-04T18:00:00+11:00'],
    ['Asia/Kolkata', '2026-10-03T20:00:00+05:30', '2026-10-04T18:00:00+05:30'],
  ])('in %s, 18:00 is 18:00', async (zone, before, expected) => {
    const { casper, clock, plan, switchTo, holds } = await profileScene()
    clock.travel(zone)
    clock.jump(before)
    await plan(daily.slice(0, 1))
    await switchTo('work')
    await holds('work')
    clock.passUntil(new Date(at(expected) - 1).toISOString())
    expect(casper.account().profiles.current).toBe('work')
    clock.passUntil(expected)
    await holds('evening')
  })
})

describe('signing in', () => {
  test.each(['2026-06-10T19:00:00+02:00', '2026-06-11T07:59:00+02:00'])(
    'at %s it is the evening still, whatever the profile for signing in',
    async (moment) => {
      const { casper, clock, account, plan, holds } = await profileScene()
      await plan(daily, 'work')
      await casper.request('account.sign-out', { account })
      clock.jump(moment)
      await casper.request('account.sign-in', { account })
      await holds('evening')
      clock.passUntil('2026-06-11T08:00:00+02:00')
      await holds('work')
    },
  )
})

describe('after a restart', () => {
  test('over a switch it is done before anything else', async () => {
    const { clock, plan, switchTo, holds, again } = await profileScene()
    await plan(daily)
    await switchTo('work')
    await holds('work')
    clock.jump('2026-06-10T19:00:00+02:00')
    const casper = await again()
    expect(casper.account().visibility.requested).toEqual(evening.policy)
    expect(casper.account().profiles.current).toBe('evening')
  })

  test('the profile for signing in does not come before the one that a time of the week began', async () => {
    const { clock, plan, again } = await profileScene()
    await plan(daily, 'work')
    clock.jump('2026-06-10T19:00:00+02:00')
    const second = await again()
    expect(second.account().visibility.requested).toEqual(evening.policy)
    await second.close()
    clock.jump('2026-06-11T09:00:00+02:00')
    const third = await startScene({ clock }, second.dataDir)
    expect(third.account().visibility.requested).toEqual(work.policy)
  })

  test('between two switches nothing is done again', async () => {
    const { casper, clock, account, plan, holds, again } = await profileScene()
    await plan(daily)
    clock.passUntil('2026-06-10T18:00:00+02:00')
    await holds('evening')
    await casper.request('visibility.go-invisible', { account })
    await holds(null)
    clock.passUntil('2026-06-10T18:30:00+02:00')
    const second = await again()
    expect(second.account().visibility.requested.base).toBe('invisible')
  })

  test('signed out, the switch is stored all the same', async () => {
    const { casper, clock, account, plan, switchTo, holds } = await profileScene()
    await plan(daily)
    await switchTo('work')
    await casper.request('account.sign-out', { account })
    clock.passUntil('2026-06-10T18:00:00+02:00')
    await holds('evening')
    await casper.close()
    const again = await startScene({ clock }, casper.dataDir)
    expect(again.account().connection.state).toBe('signed-out')
    expect(again.account().visibility.requested).toEqual(evening.policy)
    expect(again.account().profiles.all).toEqual([work, evening])
  })
})
