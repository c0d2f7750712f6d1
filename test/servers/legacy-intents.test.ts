// XEP-0018 s.4.1 on real servers, typed into the console as an old client would send it: what a contact who is let see
// the user is shown, and one who is not. Bob is the one to whom the user is visible first, and Carol the other.
import { describe, expect, test } from 'vitest'
import { password } from '../support/friends'
import { startRawClient } from '../support/raw-client'
import { jidOf, watch, watchedServers } from './watched'

describe.each(watchedServers)('XEP-0018 s.4.1 on $kind', ({ start }) => {
  const watched = watch(start)

  const send = async (account: string, xml: string): Promise<void> => {
    const { casper } = watched()
    const sent = await casper.request('console.send', { account, xml })
    expect(sent).toEqual({ ok: true, value: null })
    await casper.confirmed()
  }

  test.each([
    { choice: 'privacy-lists', whileRestored: [], whileHidden: [] },
    // Hiding from one ends the broadcast for all; the others are shown the presence again at once.
    { choice: 'directed-presence', whileRestored: ['xa'], whileHidden: ['unavailable', 'xa'] },
  ] as const)('by $choice', async ({ choice, whileRestored, whileHidden }) => {
    const { proxy, bob, carol, casper, signIn, news } = watched()
    const account = await signIn(true)
    await casper.request('visibility.choose', { account, choice, scope: 'session' })
    await casper.confirmed()
    const shown = async () => ({ bob: await news(bob), carol: await news(carol) })

    await send(account, `<presence type='invisible'/>`)
    expect(await shown()).toEqual({ bob: [], carol: [] })
    await send(account, `<presence to='${jidOf(bob)}' type='visible'/>`)
    expect(await shown()).toEqual({ bob: ['available'], carol: [] })
    await send(account, '<presence><show>xa</show><status>Away (due to idle)</status></presence>')
    expect(await shown()).toEqual({ bob: ['xa'], carol: [] })
    await send(account, `<presence type='visible'/>`)
    expect(await shown()).toEqual({ bob: whileRestored, carol: ['xa'] })
    await send(account, `<presence to='${jidOf(carol)}' type='invisible'/>`)
    expect(await shown()).toEqual({ bob: whileHidden, carol: ['unavailable'] })
    await send(account, '<presence><show>chat</show></presence>')
    expect(await shown()).toEqual({ bob: ['chat'], carol: [] })
    expect(proxy.outgoing()).not.toMatch(/<presence[^>]*type=["'](in)?visible/)
  })

  test('a stranger who was shown the user is told the end of it at sign-out, and contacts nothing', async () => {
    const { server, alice, casper, signIn, nobodyHeard } = watched()
    const user = `eve-${alice.split('@')[0] ?? ''}`
    await server.addAccount(user, password)
    const eve = await startRawClient({ server, user, password })
    eve.send('<presence/>')
    const account = await signIn(true)
    await send(account, `<presence to='${user}@localhost' type='visible'/>`)
    const isAlice = (from: string) => from.startsWith(`${alice}/`)
    await eve.next(({ from, type }) => isAlice(from) && type === '')
    await casper.request('account.sign-out', { account })
    await eve.next(({ from, type }) => isAlice(from) && type === 'unavailable')
    await nobodyHeard()
    await eve.close()
  })
})
