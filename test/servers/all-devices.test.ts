// Hiding for all devices: the default list (RFC 3921 s.10.6) hides the user's other sessions as well, and is given back.
import { describe, expect, test } from 'vitest'
import { password } from '../support/friends'
import { startRawClient } from '../support/raw-client'
import { until } from '../support/wait'
import { anotherOf, jidOf, watch, watchedServers } from './watched'

describe.each(watchedServers)('on $kind', ({ kind, start }) => {
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

  test('whoever is let see for a conversation sees no other device once the session is over', async () => {
    const { casper, signIn, bob, carol, news, proxy } = watched()
    const account = await signIn(true)
    await choose('account')
    await casper.request('visibility.decloak', { account, peer: jidOf(bob), minutes: 15 })
    await casper.confirmed()
    await until(async () => (await news(bob)).includes('available'), 'Bob to see Alice')
    await casper.request('account.sign-out', { account })
    await until(() => proxy.connections().open === 0, 'the end of the session')
    await bob.settled()
    await news(bob)
    const device = await anotherDevice()
    await bob.quiet(300)
    expect(await news(bob)).toEqual([])
    expect(await news(carol)).toEqual([])
    await device.close()
  })

  // What jabberd2 shows whom is unblocked is told before (c) 16.
  const keeps = kind !== 'jabberd2'
  test.runIf(keeps)('who is unblocked stays hidden from where a rule says so', async () => {
    const { casper, signIn, bob, server, alice, news, setShow } = watched()
    const account = await signIn(false)
    const target = { type: 'jid', value: jidOf(bob) } as const
    await casper.request('visibility.hide-from', { account, target })
    await choose('account')
    await news(bob)
    for (let round = 0; round < 3; round += 1) {
      await casper.request('contact.block', { account, peer: jidOf(bob) })
      await casper.confirmed()
      const unblocked = casper.request('contact.unblock', { account, peer: jidOf(bob) })
      const again = await anotherOf(bob, server)
      await unblocked
      await casper.confirmed()
      await setShow(account, round === 1 ? 'away' : 'dnd')
      await casper.confirmed()
      await again.quiet(300)
      expect(again.from(alice)).toEqual([])
      await again.close()
    }
    // Prosody tells whoever is blocked that the user went.
    expect(new Set(await news(bob))).toEqual(new Set(kind === 'prosody' ? ['unavailable'] : []))
  })

  test('who is blocked meanwhile is blocked afterwards, too, and in the next session', async () => {
    const { casper, signIn, bob, carol, proxy } = watched()
    const account = await signIn(true)
    await choose('account')
    await casper.request('contact.block', { account, peer: jidOf(bob) })
    await casper.confirmed()
    await choose('session')
    await casper.request('account.sign-out', { account })
    await until(() => proxy.connections().open === 0, 'the end of the session')
    const since = bob.mark()
    await casper.request('account.sign-in', { account })
    await casper.request('visibility.go-visible', { account })
    await carol.next(({ name, type }) => name === 'presence' && type === '')
    await bob.quiet(300)
    expect(casper.account().blocked).toEqual([jidOf(bob)])
    expect(bob.since(since).filter(({ type }) => type !== 'unavailable')).toEqual([])
  })

  test('who is unblocked meanwhile is not blocked afterwards', async () => {
    const { casper, signIn, alice, bob } = watched()
    const account = await signIn(true)
    await casper.request('contact.block', { account, peer: jidOf(bob) })
    await choose('account')
    await casper.request('contact.unblock', { account, peer: jidOf(bob) })
    await casper.confirmed()
    await choose('session')
    bob.message(alice, 'heard again')
    await until(() => casper.contact(jidOf(bob))?.unread === 1, 'the message')
  })

  test('who is hidden from is not blocked in the next session: what they write arrives', async () => {
    const { casper, signIn, alice, bob, proxy } = watched()
    const account = await signIn(true)
    const target = { type: 'jid', value: jidOf(bob) } as const
    await casper.request('visibility.hide-from', { account, target })
    await choose('account')
    await casper.request('account.sign-out', { account })
    await until(() => proxy.connections().open === 0, 'the end of the session')
    await casper.request('account.sign-in', { account })
    await casper.confirmed()
    expect(casper.account().blocked).toEqual([])
    bob.message(alice, 'still heard')
    await until(() => casper.contact(jidOf(bob))?.unread === 1, 'the message')
  })

  test('who is hidden from is not blocked when the server was started again', async () => {
    const { casper, signIn, server, alice, bob } = watched()
    const account = await signIn(true)
    const target = { type: 'jid', value: jidOf(bob) } as const
    await casper.request('visibility.hide-from', { account, target })
    await choose('account')
    await server.restart()
    await casper.when('the loss', ({ connection }) => connection.state !== 'online')
    const again = await anotherOf(bob, server)
    await casper.when('being back', ({ connection }) => {
      if (connection.state === 'waiting') void casper.request('account.sign-in', { account })
      return connection.state === 'online'
    })
    await casper.confirmed()
    expect(casper.account().blocked).toEqual([])
    again.message(alice, 'after the restart')
    await until(() => casper.contact(jidOf(bob))?.unread === 1, 'the message')
    await again.close()
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
