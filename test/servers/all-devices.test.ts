// Hiding for all devices: the default list (RFC 3921 s.10.6) hides the user's other sessions as well, and is given back.
import { describe, expect, test } from 'vitest'
import { password } from '../support/friends'
import { startRawClient } from '../support/raw-client'
import { watch, watchedServers } from './watched'

describe.each(watchedServers)('on $kind', ({ start }) => {
  const watched = watch(start)

  const choose = async (scope: 'account' | 'session'): Promise<void> => {
    const { casper } = watched()
    const account = casper.account().id
    await casper.request('visibility.choose', { account, choice: 'privacy-lists', scope })
    await casper.confirmed()
  }

  const anotherDevice = async () => {
    const { server, alice } = watched()
    const device = await startRawClient({ server, user: alice.split('@')[0] ?? '', password })
    device.send('<presence><show>dnd</show></presence>')
    return device
  }

  test('a device that signs in later is hidden, too', async () => {
    const { casper, signIn, nobodyHeard, bob } = watched()
    await signIn(true)
    await choose('account')
    expect(casper.account().visibility.error).toBeNull()
    expect(casper.account().holdsDefault).toBe(true)
    const device = await anotherDevice()
    await bob.quiet(300)
    await nobodyHeard()
    await device.close()
  })

  test('chosen for this session again, the own default list is back, and other devices are seen', async () => {
    const { casper, signIn, news, bob, carol } = watched()
    await signIn(true)
    await choose('account')
    await choose('session')
    expect(casper.account().holdsDefault).toBe(false)
    const device = await anotherDevice()
    await bob.quiet(300)
    expect(await news(bob)).toEqual(['dnd'])
    expect(await news(carol)).toEqual(['dnd'])
    await device.close()
  })

  test('after signing out it is still known that the list is left in force', async () => {
    const { casper, signIn } = watched()
    const account = await signIn(true)
    await choose('account')
    await casper.request('account.sign-out', { account })
    await casper.when('signed out', ({ connection }) => connection.state === 'signed-out')
    expect(casper.account().holdsDefault).toBe(true)
  })
})
