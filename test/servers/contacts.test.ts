// What a hidden user does about contacts, on real servers: adding, approving, ending, removing, blocking, unblocking.
// The points are those of part (c) of the measurements. A contact hears what was done, and nothing of the user's being here.
import { describe, expect, test } from 'vitest'
import { password } from '../support/friends'
import { startProsody } from '../support/prosody'
import type { RawClient } from '../support/raw-client'
import type { Watcher } from '../support/recorder'
import { startRawClient } from '../support/raw-client'
import { until } from '../support/wait'
import type { Watched } from './watched'
import { jidOf, watch, watchedServers } from './watched'

/** Signs in somebody whom alice does not know, available. */
async function stranger({ server, alice }: Watched): Promise<RawClient> {
  const user = `eve-${alice.split('@')[0] ?? ''}`
  await server.addAccount(user, password)
  const eve = await startRawClient({ server, user, password, resource: 'obs' })
  await eve.iq('get', '', `<query xmlns='jabber:iq:roster'/>`)
  eve.send('<presence/>')
  await eve.settled()
  return eve
}

function bareOf({ jid }: RawClient): string {
  return jid.split('/')[0] ?? ''
}

/** The types of presence that a watcher was sent by alice. */
async function typesFrom(watcher: Watcher, { alice }: Watched, since = 0): Promise<string[]> {
  await watcher.settled()
  return watcher.from(alice, since).map(({ name, type }) => (name === 'presence' ? type : name))
}

/** What the client does is through when no act waits and the rules are confirmed again. */
async function through({ casper }: Watched): Promise<void> {
  await casper.when(
    'everything to be done',
    ({ visibility, waitingActs }) => visibility.phase === 'confirmed' && waitingActs.length === 0,
  )
}

const done = { ok: true, value: null }

describe.each(watchedServers)('on $kind', ({ kind, start }) => {
  const watched = watch(start)
  const named = { name: 'Eve', groups: ['New'] }

  test('(c) 15: somebody is added while hidden: they are asked, and nobody is sent presence', async () => {
    const { casper, signIn, nobodyHeard } = watched()
    const account = await signIn(true)
    const eve = await stranger(watched())
    const peer = bareOf(eve)
    expect(await casper.request('contact.add', { account, peer, ...named })).toEqual(done)
    await eve.next(({ type }) => type === 'subscribe')
    await until(() => casper.contact(peer)?.ask === true, 'the request to be noted')
    expect(casper.contact(peer)).toMatchObject(named)
    eve.send(`<presence type='subscribed' to='${watched().alice}'/>`)
    await until(() => casper.contact(peer)?.subscription === 'to', 'the answer')
    await until(() => casper.contact(peer)?.resources.length === 1, 'to see them')
    await through(watched())
    expect(await typesFrom(eve, watched())).toEqual(['subscribe'])
    await nobodyHeard()
    await eve.close()
  })

  test('(c) 15: somebody is let see while hidden: they are told so, and are sent no presence', async () => {
    const { casper, alice, signIn, nobodyHeard } = watched()
    const account = await signIn(true)
    const eve = await stranger(watched())
    const peer = bareOf(eve)
    eve.send(`<presence type='subscribe' to='${alice}'/>`)
    await casper.when('the request', ({ requests }) => requests.some((jid) => jid === peer))
    // Prosody answers every request with a word of its own, whether anybody is there or not.
    await eve.quiet(200)
    const since = eve.mark()
    await casper.request('contact.subscription', { account, peer, act: 'subscribed' })
    await eve.next(({ type }) => type === 'subscribed')
    await until(() => casper.contact(peer)?.subscription === 'from', 'the subscription')
    await through(watched())
    await eve.quiet(300)
    expect(await typesFrom(eve, watched(), since)).toEqual(['subscribed'])
    expect(casper.account().requests).toEqual([])
    await nobodyHeard()
    await eve.close()
  })

  test('(c) 15: somebody is refused while hidden: they are told so, and nothing else', async () => {
    const { casper, alice, signIn, nobodyHeard } = watched()
    const account = await signIn(true)
    const eve = await stranger(watched())
    const peer = bareOf(eve)
    eve.send(`<presence type='subscribe' to='${alice}'/>`)
    await casper.when('the request', ({ requests }) => requests.some((jid) => jid === peer))
    // Prosody answers every request with a word of its own, whether anybody is there or not.
    await eve.quiet(200)
    const since = eve.mark()
    await casper.request('contact.subscription', { account, peer, act: 'unsubscribed' })
    await through(watched())
    await eve.quiet(300)
    // One server keeps it to itself that somebody was refused.
    const told = kind === 'jabberd2' ? [] : ['unsubscribed']
    expect(await typesFrom(eve, watched(), since)).toEqual(told)
    expect(casper.account().requests).toEqual([])
    await nobodyHeard()
    await eve.close()
  })

  test('(c) 15: somebody is shown nothing any more: what the server tells them besides, it was said to tell', async () => {
    const { casper, bob, carol, signIn, news } = watched()
    const account = await signIn(true)
    await casper.request('contact.subscription', {
      account,
      peer: jidOf(bob),
      act: 'unsubscribed',
    })
    await bob.next(({ type }) => type === 'unsubscribed')
    await until(() => casper.contact(jidOf(bob))?.subscription === 'to', 'the end')
    await through(watched())
    await bob.quiet(300)
    const leak = kind === 'ejabberd'
    expect((await news(bob)).toSorted()).toEqual(
      leak ? ['unavailable', 'unsubscribed'] : ['unsubscribed'],
    )
    const { part } = casper.account().serverInfo?.costs ?? {}
    if (leak) expect(part).toContain('full address of this session')
    else expect(part).toBeNull()
    expect(await news(carol)).toEqual([])
  })

  test('(c) 15: whom a rule about their subscription lets see the user is told when it ends', async () => {
    const { casper, bob, signIn } = watched()
    const account = await signIn(true)
    const target = { type: 'subscription', value: 'both' } as const
    await casper.request('visibility.let-see', { account, target })
    await bob.next(({ name, type }) => name === 'presence' && type === '')
    const since = bob.mark()
    const peer = jidOf(bob)
    await casper.request('contact.subscription', { account, peer, act: 'unsubscribed' })
    await until(() => casper.contact(peer)?.subscription === 'to', 'the end')
    await through(watched())
    await bob.quiet(300)
    const told = await typesFrom(bob, watched(), since)
    // Whether or not the server says it once more.
    expect(told.filter((type) => type !== 'unsubscribed')).toContain('unavailable')
    expect(told.lastIndexOf('')).toBe(-1)
  })

  test('(c) 15: somebody is removed: what the server tells them besides, it was said to tell', async () => {
    const { casper, bob, carol, signIn, news } = watched()
    const account = await signIn(true)
    expect(await casper.request('contact.remove', { account, peer: jidOf(bob) })).toEqual(done)
    await until(() => casper.contact(jidOf(bob)) === undefined, 'bob to be gone')
    await through(watched())
    await bob.quiet(300)
    const leak = kind === 'ejabberd' ? ['unavailable'] : []
    const ends = ['unsubscribe', 'unsubscribed']
    expect((await news(bob)).toSorted()).toEqual([...leak, ...ends])
    expect(await news(carol)).toEqual([])
  })

  test('(c) 15: a contact is renamed and moved, and nobody hears of it', async () => {
    const { casper, bob, signIn, nobodyHeard } = watched()
    const account = await signIn(true)
    const change = { name: 'Robert', groups: ['Friends', 'Chess & Go'] }
    await casper.request('contact.edit', { account, peer: jidOf(bob), ...change })
    await until(() => casper.contact(jidOf(bob))?.name === 'Robert', 'the new name')
    const { groups, subscription } = casper.contact(jidOf(bob)) ?? {}
    expect(groups?.toSorted()).toEqual(change.groups.toSorted())
    expect(subscription).toBe('both')
    await through(watched())
    await nobodyHeard()
  })

  test('(c) 16: somebody is blocked and unblocked while hidden: the others hear nothing', async () => {
    const { casper, alice, bob, carol, signIn, news } = watched()
    const account = await signIn(true)
    const peer = jidOf(bob)
    expect(casper.account().blocked).toEqual([])
    expect(await casper.request('contact.block', { account, peer })).toEqual(done)
    await casper.when('the block', ({ blocked }) => blocked?.some((jid) => jid === peer) === true)
    await through(watched())
    bob.message(alice, 'let me in')
    await bob.settled()
    carol.message(alice, 'hello')
    await until(() => casper.contact(jidOf(carol))?.unread === 1, 'what is not blocked')
    expect(casper.contact(peer)?.unread).toBe(0)
    await bob.quiet(300)
    const { costs } = casper.account().serverInfo ?? {}
    const toldOfBlock = (await news(bob)).filter((word) => word !== 'message')
    const leaks = kind === 'prosody' || kind === 'jabberd2'
    expect(toldOfBlock).toEqual(leaks ? ['unavailable'] : [])
    if (leaks) expect(costs?.block).toContain('that you went offline')

    expect(await casper.request('contact.unblock', { account, peer })).toEqual(done)
    await casper.when('no block', ({ blocked }) => blocked?.length === 0)
    await through(watched())
    await bob.quiet(300)
    // Presence that the server let out by itself is taken back at once.
    const said = kind === 'jabberd2' ? ['available', 'unavailable'] : []
    expect(await news(bob)).toEqual(said)
    if (kind === 'jabberd2') expect(costs?.block).toContain('that you are here')
    expect(await news(carol)).toEqual([])
  })

  test('(c) 16: after a block the list that hides is in use, by the server’s own word', async () => {
    const { casper, proxy, bob, carol, signIn, server, news } = watched()
    const account = await signIn(true)
    await casper.request('contact.block', { account, peer: jidOf(bob) })
    await casper.when('the block', ({ blocked }) => blocked?.length === 1)
    await through(watched())
    const { activeList } = casper.account().visibility
    const answers = proxy.incoming().match(/<active name=(["'])(.*?)\1/g) ?? []
    expect(answers.at(-1)).toContain(activeList)
    expect(activeList).toMatch(/^casper-|invisible/)
    // Who asks now, as whoever signs in does, is not shown the user.
    const user = jidOf(carol).split('@')[0] ?? ''
    const again = await startRawClient({ server, user, password, resource: 'again' })
    again.send('<presence/>')
    await again.quiet(500)
    expect(again.from(watched().alice).filter(({ type }) => type === '')).toEqual([])
    expect(await news(carol)).toEqual([])
    await again.close()
  })

  test.each(['privacy-lists', 'directed-presence'] as const)(
    '(c) 16: who is blocked by a user whom all see is told that they went (%s)',
    async (choice) => {
      const { bob, casper, signIn, news } = watched()
      const account = await signIn(false)
      await casper.request('visibility.choose', { account, choice, scope: 'session' })
      await casper.confirmed()
      await news(bob)
      expect(await casper.request('contact.block', { account, peer: jidOf(bob) })).toEqual(done)
      await casper.confirmed()
      await bob.quiet(300)
      expect((await news(bob)).at(-1)).toBe('unavailable')
    },
  )

  test('(c) 16: nobody is unblocked who is not blocked', async () => {
    const { casper, proxy, bob, signIn, nobodyHeard } = watched()
    const account = await signIn(true)
    expect(await casper.request('contact.unblock', { account, peer: jidOf(bob) })).toEqual(done)
    await bob.quiet(300)
    expect(proxy.outgoing()).not.toMatch(new RegExp(`<unblock[^>]*><item jid="${jidOf(bob)}"`))
    await nobodyHeard()
  })
})

describe('on a prosody without privacy lists', () => {
  const watched = watch(() => startProsody({ privacyLists: false }))

  test('(c) 16: who is shown the user directly is told that they went, before the block', async () => {
    const { bob, carol, casper, signIn, news } = watched()
    const account = await signIn(true)
    const target = { type: 'jid', value: jidOf(bob) } as const
    await casper.request('visibility.let-see', { account, target })
    await casper.confirmed()
    expect(await news(bob)).toEqual(['available'])
    await casper.request('contact.block', { account, peer: jidOf(bob) })
    await casper.confirmed()
    await bob.quiet(200)
    expect(await news(bob)).toEqual(['unavailable'])
    expect(await news(carol)).toEqual([])
  })

  test.each(['contact.subscription', 'contact.remove'] as const)(
    '(c) 15: %s: who is shown the user directly is told that they went',
    async (command) => {
      const { bob, carol, casper, signIn, news } = watched()
      const account = await signIn(true)
      const peer = jidOf(bob)
      const target = { type: 'jid', value: peer } as const
      await casper.request('visibility.let-see', { account, target })
      await casper.confirmed()
      expect(await news(bob)).toEqual(['available'])
      if (command === 'contact.remove') await casper.request(command, { account, peer })
      else await casper.request(command, { account, peer, act: 'unsubscribed' })
      await casper.confirmed()
      await bob.quiet(300)
      const heard = await news(bob)
      expect(heard.slice(0, 2)).toEqual(['unavailable', 'unsubscribed'])
      expect(heard).not.toContain('available')
      expect(await news(carol)).toEqual([])
    },
  )
})
