// What an organisation decided holds whatever a view asks for; who was hidden is not shown because of it.
import { rmSync } from 'node:fs'
import { beforeEach, describe, expect, test } from 'vitest'
import type { CommandName, CommandPayload } from '../../../shared/protocol'
import type { ManagedScene } from './managed-scene'
import { managedScene, noon, refusal } from './managed-scene'
import { daily, evening, work } from './profile-scene'

const scene = managedScene()

describe('where invisibility is forbidden', () => {
  beforeEach(() => scene().decide({ organisation: 'Example School', forbidInvisible: true }))

  test.each<readonly [string, CommandName, object]>([
    ['to go invisible', 'visibility.go-invisible', {}],
    ['to hide from somebody', 'visibility.hide-from', { target: { type: 'group', value: 'Work' } }],
    ['to sign in hidden', 'account.sign-in', { signInInvisible: true }],
    ['to keep a profile that hides', 'profile.save', { profile: evening }],
    ['to say it as an old client', 'console.send', { xml: "<presence type='invisible'/>" }],
    ['to be unavailable while online', 'console.send', { xml: "<presence type='unavailable'/>" }],
    [
      'to say it as a show value',
      'console.send',
      { xml: '<presence><show>invisible</show></presence>' },
    ],
    ['to check how hiding works', 'self-test.run', { peer: 'bob@localhost' }],
  ])('%s is refused, and says who decided', async (_, command, payload) => {
    const { managed, addAnn } = scene()
    const casper = await managed()
    const account = await addAnn(casper)
    await casper.confirmed()
    const result = await casper.request(command, { account, ...payload })
    expect(result).toMatchObject({
      ok: false,
      error: { code: 'managed-visible', detail: 'Example School' },
    })
    expect(casper.account().visibility.requested).toMatchObject({ base: 'visible', exceptions: [] })
  })

  test('an account is not added hidden', async () => {
    const { connections, managed, addAnn } = scene()
    const casper = await managed()
    await expect(addAnn(casper, true)).rejects.toThrow('nobody may be invisible')
    expect(connections()).toBe(0)
  })

  test('what lets people see the user is not refused', async () => {
    const { managed, addAnn } = scene()
    const casper = await managed()
    const account = await addAnn(casper)
    const target = { type: 'jid', value: 'bob@localhost' } as const
    expect(await refusal(casper, 'visibility.let-see', { account, target })).toBeNull()
    expect(await refusal(casper, 'profile.save', { account, profile: work })).toBeNull()
    expect(await refusal(casper, 'visibility.go-visible', { account })).toBeNull()
  })

  test('profiles that hide are not imported', async () => {
    const { managed, before } = scene()
    const { folder: old } = await before((casper, account) =>
      casper.request('profile.save', { account, profile: evening }),
    )
    const casper = await managed(old)
    const { id: account } = casper.account()
    const exported = await casper.request('profile.export', { account })
    if (!exported.ok) throw new Error(exported.error.message)
    const { text } = exported.value
    expect(await refusal(casper, 'profile.import', { account, text })).toBe('managed-visible')
  })

  const hidden: readonly (readonly [string, Parameters<ManagedScene['before']>[0] & {}])[] = [
    ['everybody', (casper, account) => casper.request('visibility.go-invisible', { account })],
    [
      'one group',
      (casper, account) =>
        casper.request('visibility.hide-from', {
          account,
          target: { type: 'group', value: 'Work' },
        }),
    ],
  ]

  test.each(hidden)('who was hidden from %s stays signed out, and is told why', async (_, hide) => {
    const { connections, managed, before } = scene()
    const { folder: old, account, made } = await before(hide)
    const casper = await managed(old)
    await casper.when('the reason', ({ connection }) => 'error' in connection && !!connection.error)
    expect(casper.account().connection).toMatchObject({
      state: 'signed-out',
      error: { code: 'managed-hidden' },
    })
    expect(await refusal(casper, 'account.sign-in', { account })).toBe('managed-hidden')
    expect(connections()).toBe(made)
  })

  test.each(hidden)('who was hidden from %s is seen after choosing so', async (_, hide) => {
    const { managed, before } = scene()
    const { folder: old, account } = await before(hide)
    const casper = await managed(old)
    await casper.request('visibility.go-visible', { account })
    const password = 'secret'
    expect(await refusal(casper, 'account.sign-in', { account, password })).toBeNull()
    await casper.confirmed()
    expect(casper.account().visibility.requested).toMatchObject({ base: 'visible', exceptions: [] })
  })

  test('a schedule that hides signs out instead', async () => {
    const { managed, before } = scene()
    const { folder: old, account } = await before(async (casper, id) => {
      for (const profile of [work, evening]) {
        await casper.request('profile.save', { account: id, profile })
      }
      await casper.request('profile.plan', { account: id, schedule: daily, signIn: null })
    })
    const hands = noon()
    const casper = await managed(old, hands)
    await casper.when(
      'no password',
      ({ connection }) => 'error' in connection && !!connection.error,
    )
    await casper.request('account.sign-in', { account, password: 'secret' })
    await casper.when('being there', ({ connection }) => connection.state === 'online')
    await casper.confirmed()
    hands.passUntil('2026-06-10T18:00:00Z')
    await casper.when('the end', ({ connection }) => connection.state === 'signed-out')
    await casper.when('why', ({ connection }) => 'error' in connection && !!connection.error)
    expect(casper.account().connection).toMatchObject({ error: { code: 'managed-hidden' } })
  })
})

describe('where encryption is required', () => {
  beforeEach(() => scene().decide({ requireTls: true }))

  test('an account without it is not added, on this computer neither', async () => {
    const { connections, managed, addAnn } = scene()
    const casper = await managed()
    await expect(addAnn(casper)).rejects.toThrow('no connection without encryption')
    expect(connections()).toBe(0)
  })

  test('an account that was there without it does not sign in', async () => {
    const { connections, managed, before } = scene()
    const { folder: old, account, made } = await before()
    const casper = await managed(old)
    expect(await refusal(casper, 'account.sign-in', { account })).toBe('managed-tls')
    expect(connections()).toBe(made)
  })

  test('no certificate is trusted against its verification', async () => {
    const { managed, before } = scene()
    const { folder: old, account } = await before()
    const fingerprint = Array.from({ length: 32 }, () => 'AB').join(':')
    const casper = await managed(old)
    expect(await refusal(casper, 'account.trust', { account, fingerprint })).toBe('managed-tls')
  })
})

test('only the domains that were named may be used, not their subdomains either', async () => {
  const { decide, here, managed } = scene()
  decide({ domains: ['Example.org'] })
  const casper = await managed()
  const add = (jid: string) =>
    refusal(casper, 'account.add', {
      jid,
      password: 'secret',
      remember: false,
      signInInvisible: true,
      server: here(),
    })
  expect(await add('ann@localhost')).toBe('managed-domain')
  expect(await add('ann@im.example.org')).toBe('managed-domain')
  expect(await add('ann@EXAMPLE.ORG')).toBeNull()
})

test('the server that was set is used, whatever the account says', async () => {
  const { decide, here, managed } = scene()
  decide({ server: here() })
  const casper = await managed()
  await casper.addAccount({
    jid: 'ann@localhost',
    server: { mode: 'auto' },
    signInInvisible: false,
  })
  await casper.confirmed()
  expect(casper.account().server).toEqual(here())
})

describe('the demo', () => {
  test('is on its own server, whatever was set for accounts', async () => {
    const { decide, here, connections, managed } = scene()
    decide({ server: here(), domains: ['example.org'] })
    const casper = await managed()
    expect(await refusal(casper, 'demo.start', { signInInvisible: true })).toBeNull()
    await casper.confirmed()
    expect(connections()).toBe(0)
  })

  test.each([
    ['hidden, where that is forbidden', { forbidInvisible: true }, 'managed-visible'],
    ['where encryption is required', { requireTls: true }, 'managed-tls'],
  ])('does not start %s', async (_, policy, expected) => {
    const { decide, managed } = scene()
    decide(policy)
    const casper = await managed()
    expect(await refusal(casper, 'demo.start', { signInInvisible: true })).toBe(expected)
  })
})

test('the strategy that was set is in use, and no other can be chosen', async () => {
  const { decide, managed, addAnn } = scene()
  decide({ strategy: 'directed-presence' })
  const casper = await managed()
  const account = await addAnn(casper, true)
  await casper.confirmed()
  expect(casper.account().visibility).toMatchObject({ strategy: 'directed-presence' })
  const other = { account, choice: 'automatic', scope: 'session' } as const
  expect(await refusal(casper, 'visibility.choose', other)).toBe('managed-strategy')
  const same = { ...other, choice: 'directed-presence' } as const
  expect(await refusal(casper, 'visibility.choose', same)).toBeNull()
})

test("the user's own strategy is in use again when the decision is gone", async () => {
  const { decide, managed, before, managedFile } = scene()
  const own = { choice: 'privacy-lists', scope: 'session' } as const
  const { folder, account } = await before((casper, id) =>
    casper.request('visibility.choose', { account: id, ...own }),
  )
  decide({ strategy: 'directed-presence' })
  const decided = await managed(folder)
  const other = { choice: 'directed-presence', scope: 'account' } as const
  expect(decided.account().visibility.choice).toBe('directed-presence')
  expect(await refusal(decided, 'visibility.choose', { account, ...other })).toBeNull()
  await decided.close()
  rmSync(managedFile)
  const free = await managed(folder)
  expect(free.account().visibility).toMatchObject({ ...own, scope: 'account' })
})

test('the bridge and the search for newer versions cannot be turned on', async () => {
  const { decide, managed, addAnn } = scene()
  decide({ forbidBridge: true, forbidUpdates: true })
  const casper = await managed()
  const account = await addAnn(casper)
  const { bridge, desktop } = casper.snapshot().settings
  const set = (change: CommandPayload<'settings.set'>) => refusal(casper, 'settings.set', change)
  expect(await set({ bridge: { ...bridge, on: true } })).toBe('managed-bridge')
  expect(await set({ desktop: { ...desktop, updates: true } })).toBe('managed-updates')
  expect(await refusal(casper, 'bridge.password', { account })).toBe('managed-bridge')
  expect(await set({ theme: 'dark' })).toBeNull()
})

test('without a file nothing is decided', async () => {
  const { managed, addAnn } = scene()
  const casper = await managed()
  expect(casper.snapshot().managed).toBeNull()
  const account = await addAnn(casper, true)
  await casper.confirmed()
  expect(await refusal(casper, 'visibility.go-invisible', { account })).toBeNull()
})
