// Writing to somebody who may not see the user, and being seen for one conversation: judged by what they received.
import { describe, expect, test } from 'vitest'
import { jidOf, watch, watchedServers } from './watched'

const servers = watchedServers.filter(({ kind }) => kind === 'prosody' || kind === 'ejabberd')

describe.each(servers)('writing while hidden on $kind', ({ start }) => {
  const watched = watch(start)

  test('nothing reaches anybody before the yes; after it the message does, and nothing else', async () => {
    const { casper, bob, carol, signIn, news, nobodyHeard } = watched()
    const account = await signIn(true)
    const message = { account, peer: jidOf(bob), body: 'hello' }
    expect(await casper.request('message.send', message)).toMatchObject({
      ok: false,
      error: { code: 'gate-asks' },
    })
    await nobodyHeard()
    const sent = await casper.request('message.send', { ...message, reveal: 'once' })
    expect(sent).toMatchObject({ ok: true })
    await bob.settled()
    bob.message(watched().alice, 'who is there?')
    await bob.settled()
    expect(await news(bob)).toEqual(['message'])
    expect(await news(carol)).toEqual([])
    expect(await casper.request('message.send', message)).toMatchObject({ ok: false })
    await nobodyHeard()
  })

  test('whom the user lets see for a conversation sees them, until it is over; others see nothing', async () => {
    const { casper, bob, signIn, news, carol } = watched()
    const account = await signIn(true)
    const before = casper.account().visibility.requested
    const peer = jidOf(bob)
    await casper.request('visibility.decloak', { account, peer, minutes: 0.05 })
    await casper.when('being seen', ({ visibility }) => visibility.seenBy === 1)
    await casper.confirmed()
    expect(await news(bob)).toEqual(['available'])
    const sent = await casper.request('message.send', { account, peer, body: 'here I am' })
    expect(sent).toMatchObject({ ok: true })
    await casper.when('being hidden', ({ visibility }) => visibility.seenBy === 0)
    await casper.confirmed()
    expect(await news(bob)).toEqual(['message', 'unavailable'])
    expect(await news(carol)).toEqual([])
    expect(casper.account().visibility.requested).toEqual(before)
    expect(casper.account().decloaked).toEqual([])
  })

  test('whom the user lets see is told of the end where the user ends it or leaves', async () => {
    const { casper, bob, signIn, news, carol } = watched()
    const account = await signIn(true)
    const peer = jidOf(bob)
    const seen = async () => {
      await casper.request('visibility.decloak', { account, peer, minutes: 15 })
      await casper.when('being seen', ({ visibility }) => visibility.seenBy === 1)
      await casper.confirmed()
      expect(await news(bob)).toEqual(['available'])
    }
    await seen()
    await casper.request('visibility.recloak', { account, peer })
    await casper.when('being hidden', ({ visibility }) => visibility.seenBy === 0)
    await casper.confirmed()
    expect(await news(bob)).toEqual(['unavailable'])
    await seen()
    await casper.request('account.sign-out', { account })
    expect(await news(bob)).toEqual(['unavailable'])
    expect(await news(carol)).toEqual([])
  })
})
