// What real servers do that a client must handle so that it never leaks, part (c), points 1 to 9: the order of what is
// sent, and the lists. Each test runs on the servers that show the point; the numbers are those of the facts.
import { describe, expect, test } from 'vitest'
import { password } from '../support/friends'
import { allow, denyAll, privacyQuery, setList } from '../support/privacy-requests'
import { startProsody } from '../support/prosody'
import type { RawClient } from '../support/raw-client'
import { startRawClient } from '../support/raw-client'
import { sleep } from '../support/wait'
import type { Watched } from './watched'
import { anotherOf, jidOf, watch, watchedServers } from './watched'

const presence = /<presence[ />](?!type="probe")/

/** Another session of the user, by a client that knows nothing of Casper. */
function otherSession({ server, alice }: Watched): Promise<RawClient> {
  return startRawClient({ server, user: alice.split('@')[0] ?? '', password })
}

/** The places of those texts in what Casper wrote, each after the one before. @throws where one is missing */
function inOrder(text: string, ...parts: readonly RegExp[]): void {
  let rest = text
  for (const part of parts) {
    const found = part.exec(rest)
    if (!found) throw new Error(`${String(part)} is not in order in\n${text}`)
    rest = rest.slice(found.index + found[0].length)
  }
}

function person(value: string) {
  return { type: 'jid', value } as const
}

describe.each(watchedServers)('on $kind', ({ kind, start, resumes }) => {
  const watched = watch(start)

  test.each(['<list name="', '<active name="'])(
    '(c) 1: no presence before the result of %s',
    async (request) => {
      const { proxy, bob, carol, casper, alice, news, nobodyHeard } = watched()
      await news(bob)
      await news(carol)
      proxy.holdAfter(request)
      await casper.addAccount({
        jid: alice,
        signInInvisible: true,
        server: { mode: 'manual', host: proxy.host, port: proxy.port, security: 'plain' },
      })
      await proxy.heard(request)
      await sleep(300)
      expect(proxy.outgoing()).not.toMatch(presence)
      expect(casper.account().visibility.phase).toBe('changing')
      proxy.release()
      await casper.confirmed()
      expect(proxy.outgoing()).toMatch(presence)
      await nobodyHeard()
    },
  )

  test('(c) 2: what was chosen and written is read back, in whatever order it comes', async () => {
    const { proxy, bob, casper, signIn, news } = watched()
    const id = await signIn(true)
    await casper.request('visibility.let-see', { account: id, target: person(jidOf(bob)) })
    await casper.confirmed()
    expect(await news(bob)).toEqual(['available'])
    const names = /<query xmlns="jabber:iq:privacy"\/>/
    const written = /<list name="[^"]+"><item/
    const read = /<list name="[^"]+"\/>/
    const activated = /<active name="[^"]+"\/>/
    const once = [written, read, activated]
    inOrder(proxy.outgoing(), names, ...once, names, presence, ...once, presence, names)
  })

  test('XEP-0126: the simple cases bear the recommended names, with rooms let out above', async () => {
    const { bob, casper, signIn } = watched()
    const id = await signIn(true)
    expect(casper.account().visibility.activeList).toBe('invisible')
    await casper.request('visibility.let-see', { account: id, target: person(jidOf(bob)) })
    await casper.confirmed()
    expect(casper.account().visibility.activeList).toBe(`visible-to-${jidOf(bob)}`)
  })

  test('(c) 3: going invisible is unavailable, active, presence, and leaves no ghost', async () => {
    const { server, proxy, bob, casper, alice, signIn, news } = watched()
    const id = await signIn(false)
    await news(bob)
    await casper.request('visibility.go-invisible', { account: id })
    await casper.confirmed()
    inOrder(proxy.outgoing(), /<presence type="unavailable"\/>/, /<active name=/, /<presence\/>/)
    expect(await news(bob)).toEqual(['unavailable'])
    const late = await anotherOf(bob, server)
    late.probe(alice)
    await late.settled()
    expect(late.from(alice)).toEqual([])
    await late.close()
  })

  test('(c) 3: hiding from one is directed unavailable before the list holds', async () => {
    const { proxy, bob, casper, signIn, news } = watched()
    const id = await signIn(false)
    await news(bob)
    await casper.request('visibility.hide-from', { account: id, target: person(jidOf(bob)) })
    await casper.confirmed()
    const directed = new RegExp(`<presence (?=[^>]*to="${jidOf(bob)}")[^>]*type="unavailable"`)
    inOrder(proxy.outgoing(), directed, /<active name=/)
    expect(await news(bob)).toEqual(['unavailable'])
  })

  test('a group that is called like a domain lets its members see, and not the domain', async () => {
    const { server, bob, carol, casper, signIn, news } = watched()
    const account = await signIn(true)
    const groups = [server.domain]
    const named = { account, peer: jidOf(carol), name: 'Carol', groups }
    await casper.request('contact.edit', named)
    await casper.when('the group', ({ visibility }) => visibility.phase === 'confirmed')
    const target = { type: 'group', value: server.domain } as const
    await casper.request('visibility.let-see', { account, target })
    await casper.confirmed()
    await bob.quiet(300)
    expect(await news(bob)).toEqual([])
    expect(await news(carol)).toEqual(['available'])
  })

  test('(c) 5: leaving is unavailable under the list, then the end of the stream', async () => {
    const { proxy, bob, casper, signIn, nobodyHeard } = watched()
    const id = await signIn(true)
    await casper.request('account.sign-out', { account: id })
    inOrder(
      proxy.outgoing(),
      /<active name=/,
      /<presence type="unavailable"\/>/,
      /<\/stream:stream>/,
    )
    expect(proxy.outgoing()).not.toContain('<active/>')
    await bob.quiet(300)
    await nobodyHeard()
  })

  test('(c) 5: the resource says nothing and is never used twice', async () => {
    const { proxy, casper, signIn } = watched()
    const id = await signIn(true)
    await casper.request('account.sign-out', { account: id })
    await casper.request('account.sign-in', { account: id })
    await casper.confirmed()
    const resources = [...proxy.outgoing().matchAll(/<resource>(.*?)<\/resource>/g)]
    const [first, second] = resources.map(([, resource]) => resource)
    expect(first).toMatch(/^[\w-]{8,}$/)
    expect(first).not.toMatch(/casper/i)
    expect(second).not.toBe(first)
  })

  test('(c) 6: the contacts are seen; probes go out first where the list stops them', async () => {
    const { proxy, bob, carol, signIn, shownAs, nobodyHeard } = watched()
    await signIn(true)
    await shownAs(bob, 'available')
    await shownAs(carol, 'available')
    await nobodyHeard()
    const probe = /<presence [^>]*type="probe"/
    const asks = kind === 'prosody'
    if (asks) inOrder(proxy.outgoing(), probe, /<active name=/, /<presence\/>/)
    else expect(proxy.outgoing()).not.toMatch(probe)
  })

  test('(c) 7: a new session does everything again before its first presence', async () => {
    const { server, proxy, bob, casper, alice, signIn } = watched()
    await signIn(true)
    const before = proxy.outgoing().length
    proxy.refuse()
    await server.restart()
    const watcher = await anotherOf(bob, server)
    await watcher.settled()
    const mark = watcher.mark()
    proxy.accept()
    await casper.when(
      'a new session',
      ({ connection, visibility }) =>
        connection.state === 'online' &&
        visibility.phase === 'confirmed' &&
        proxy.outgoing().lastIndexOf('<bind ') > before,
      15_000,
    )
    const anew = proxy.outgoing().slice(proxy.outgoing().lastIndexOf('<bind '))
    inOrder(anew, /<query xmlns="jabber:iq:privacy"\/>/, /<active name=/, presence)
    expect(anew.slice(0, anew.indexOf('<active name='))).not.toMatch(presence)
    await watcher.settled()
    expect(watcher.from(alice, mark)).toEqual([])
    await watcher.close()
  })

  test.runIf(resumes)(
    '(c) 7: after a resumption the list is still active, and it is checked',
    async () => {
      const { proxy, casper, signIn, nobodyHeard } = watched()
      await signIn(true)
      proxy.drop()
      await casper.when(
        'being back',
        ({ connection }) => connection.state === 'online' && connection.resumed,
        15_000,
      )
      await casper.confirmed()
      const resumed = proxy.outgoing().split('<resume ')[1] ?? ''
      inOrder(resumed, /<query xmlns="jabber:iq:privacy"\/>/)
      expect(resumed).not.toMatch(presence)
      await nobodyHeard()
    },
  )

  test('(c) 7: a default list of another client holds still, and what is shown is the truth', async () => {
    const { casper, signIn, nobodyHeard } = watched()
    const other = await otherSession(watched())
    await setList(other, 'mine', denyAll)
    await other.iq('set', '', privacyQuery(`<default name='mine'/>`))
    await other.close()
    await signIn(false)
    expect(casper.account().visibility.seenBy).toBe(0)
    await nobodyHeard()
  })

  test('(c) 8: items are written in ascending order, allowing before denying', async () => {
    const { proxy, bob, carol, casper, signIn, news } = watched()
    const id = await signIn(true)
    await casper.request('visibility.let-see', { account: id, target: person(jidOf(bob)) })
    await casper.confirmed()
    const lists = [...proxy.outgoing().matchAll(/<list name="[^"]+">(.*?)<\/list>/gs)]
    expect(lists.length).toBeGreaterThan(1)
    for (const [, items = ''] of lists) {
      const orders = [...items.matchAll(/order="(\d+)"/g)].map(([, order]) => Number(order))
      expect(orders).toEqual(orders.map((_, index) => index + 1))
      expect(items).toMatch(/<item action="deny" order="\d+"><presence-out\/><\/item>$/)
      expect(items).not.toMatch(/type="jid" value="[^"]*\//)
    }
    expect(await news(bob)).toEqual(['available'])
    expect(await news(carol)).toEqual([])
  })

  test.each([
    { what: 'removed', items: '' },
    { what: 'opened', items: `<item action='allow' order='1'/>` },
  ])('(c) 9: a list $what by another session shows nobody anything', async ({ items }) => {
    const { bob, carol, casper, signIn, setShow, news } = watched()
    const id = await signIn(true)
    const { activeList } = casper.account().visibility
    const other = await otherSession(watched())
    await other.iq('set', '', privacyQuery(`<list name='${activeList ?? ''}'>${items}</list>`))
    await setShow(id, 'away')
    // At most, that a session ended: nobody can know whom the server showed it meanwhile.
    const heard = [...(await news(bob)), ...(await news(carol))]
    expect(heard.filter((word) => word !== 'unavailable')).toEqual([])
    await other.close()
  })

  test('(c) 9: the lists of other clients are left as they are', async () => {
    const { bob, casper, signIn } = watched()
    const other = await otherSession(watched())
    await setList(other, 'theirs', allow(jidOf(bob)), denyAll)
    const theirs = privacyQuery(`<list name='theirs'/>`)
    const before = await other.iq('get', '', theirs)
    const id = await signIn(true)
    await casper.request('visibility.go-visible', { account: id })
    await casper.confirmed()
    await casper.request('account.sign-out', { account: id })
    const after = await other.iq('get', '', theirs)
    expect(after.xml.replace(after.id, '')).toBe(before.xml.replace(before.id, ''))
    await other.close()
  })
})

describe('on a prosody without privacy lists', () => {
  const watched = watch(() => startProsody({ privacyLists: false }))

  test('(c) 4: a session that showed nobody anything leaves without a word', async () => {
    const { proxy, bob, casper, signIn, nobodyHeard } = watched()
    const id = await signIn(true)
    await casper.request('account.sign-out', { account: id })
    expect(proxy.outgoing()).not.toMatch(presence)
    await bob.quiet(300)
    await nobodyHeard()
  })
})
