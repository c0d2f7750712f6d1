// The main job on real servers: an invisible sign-in that is true, watched by independent clients.
import { describe, expect, test } from 'vitest'
import { until } from '../support/wait'
import { anotherOf, jidOf, watch, watchedServers } from './watched'

describe.each(watchedServers)('the main job on $kind', ({ start }) => {
  const watched = watch(start)

  describe('signing in invisible (XEP-0126 s.3.1)', () => {
    test('shows nobody anything, and still shows us everybody', async () => {
      const { bob, carol, casper, signIn, nobodyHeard, shownAs } = watched()
      await signIn(true)
      await shownAs(bob, 'available')
      await shownAs(carol, 'available')
      await nobodyHeard()
      expect(casper.account().visibility).toMatchObject({ seenBy: 0, error: null })
    })

    test('sets the list, reads it back, activates it, reads that back, and only then sends presence', async () => {
      const { proxy, signIn } = watched()
      await signIn(true)
      const sent = proxy.outgoing()
      const places = [
        /<query xmlns="jabber:iq:privacy"\/>/,
        /<list name="[^"]+">(<item[^>]*action="allow".*?<\/item>)?<item action="deny" order="[12]"><presence-out\/>/,
        /<list name="[^"]+"\/>/,
        /<active name="[^"]+"\/>/,
        /<presence\/>/,
      ].map((step) => sent.search(step))
      expect(places.toSorted((a, b) => a - b)).toEqual(places)
      expect(places).not.toContain(-1)
      expect(sent).not.toContain('<default')
    })

    test('changes of status reach nobody', async () => {
      const { signIn, nobodyHeard, setShow } = watched()
      const id = await signIn(true)
      await setShow(id, 'away')
      await setShow(id, 'dnd')
      await nobodyHeard()
    })

    test('presence of contacts keeps coming', async () => {
      const { bob, signIn, nobodyHeard, shownAs } = watched()
      await signIn(true)
      await shownAs(bob, 'available')
      bob.send('<presence><show>dnd</show></presence>')
      await shownAs(bob, 'dnd')
      await nobodyHeard()
    })

    test('a contact who signs in later, or probes, learns nothing', async () => {
      const { server, bob, alice, signIn } = watched()
      await signIn(true)
      const late = await anotherOf(bob, server)
      late.probe(alice)
      await late.settled()
      expect(late.from(alice)).toEqual([])
      await late.close()
    })

    test('messages arrive', async () => {
      const { bob, casper, alice, signIn, nobodyHeard } = watched()
      await signIn(true)
      bob.message(alice, 'Are you there? \u{1F47B}')
      await until(() => casper.contact(jidOf(bob))?.unread === 1, 'the message')
      await nobodyHeard()
    })

    test('signing out reaches nobody', async () => {
      const { bob, casper, signIn, nobodyHeard } = watched()
      const id = await signIn(true)
      await casper.request('account.sign-out', { account: id })
      await bob.quiet(300)
      await nobodyHeard()
    })

    test('closing Casper reaches nobody', async () => {
      const { bob, casper, signIn, nobodyHeard } = watched()
      await signIn(true)
      await casper.close()
      await bob.quiet(300)
      await nobodyHeard()
    })
  })

  describe('leaving and entering invisibility (XEP-0126 s.3.3 and s.3.5)', () => {
    test('going visible shows us to everybody, once, and gives back what was active before', async () => {
      const { bob, carol, casper, signIn, news } = watched()
      const id = await signIn(true)
      await casper.request('visibility.go-visible', { account: id })
      await casper.confirmed()
      expect(await news(bob)).toEqual(['available'])
      expect(await news(carol)).toEqual(['available'])
      expect(casper.account().visibility).toMatchObject({ seenBy: 2, activeList: null })
    })

    test('going invisible shows one unavailable, then nothing', async () => {
      const { bob, casper, signIn, news, setShow } = watched()
      const id = await signIn(false)
      expect(await news(bob)).toEqual(['available'])
      await casper.request('visibility.go-invisible', { account: id })
      await casper.confirmed()
      expect(await news(bob)).toEqual(['unavailable'])
      await setShow(id, 'away')
      await casper.request('account.sign-out', { account: id })
      await bob.quiet(300)
      expect(await news(bob)).toEqual([])
    })

    test('signing in visible shows us to everybody', async () => {
      const { bob, carol, signIn, news } = watched()
      await signIn(false)
      expect(await news(bob)).toEqual(['available'])
      expect(await news(carol)).toEqual(['available'])
    })
  })

  describe('per contact (XEP-0126 s.3.2 and s.3.4)', () => {
    test('one who is let see us sees us; the other does not', async () => {
      const { bob, carol, casper, signIn, news, setShow } = watched()
      const id = await signIn(true)
      await casper.request('visibility.let-see', { account: id, target: person(jidOf(bob)) })
      await casper.confirmed()
      expect(await news(bob)).toEqual(['available'])
      await setShow(id, 'away')
      expect(await news(bob)).toEqual(['away'])
      expect(await news(carol)).toEqual([])
      expect(casper.account().visibility.seenBy).toBe(1)
    })

    test('one who is hidden from is shown one unavailable; the other notices nothing', async () => {
      const { bob, carol, casper, signIn, news, setShow } = watched()
      const id = await signIn(false)
      await news(bob)
      await news(carol)
      await casper.request('visibility.hide-from', { account: id, target: person(jidOf(bob)) })
      await casper.confirmed()
      expect(await news(bob)).toEqual(['unavailable'])
      expect(await news(carol)).toEqual([])
      await setShow(id, 'dnd')
      expect(await news(bob)).toEqual([])
      expect(await news(carol)).toEqual(['dnd'])
    })

    test('a group is hidden from as one', async () => {
      const { bob, casper, signIn, news } = watched()
      const id = await signIn(false)
      await news(bob)
      const target = { type: 'group', value: 'Friends' } as const
      await casper.request('visibility.hide-from', { account: id, target })
      await casper.confirmed()
      expect(await news(bob)).toEqual(['unavailable'])
      await casper.request('visibility.reset', { account: id, target })
      await casper.confirmed()
      expect(await news(bob)).toEqual(['available'])
    })

    test('on signing out only those who see us are told', async () => {
      const { bob, carol, casper, signIn, news } = watched()
      const id = await signIn(true)
      await casper.request('visibility.let-see', { account: id, target: person(jidOf(bob)) })
      await casper.confirmed()
      await news(bob)
      await casper.request('account.sign-out', { account: id })
      await bob.quiet(300)
      expect(await news(bob)).toEqual(['unavailable'])
      expect(await news(carol)).toEqual([])
    })
  })
})

function person(value: string) {
  return { type: 'jid', value } as const
}
