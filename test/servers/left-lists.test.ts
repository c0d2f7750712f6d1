// Lists that Casper wrote under the names of XEP-0126 are removed from real servers once nobody uses them; where a server
// would take one from under another session of the user's (RFC 3921 s.10.8 forbids it), that session stays hidden.
import { describe, expect, test } from 'vitest'
import { password } from '../support/friends'
import { activate, privacyQuery, readLists, setList } from '../support/privacy-requests'
import type { RawClient } from '../support/raw-client'
import { startRawClient } from '../support/raw-client'
import { until } from '../support/wait'
import { jidOf, watch, watchedServers } from './watched'

describe.each(watchedServers)('on $kind', ({ kind, start }) => {
  const watched = watch(start, () => ({ tidyAfter: 500 }))
  // jabberd2 does not say which sessions there are, so that nobody knows who uses the list.
  const tells = kind !== 'jabberd2'

  const otherSession = (): Promise<RawClient> => {
    const { server, alice } = watched()
    return startRawClient({ server, user: alice.split('@')[0] ?? '', password })
  }
  const removal = (name: string) =>
    `<query xmlns="jabber:iq:privacy"><list name="${name}"/></query>`

  /** Whether Casper ordered the removal of a list; to read one looks alike. */
  const removed = (name: string): boolean =>
    watched()
      .proxy.outgoingStanzas()
      .some(({ type, xml }) => type === 'set' && xml.includes(removal(name)))

  test.runIf(tells)(
    'all that was left is removed, and what somebody else made is not',
    async () => {
      const { bob, casper, signIn } = watched()
      const foreign = await otherSession()
      await setList(foreign, 'visible', `<item action='allow' order='1'/>`)
      await foreign.close()
      const account = await signIn(true)
      const target = { type: 'jid', value: jidOf(bob) } as const
      await casper.request('visibility.let-see', { account, target })
      await casper.confirmed()
      await casper.request('visibility.go-visible', { account })
      await until(() => removed('invisible') && removed(`visible-to-${jidOf(bob)}`), 'both')
      await casper.confirmed()
      const { xml } = await readLists(await otherSession())
      expect([...xml.matchAll(/<list name=['"]([^'"]*)/g)].map(([, name]) => name)).toEqual([
        'visible',
      ])
    },
  )

  test('another session that hides by one of them stays hidden', async () => {
    const { alice, bob, casper, news, proxy, signIn } = watched()
    const account = await signIn(true)
    const other = await otherSession()
    await activate(other, 'invisible')
    await casper.request('visibility.go-visible', { account })
    await casper.confirmed()
    await news(bob)
    const asked = () =>
      proxy.outgoingStanzas().some(({ to, xml }) => to === alice && xml.includes('disco#items'))
    await until(() => removed('invisible') || asked(), 'the attempt')
    await bob.quiet(1000)
    other.send('<presence/>')
    await other.settled()
    expect(await news(bob)).toEqual([])
    const lists = await other.iq('get', '', privacyQuery(`<list name='invisible'/>`))
    expect(lists.xml).toContain('<item')
  })
})
