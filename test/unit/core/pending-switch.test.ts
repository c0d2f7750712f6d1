// What the user wishes between the time of a switch and the look that notices it, as in a tab after a sleep.
import { describe, expect, test } from 'vitest'
import { samePolicy } from '../../../shared/visibility/least'
import { withException } from '../../../shared/visibility/policy'
import { daily, evening, profileScene, work } from './profile-scene'

describe('a wish before it was noticed that a switch is due', () => {
  const bob = { type: 'jid', value: 'bob@localhost' } as const
  const due = async () => {
    const scene = await profileScene()
    await scene.plan(daily)
    await scene.switchTo('work')
    await scene.holds('work')
    scene.clock.jump('2026-06-10T18:00:30+02:00')
    return scene
  }

  test('lies upon the profile that was to begin', async () => {
    const { casper, clock, account } = await due()
    await casper.request('visibility.hide-from', { account, target: bob })
    const both = withException(evening.policy, bob, false)
    await casper.when('both', ({ visibility }) => samePolicy(visibility.requested, both))
    expect(casper.account().presence).toEqual(evening.presence)
    clock.passUntil('2026-06-10T23:00:00+02:00')
    expect(casper.account().visibility.requested).toEqual(both)
  })

  test('to be seen as something lies upon it as well', async () => {
    const { casper, clock, account } = await due()
    const presence = { show: 'away', status: 'Tea.', priority: 0 } as const
    await casper.request('presence.set', { account, presence })
    await casper.when('both', (view) => view.presence.status === 'Tea.')
    clock.passUntil('2026-06-10T23:00:00+02:00')
    expect(casper.account()).toMatchObject({ presence, visibility: { requested: evening.policy } })
  })

  test('for another profile is the newer word', async () => {
    const { casper, clock, switchTo, holds } = await due()
    await switchTo('work')
    clock.passUntil('2026-06-10T23:00:00+02:00')
    await holds('work')
    expect(casper.account().visibility.requested).toEqual(work.policy)
  })
})
