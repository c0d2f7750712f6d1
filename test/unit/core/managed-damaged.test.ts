// A file of decisions that cannot be understood: nobody signs in, and nothing is sent, until it is mended.
import { beforeEach, describe, expect, test } from 'vitest'
import type { CommandPayload } from '../../../shared/protocol'
import { managedScene, refusal } from './managed-scene'

const scene = managedScene()

describe('a file that is damaged', () => {
  beforeEach(() => scene().decide('{"version":1,"forbid":true}'))

  test('lets nobody sign in, and says which file it is', async () => {
    const { connections, managed, before, managedFile } = scene()
    const { folder: old, account, made } = await before()
    const casper = await managed(old)
    expect(casper.snapshot().managed?.problem?.code).toBe('managed-damaged')
    const [notice] = casper.snapshot().notices
    expect(notice?.error).toMatchObject({ code: 'managed-damaged' })
    expect(notice?.error.detail).toContain(managedFile)
    const password = 'secret'
    expect(await refusal(casper, 'account.sign-in', { account, password })).toBe('managed-damaged')
    expect(casper.account().connection).toMatchObject({ error: { code: 'managed-damaged' } })
    expect(connections()).toBe(made)
  })

  test('lets nothing in by another door', async () => {
    const { connections, managed, addAnn } = scene()
    const casper = await managed()
    await expect(addAnn(casper)).rejects.toThrow('makes no sense')
    const demo = await refusal(casper, 'demo.start', { signInInvisible: false })
    expect(demo).toBe('managed-damaged')
    const { bridge, desktop } = casper.snapshot().settings
    const set = (change: CommandPayload<'settings.set'>) => refusal(casper, 'settings.set', change)
    expect(await set({ bridge: { ...bridge, on: true } })).toBe('managed-damaged')
    expect(await set({ desktop: { ...desktop, updates: true } })).toBe('managed-damaged')
    expect(connections()).toBe(0)
  })

  test('does not keep anybody from hiding, and shows nobody more than before', async () => {
    const { managed, before } = scene()
    const { folder: old, account } = await before()
    const casper = await managed(old)
    const target = { type: 'jid', value: 'bob@localhost' } as const
    expect(await refusal(casper, 'visibility.hide-from', { account, target })).toBeNull()
    expect(await refusal(casper, 'visibility.go-visible', { account })).toBeNull()
    await casper.when('the exception', ({ visibility }) => {
      const [exception] = visibility.requested.exceptions
      return exception?.sees === false && exception.target.value === target.value
    })
  })

  test('is in force again when it is mended and Casper starts again', async () => {
    const { decide, managed, before } = scene()
    const { folder: old } = await before()
    const damaged = await managed(old)
    await damaged.close()
    decide({})
    const casper = await managed(old)
    expect(casper.snapshot().managed).toMatchObject({ problem: null })
    await casper.when(
      'a try',
      ({ connection }) => 'error' in connection && connection.error?.code === 'no-password',
    )
  })
})
