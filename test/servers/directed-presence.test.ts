// Directed presence on real servers: the session is never available to its server, and nothing is lost by that.
// Watched by independent clients, who learn what they may and nothing else.
import { describe, expect, test } from 'vitest'
import { password } from '../support/friends'
import { startRawClient } from '../support/raw-client'
import { until } from '../support/wait'
import { jidOf, watch, watchedServers } from './watched'

/** Longer than the time between two looks into the archive, in ms. */
const oneLook = 40_000

/** The end of an answer that holds all there is (XEP-0313 s.4.3). */
const wholeArchive = /<fin [^>]*complete='true'/

const archiveless: readonly string[] = ['jabberd2', 'embedded']
const withArchive = watchedServers.filter(({ kind }) => !archiveless.includes(kind))

describe.each(withArchive)('directed presence on $kind', ({ start }) => {
  const watched = watch(start)

  /** Signs in invisible by directed presence; what came before does not count. */
  const signInCovered = async (): Promise<string> => {
    const { proxy, casper, bob, carol, signIn, news } = watched()
    const id = await signIn(true)
    await choose(id, 'directed-presence')
    await until(() => wholeArchive.test(proxy.incoming()), 'the first look into the archive')
    expect(casper.account().visibility).toMatchObject({ strategy: 'directed-presence', seenBy: 0 })
    expect([await news(bob), await news(carol)]).toEqual([[], []])
    return id
  }

  const choose = async (account: string, choice: 'directed-presence' | 'privacy-lists') => {
    const { casper } = watched()
    await casper.request('visibility.choose', { account, choice, scope: 'session' })
    await casper.confirmed()
  }

  const bodies = async (account: string): Promise<string[]> => {
    const { casper, bob } = watched()
    const peer = jidOf(bob)
    await casper.request('chat.open', { account, peer })
    const chats = () => casper.snapshot().chats[account] ?? {}
    const messages = await until(() => Object.entries(chats())[0]?.[1], 'the conversation')
    return messages.map(({ body }) => body)
  }

  test('messages arrive from the archive, in order and once, and nobody learns anything', async () => {
    const { bob, casper, alice, nobodyHeard } = watched()
    const id = await signInCovered()
    const unread = (count: number) => () => casper.contact(jidOf(bob))?.unread === count
    for (const body of ['one', 'two', 'three']) bob.message(alice, body)
    await until(unread(3), 'the messages', oneLook)
    expect(await bodies(id)).toEqual(['one', 'two', 'three'])
    await nobodyHeard()
    // Available to the server again, it delivers what it kept back: known already.
    await casper.request('visibility.go-visible', { account: id })
    await casper.confirmed()
    bob.message(alice, 'four')
    await until(unread(4), 'the message')
    expect(await bodies(id)).toEqual(['one', 'two', 'three', 'four'])
  })

  test('messages that came while nobody was signed in arrive at the next session', async () => {
    const { bob, casper, alice, nobodyHeard } = watched()
    const id = await signInCovered()
    await casper.request('account.sign-out', { account: id })
    bob.message(alice, 'while you were away')
    await bob.settled()
    await casper.request('account.sign-in', { account: id })
    await until(() => casper.contact(jidOf(bob))?.unread === 1, 'the message')
    await casper.confirmed()
    expect(casper.account().visibility.strategy).toBe('directed-presence')
    expect(await bodies(id)).toEqual(['while you were away'])
    await nobodyHeard()
  })

  test('messages that came while the connection was lost arrive once it is back', async () => {
    const { proxy, bob, casper, alice, nobodyHeard } = watched()
    const id = await signInCovered()
    proxy.refuse()
    proxy.drop()
    bob.message(alice, 'while you were lost')
    await bob.settled()
    proxy.accept()
    await until(() => casper.contact(jidOf(bob))?.unread === 1, 'the message', 15_000)
    expect(await bodies(id)).toEqual(['while you were lost'])
    await nobodyHeard()
  })

  test('what the server kept for us and its archive has, too, is shown once', async () => {
    const { proxy, bob, casper, alice, signIn } = watched()
    bob.message(alice, 'kept')
    await bob.settled()
    const id = await signIn(true)
    await until(() => casper.contact(jidOf(bob))?.unread === 1, 'the message')
    await until(() => wholeArchive.test(proxy.incoming()), 'the whole archive')
    expect(proxy.incoming().match(/>kept</g)).toHaveLength(2)
    expect(await bodies(id)).toEqual(['kept'])
    expect(casper.contact(jidOf(bob))?.unread).toBe(1)
  })

  test('what is said from another device is shown, too, and counts as having read', async () => {
    const { server, bob, casper, alice } = watched()
    bob.message(alice, 'a question')
    await bob.settled()
    const user = alice.split('@')[0] ?? ''
    const other = await startRawClient({ server, user, password })
    other.message(jidOf(bob), 'an answer')
    await other.settled()
    await other.close()
    const id = await signInCovered()
    const more = { account: id, peer: jidOf(bob), body: 'more', reveal: 'once' } as const
    await casper.request('message.send', more)
    expect(await bodies(id)).toEqual(['a question', 'an answer', 'more'])
    expect(casper.contact(jidOf(bob))?.unread).toBe(0)
  })

  test('we are shown who is there', async () => {
    const { bob, carol, shownAs, nobodyHeard } = watched()
    await signInCovered()
    await shownAs(bob, 'available')
    await shownAs(carol, 'available')
    await nobodyHeard()
  })

  test('who asks is answered as if nobody were signed in', async () => {
    const { bob, casper, alice } = watched()
    const answers = async (): Promise<string[]> => {
      const since = bob.mark()
      bob.probe(alice)
      await bob.quiet(300)
      return bob.from(alice, since).map(({ from, type }) => `${type} ${from}`)
    }
    const offline = await answers()
    const id = await signInCovered()
    expect(await answers()).toEqual(offline)
    await casper.request('account.sign-out', { account: id })
    expect(await answers()).toEqual(offline)
  })

  test('one who is let see us sees us come, change and go; the other learns nothing', async () => {
    const { bob, carol, casper, news, setShow } = watched()
    const id = await signInCovered()
    const target = { type: 'jid', value: jidOf(bob) } as const
    await casper.request('visibility.let-see', { account: id, target })
    await casper.confirmed()
    expect(await news(bob)).toEqual(['available'])
    await setShow(id, 'away')
    expect(await news(bob)).toEqual(['away'])
    await casper.request('account.sign-out', { account: id })
    await bob.quiet(300)
    expect(await news(bob)).toEqual(['unavailable'])
    expect(await news(carol)).toEqual([])
  })

  test('going visible shows us to everybody, and going invisible takes it back', async () => {
    const { bob, carol, casper, news } = watched()
    const id = await signInCovered()
    await casper.request('visibility.go-visible', { account: id })
    await casper.confirmed()
    expect([await news(bob), await news(carol)]).toEqual([['available'], ['available']])
    await casper.request('visibility.go-invisible', { account: id })
    await casper.confirmed()
    expect([await news(bob), await news(carol)]).toEqual([['unavailable'], ['unavailable']])
  })

  test('another strategy in the middle of the session, and back, shows nobody anything', async () => {
    const { casper, bob, alice, nobodyHeard } = watched()
    const id = await signInCovered()
    await choose(id, 'privacy-lists')
    expect(casper.account().visibility).toMatchObject({ strategy: 'privacy-lists', seenBy: 0 })
    bob.message(alice, 'by lists')
    await until(() => casper.contact(jidOf(bob))?.unread === 1, 'the message')
    await choose(id, 'directed-presence')
    expect(casper.account().visibility).toMatchObject({ strategy: 'directed-presence', seenBy: 0 })
    await nobodyHeard()
    await casper.request('account.sign-out', { account: id })
    await bob.quiet(300)
    await nobodyHeard()
  })
})

const withoutArchive = watchedServers.filter(({ kind }) => archiveless.includes(kind))

describe.each(withoutArchive)('directed presence on $kind, without an archive', ({ start }) => {
  const watched = watch(start)

  test('messages wait on the server until we are available, and nobody learns anything', async () => {
    const { bob, casper, alice, signIn, nobodyHeard } = watched()
    const id = await signIn(true)
    const choice = { choice: 'directed-presence', scope: 'session' } as const
    await casper.request('visibility.choose', { account: id, ...choice })
    await casper.confirmed()
    bob.message(alice, 'are you there?')
    await bob.settled()
    await nobodyHeard()
    await until(() => casper.log().includes('the archive was not read'), 'the refusal')
    await casper.request('visibility.go-visible', { account: id })
    await until(() => casper.contact(jidOf(bob))?.unread === 1, 'the message')
  })
})
