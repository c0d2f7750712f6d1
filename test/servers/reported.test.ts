// What users and implementers of other clients and servers reported: a state shown that is not so, and what a reconnect
// brought back. Each is a test of what contacts saw, on the real servers.
import { describe, expect, test } from 'vitest'
import { privacyQuery } from '../support/privacy-requests'
import { startProsody } from '../support/prosody'
import { startRawClient } from '../support/raw-client'
import { password } from '../support/friends'
import { anotherOf, jidOf, watch, watchedServers } from './watched'

describe.each(watchedServers)('reported of others, on $kind', ({ start }) => {
  const watched = watch(start)

  const lose = async (): Promise<void> => {
    const { casper, proxy } = watched()
    proxy.drop()
    await casper.when('the loss', ({ connection }) => connection.state !== 'online')
    await casper.when('the return', ({ connection }) => connection.state === 'online', 15_000)
    await casper.confirmed()
  }

  test('false state: invisible is shown only once the server has said so (Gajim 4012)', async () => {
    const { casper, proxy, signIn } = watched()
    await signIn(true)
    const { activeList, confirmedAt, exposure } = casper.account().visibility
    expect(proxy.incoming().replaceAll('"', `'`)).toContain(`<active name='${String(activeList)}'`)
    expect(confirmedAt).not.toBeNull()
    expect(exposure.kind).toBe('available')
  })

  test('false state: a list deleted elsewhere is not called in force any more (Vacuum 716)', async () => {
    const { server, casper, alice, signIn, nobodyHeard, setShow } = watched()
    const id = await signIn(true)
    const other = await startRawClient({ server, user: alice.split('@')[0] ?? '', password })
    const { activeList } = casper.account().visibility
    // One server refuses that while the list is in use; then nothing has changed.
    await other.iq('set', '', privacyQuery(`<list name='${String(activeList)}'/>`))
    await other.close()
    await setShow(id, 'away')
    const now = casper.account().visibility.activeList
    expect(casper.account().visibility.phase).toBe('confirmed')
    expect(now).not.toBeNull()
    await nobodyHeard()
  })

  test('stuck: after coming and going hidden, visible is visible (Spark 1820)', async () => {
    const { casper, bob, signIn, news } = watched()
    const account = await signIn(true)
    for (let turn = 0; turn < 3; turn += 1) {
      await casper.request('visibility.go-visible', { account })
      await casper.confirmed()
      expect(await news(bob)).toEqual(['available'])
      await casper.request('visibility.go-invisible', { account })
      await casper.confirmed()
      expect(await news(bob)).toEqual(['unavailable'])
    }
  })

  test('fingerprint: going hidden reads as signing out does (Psi+ 378)', async () => {
    const { casper, bob, alice, signIn } = watched()
    const account = await signIn(false)
    const farewell = () => {
      const { xml = '' } = bob.from(alice).findLast(({ type }) => type === 'unavailable') ?? {}
      return xml.replace(/ (to|from|id)=(["']).*?\2/g, '')
    }
    await casper.request('visibility.go-invisible', { account })
    await casper.confirmed()
    await bob.settled()
    const hidden = farewell()
    await casper.request('visibility.go-visible', { account })
    await casper.confirmed()
    await casper.request('account.sign-out', { account })
    await bob.next(({ type }) => type === 'unavailable', 5000)
    expect(hidden).not.toBe('')
    expect(farewell()).toBe(hidden)
  })

  test('reconnect: what was let see, and who was not, is so again (jabberd2 83)', async () => {
    const { casper, bob, carol, signIn, news } = watched()
    const account = await signIn(true)
    const target = { type: 'jid', value: jidOf(bob) } as const
    await casper.request('visibility.let-see', { account, target })
    await casper.confirmed()
    await news(bob)
    await lose()
    const { base, exceptions } = casper.account().visibility.requested
    expect([base, exceptions.length]).toEqual(['invisible', 1])
    expect((await news(bob)).filter((word) => word !== 'unavailable')).not.toContain('away')
    expect(await news(carol)).toEqual([])
    await casper.request('visibility.go-visible', { account })
    await casper.confirmed()
    expect(await news(carol)).toEqual(['available'])
  })

  test('probe: a contact who signs in again is not answered, before a loss or after (ejabberd 2680)', async () => {
    const { server, bob, signIn, news, nobodyHeard, alice } = watched()
    await signIn(true)
    for (const disturb of [() => Promise.resolve(), lose]) {
      await disturb()
      const again = await anotherOf(bob, server)
      await again.settled()
      expect(again.from(alice).filter(({ type }) => type === '')).toEqual([])
      await again.close()
    }
    expect(await news(bob)).toEqual([])
    await nobodyHeard()
  })

  test('blind: contacts stay in sight when going hidden, and after a loss (ejabberd 275, Miranda 231)', async () => {
    const { casper, bob, carol, signIn, shownAs } = watched()
    const account = await signIn(false)
    await shownAs(bob, 'available')
    await casper.request('visibility.go-invisible', { account })
    await casper.confirmed()
    await shownAs(bob, 'available')
    carol.send('<presence><show>dnd</show></presence>')
    await shownAs(carol, 'dnd')
    await lose()
    await shownAs(bob, 'available')
    await shownAs(carol, 'dnd')
  })
})

describe('reported of others, on a prosody without privacy lists', () => {
  const watched = watch(() => startProsody({ privacyLists: false }))

  test('false state: where lists are missing another way is named, never the one that is not there (emesene 1316)', async () => {
    const { casper, signIn, nobodyHeard } = watched()
    await signIn(true)
    const { strategy, rules, activeList, exposure } = casper.account().visibility
    expect(casper.account().serverInfo?.privacyLists).toBe('no')
    expect([strategy, rules, activeList]).toEqual(['directed-presence', [], null])
    expect(exposure.kind).toBe('nobody')
    await nobodyHeard()
  })
})
