// Named profiles: switched by hand and at sign-in, kept, and carried from one account to another.
import { copyFileSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Profile } from '../../../shared/profiles/profile'
import { allows, visibleToAll, withException } from '../../../shared/visibility/policy'
import type { TestCasper } from '../../support/casper'
import { daily, evening, nowhere, profileScene, startScene, work } from './profile-scene'

const code = (result: Awaited<ReturnType<TestCasper['request']>>): string | null =>
  result.ok ? null : result.error.code

describe('switching by hand', () => {
  test('makes everything hold that the profile says, and shows which one it is', async () => {
    const { casper, switchTo, holds } = await profileScene()
    await switchTo('evening')
    await holds('evening')
    expect(casper.account().visibility.requested).toEqual(evening.policy)
    expect(casper.account().presence).toEqual(evening.presence)
  })

  test('leaves the availability where the profile says nothing of it', async () => {
    const { casper, switchTo, holds } = await profileScene()
    await switchTo('evening')
    await switchTo('work')
    await holds('work')
    expect(casper.account().presence).toEqual(evening.presence)
  })

  test('to a profile that is not there is refused', async () => {
    const { casper, account } = await profileScene()
    const switched = await casper.request('profile.switch', { account, profile: 'holiday' })
    expect(code(switched)).toBe('not-found')
  })
})

describe('the profile that holds', () => {
  test('is none after another wish, until the next switch', async () => {
    const { casper, account, switchTo, holds } = await profileScene()
    await switchTo('evening')
    await holds('evening')
    await casper.request('visibility.go-invisible', { account })
    await holds(null)
    await switchTo('work')
    await holds('work')
  })

  test('is none after another availability', async () => {
    const { casper, account, switchTo, holds } = await profileScene()
    await switchTo('evening')
    await holds('evening')
    const presence = { show: null, status: '', priority: 0 }
    await casper.request('presence.set', { account, presence })
    await holds(null)
    await casper.request('presence.set', { account, presence: evening.presence ?? presence })
    await holds('evening')
  })

  test('is none when it is saved with something else, which then holds for nobody yet', async () => {
    const { casper, save, switchTo, holds } = await profileScene()
    await switchTo('work')
    await holds('work')
    await save({ ...work, policy: evening.policy })
    await holds(null)
    expect(casper.account().visibility.requested).toEqual(work.policy)
  })

  test('is one made of what holds, before any switch', async () => {
    const { casper, account, save, holds } = await profileScene()
    await casper.request('visibility.go-invisible', { account })
    await casper.when('hidden', ({ visibility }) => visibility.requested.base === 'invisible')
    const { visibility, presence } = casper.account()
    await save({ ...work, id: 'now', policy: visibility.requested, presence })
    await holds('now')
  })

  test('is not one with an auto-away of its own, until it is switched to', async () => {
    const { casper, save, switchTo, holds } = await profileScene()
    await holds('work')
    await save({ ...work, autoAway: casper.snapshot().settings.autoAway })
    await holds(null)
    await switchTo('work')
    await holds('work')
  })

  test('is the one switched to, where two say the same', async () => {
    const { save, switchTo, holds } = await profileScene()
    await save({ ...work, id: 'open' })
    await switchTo('open')
    await holds('open')
  })

  test('is the same after a restart', async () => {
    const { switchTo, holds, again } = await profileScene()
    await switchTo('evening')
    await holds('evening')
    const casper = await again()
    expect(casper.account().profiles.current).toBe('evening')
  })
})

describe('signing in', () => {
  test('begins with the profile for it', async () => {
    const { casper, plan, switchTo, holds, again } = await profileScene()
    await plan([], 'evening')
    await switchTo('work')
    await holds('work')
    expect(casper.account().profiles.signIn).toBe('evening')
    const second = await again()
    expect(second.account().visibility.requested).toEqual(evening.policy)
  })

  test('hidden stays hidden, although the profile for it is seen', async () => {
    const { casper, account, plan } = await profileScene()
    await plan([], 'work')
    await casper.request('account.sign-out', { account })
    await casper.request('account.sign-in', { account, signInInvisible: true })
    await casper.when('hidden', ({ visibility }) => visibility.requested.base === 'invisible')
  })

  test('without "hidden" leaves the profile for it as hidden as it is', async () => {
    const { casper, account, plan, save } = await profileScene()
    const hidden: Profile = { ...work, policy: { ...work.policy, base: 'invisible' } }
    await save(hidden)
    await plan([], 'work')
    await casper.request('account.sign-out', { account })
    await casper.request('account.sign-in', { account, signInInvisible: false })
    await casper.when('hidden', ({ visibility }) => visibility.requested.base === 'invisible')
  })
})

describe('signing in by itself', () => {
  const hiddenBefore = async () => {
    const scene = await profileScene()
    const { casper, account, plan } = scene
    await plan([], 'work')
    await casper.request('visibility.go-invisible', { account })
    await casper.when('hiding', ({ visibility }) => visibility.requested.base === 'invisible')
    return scene
  }

  test('after a crash does not show whom the last wish hid, whatever the profile for it', async () => {
    const { casper, clock } = await hiddenBefore()
    const folder = mkdtempSync(join(tmpdir(), 'casper-crashed-'))
    copyFileSync(join(casper.dataDir, 'casper.json'), join(folder, 'casper.json'))
    const second = await startScene({ clock }, folder)
    expect(second.account().visibility.requested.base).toBe('invisible')
  })

  test('after an end in good order begins with the profile for it', async () => {
    const { again } = await hiddenBefore()
    const second = await again()
    expect(second.account().visibility.requested).toEqual(work.policy)
  })
})

describe('removing a profile', () => {
  test('removes its lines, and the sign-in with it', async () => {
    const { casper, account, plan } = await profileScene()
    await plan(daily, 'evening')
    await casper.request('profile.remove', { account, profile: 'evening' })
    await casper.when('one profile', ({ profiles }) => profiles.all.length === 1)
    expect(casper.account().profiles).toMatchObject({ schedule: [daily[1]], signIn: null })
  })

  test('that is not there is refused', async () => {
    const { casper, account } = await profileScene()
    const removed = await casper.request('profile.remove', { account, profile: 'holiday' })
    expect(code(removed)).toBe('not-found')
  })
})

test('lines for profiles that are not there are left out of the schedule', async () => {
  const { casper, plan } = await profileScene()
  await plan([...daily, { profile: 'holiday', days: [1], at: '00:00' }], 'holiday')
  await casper.when('a schedule', ({ profiles }) => profiles.schedule.length > 0)
  expect(casper.account().profiles).toMatchObject({ schedule: daily, signIn: null })
})

test('an account has no more than a hundred profiles', async () => {
  const { casper, account, save, again } = await profileScene()
  const more = Array.from({ length: 98 }, (_, n) => ({ ...work, id: `more-${String(n)}` }))
  await save(...more)
  const one = await casper.request('profile.save', { account, profile: { ...work, id: 'one' } })
  expect(code(one)).toBe('profiles-too-many')
  const second = await again()
  expect(second.account().profiles.all).toHaveLength(100)
})

test('a profile in which messages would not arrive is refused', async () => {
  const { casper, account } = await profileScene()
  const presence = { show: null, status: '', priority: -1 }
  const saved = await casper.request('profile.save', { account, profile: { ...work, presence } })
  expect(code(saved)).toBe('negative-priority')
})

test.each(['Bob@Localhost', 'bob@localhost/phone'])(
  'a profile that hides from %s hides from the person',
  async (value) => {
    const { casper, save, switchTo } = await profileScene()
    const policy = withException(visibleToAll, { type: 'jid', value }, false)
    await save({ ...evening, policy })
    await switchTo('evening')
    await casper.when('hiding', ({ visibility: { requested } }) => {
      return !allows(requested, { jid: 'bob@localhost', groups: [], subscription: 'both' })
    })
  },
)

test('a profile that names nobody is refused', async () => {
  const { casper, account } = await profileScene()
  const policy = withException(visibleToAll, { type: 'jid', value: 'bob@' }, false)
  const saved = await casper.request('profile.save', { account, profile: { ...work, policy } })
  expect(code(saved)).toBe('invalid-jid')
})

describe('exported as text', () => {
  const exported = async ({ casper, account }: Awaited<ReturnType<typeof profileScene>>) => {
    const result = await casper.request('profile.export', { account })
    if (!result.ok) throw new Error(result.error.message)
    return result.value.text
  }

  test('profiles and schedule can be imported into another account', async () => {
    const scene = await profileScene()
    const { casper, plan } = scene
    await plan(daily)
    const text = await exported(scene)
    const added = await casper.request('account.add', {
      jid: 'bob@localhost',
      password: 'secret',
      remember: false,
      signInInvisible: true,
      server: nowhere,
    })
    if (!added.ok) throw new Error(added.error.message)
    await casper.request('profile.import', { account: added.value.account, text })
    const bob = () => casper.snapshot().accounts[added.value.account]
    await casper.when('profiles', () => bob()?.profiles.schedule.length === 2)
    expect(bob()?.profiles).toMatchObject({ all: [work, evening], schedule: daily, current: null })
    expect(bob()?.visibility.requested.base).toBe('invisible')
  })

  test('those with the same id are replaced, others stay', async () => {
    const scene = await profileScene()
    const text = await exported(scene)
    await scene.save({ ...work, name: 'Renamed' }, { ...work, id: 'holiday' })
    await scene.casper.request('profile.import', { account: scene.account, text })
    await scene.casper.when('the old name', ({ profiles }) => profiles.all[0]?.name === 'Work')
    expect(scene.casper.account().profiles.all.map(({ id }) => id)).toEqual([
      'work',
      'evening',
      'holiday',
    ])
  })

  test.each<readonly [string, (text: string) => string, string]>([
    ['no JSON', (text) => text.slice(1), 'profiles-damaged'],
    ['other JSON', () => '{"version":1}', 'profiles-damaged'],
    ['something unknown in it', (text) => text.replace('{', '{"more":1,'), 'profiles-damaged'],
    ['a wrong time', (text) => text.replace('"18:00"', '"24:00"'), 'profiles-damaged'],
    [
      'a status that cannot be sent',
      (text) => text.replace('novel', '\\u0008'),
      'profiles-damaged',
    ],
    [
      'a group that cannot be sent',
      (text) => text.replace('Students', '\\uFFFF'),
      'profiles-damaged',
    ],
    ['one id twice', (text) => text.replaceAll('evening', 'work'), 'profiles-damaged'],
    ['a newer version', (text) => text.replace('"version": 1', '"version": 2'), 'profiles-newer'],
  ])('with %s it is refused, and nothing changed', async (_, damage, expected) => {
    const scene = await profileScene()
    await scene.plan(daily)
    const damaged = damage(await exported(scene))
    const { casper, account } = scene
    await casper.when('the schedule', ({ profiles }) => profiles.schedule.length === 2)
    const before = casper.account().profiles
    const result = await casper.request('profile.import', { account, text: damaged })
    expect(code(result)).toBe(expected)
    const again = await scene.again()
    expect(again.account().profiles).toEqual(before)
  })

  test('where it is damaged is said', async () => {
    const scene = await profileScene()
    await scene.plan(daily)
    const text = (await exported(scene)).replace('"18:00"', '"24:00"')
    const { casper, account } = scene
    const result = await casper.request('profile.import', { account, text })
    expect(!result.ok && result.error.detail).toContain('schedule.0.at')
  })
})
