// The ledger against what independent clients received: what it says was shown to each is what each of them saw.
import { describe, expect, test } from 'vitest'
import { jidOf, watch, watchedServers } from './watched'
import type { Observer } from '../support/observer'

describe.each(watchedServers)('the ledger on $kind', ({ start }) => {
  const watched = watch(start)

  /** What the ledger says that somebody was shown, oldest first, in an observer's words. */
  const told = async (observer: Observer): Promise<string[]> => {
    const { casper } = watched()
    const search = {
      account: casper.account().id,
      peer: jidOf(observer),
      outcome: 'shown',
    } as const
    const found = await casper.request('ledger.search', search)
    const rows = found.ok ? [...found.value.rows].reverse() : []
    return rows.map(({ what }) => {
      if (what === 'went offline') return 'unavailable'
      if (what === 'a message') return 'message'
      if (what.startsWith('answered')) return 'iq'
      return /^available, (away|do not disturb)/.exec(what)?.[1]?.replace(/^do.*/, 'dnd') ?? what
    })
  }

  test.each([
    { invisible: true, choice: 'privacy-lists' },
    { invisible: false, choice: 'privacy-lists' },
    { invisible: true, choice: 'directed-presence' },
    { invisible: false, choice: 'directed-presence' },
  ] as const)(
    'says what was seen: $choice, hidden at first: $invisible',
    async ({ invisible, choice }) => {
      const { casper, bob, carol, signIn, setShow, news } = watched()
      const saw = { bob: [] as string[], carol: [] as string[] }
      const compare = async (): Promise<void> => {
        await casper.confirmed()
        saw.bob.push(...(await news(bob)))
        saw.carol.push(...(await news(carol)))
        expect({ bob: await told(bob), carol: await told(carol) }).toEqual(saw)
      }

      const account = await signIn(invisible)
      await compare()
      await casper.request('visibility.choose', { account, choice, scope: 'session' })
      await compare()
      const friends = { account, target: { type: 'group', value: 'Friends' } } as const
      await casper.request('visibility.let-see', friends)
      await compare()
      await setShow(account, 'away')
      await compare()
      const session = bob.from(casper.account().jid).at(-1)?.from ?? ''
      await bob.iq('get', session, `<query xmlns='jabber:iq:version'/>`)
      await casper.request('message.send', { account, peer: jidOf(bob), body: 'swordfish' })
      await bob.next(({ name }) => name === 'message')
      await compare()
      await casper.request('visibility.hide-from', friends)
      await compare()
      // Hidden from everybody, some ways of hiding send nothing at all.
      const presence = { show: 'dnd', status: '', priority: 0 } as const
      await casper.request('presence.set', { account, presence })
      await compare()
      await casper.request('account.sign-out', { account })
      await bob.quiet(200)
      saw.bob.push(...(await news(bob)))
      saw.carol.push(...(await news(carol)))
      expect({ bob: await told(bob), carol: await told(carol) }).toEqual(saw)
    },
  )
})
