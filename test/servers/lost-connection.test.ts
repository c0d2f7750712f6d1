// What contacts learn when the connection of an invisible user is lost: nothing, whether it is resumed or not.
import { describe, expect, test } from 'vitest'
import type { TestCasper } from '../support/casper'
import { until } from '../support/wait'
import { anotherOf, watch, watchedServers } from './watched'

describe.each(watchedServers)('losing the connection on $kind', ({ start, resumes }) => {
  const watched = watch(start)

  describe('a lost connection', () => {
    const backAgain = (casper: TestCasper, resumed: boolean): Promise<void> =>
      casper.when(
        'being back',
        ({ connection }) => connection.state === 'online' && connection.resumed === resumed,
        15_000,
      )

    test.runIf(resumes)('is resumed, the list is verified, and nobody hears of it', async () => {
      const { proxy, casper, signIn, nobodyHeard } = watched()
      await signIn(true)
      proxy.drop()
      await backAgain(casper, true)
      await casper.confirmed()
      await nobodyHeard()
      const afterResume = proxy.outgoing().split('<resume ')[1] ?? ''
      expect(afterResume).toContain('<query xmlns="jabber:iq:privacy"/>')
      expect(afterResume).not.toContain('<presence')
    })

    test.runIf(!resumes)(
      'hides anew where nothing is resumed, and nobody hears of it',
      async () => {
        const { proxy, casper, signIn, nobodyHeard, setShow } = watched()
        const id = await signIn(true)
        const made = proxy.connections().made
        proxy.drop()
        await until(() => proxy.connections().made > made, 'the next connection')
        await backAgain(casper, false)
        await casper.confirmed()
        await setShow(id, 'away')
        await nobodyHeard()
        const sessions = proxy.outgoing().split('<bind ')
        expect(sessions).toHaveLength(3)
        for (const session of sessions.slice(1)) {
          expect(session).toMatch(/<active name="[^"]+"\/>.*<presence\/>/s)
        }
      },
    )

    test('that cannot be resumed hides anew before the first presence', async () => {
      const { server, proxy, bob, casper, alice, signIn, setShow } = watched()
      await signIn(true)
      proxy.refuse()
      proxy.drop()
      await server.restart()
      const watcher = await anotherOf(bob, server)
      await watcher.settled()
      const mark = watcher.mark()
      proxy.accept()
      await backAgain(casper, false)
      await casper.confirmed()
      await setShow(casper.account().id, 'away')
      await watcher.settled()
      expect(watcher.from(alice, mark)).toEqual([])
      await watcher.close()
    })

    test('a wish made while offline wins over what was queued', async () => {
      const { proxy, bob, casper, signIn, news } = watched()
      const id = await signIn(false)
      expect(await news(bob)).toEqual(['available'])
      proxy.freeze()
      await casper.request('presence.set', {
        account: id,
        presence: { show: 'chat', status: 'come and see me', priority: 0 },
      })
      proxy.refuse()
      proxy.drop()
      await casper.when('the loss', ({ connection }) => connection.state !== 'online')
      await casper.request('visibility.go-invisible', { account: id })
      proxy.thaw()
      proxy.accept()
      await backAgain(casper, resumes)
      await casper.confirmed()
      expect(await news(bob)).toEqual(['unavailable'])
    })
  })
})
