// Casper on a server that hides it without privacy lists: by the invisible command (XEP-0186), which no other server here
// has, and by invisible presence (XEP-0018) where it is honoured in either way. Watched by independent clients.
import { describe, expect, test } from 'vitest'
import type { StrategyChoice } from '../../shared/visibility/strategies/names'
import { startEmbedded } from '../support/embedded'
import { until } from '../support/wait'
import { anotherOf, jidOf, watch } from './watched'

const honouring = (legacy: 'honoured-until-presence' | 'honoured-until-visible') => {
  return () => startEmbedded({ lists: false, command: false, legacy })
}
const ways = [
  {
    choice: 'invisible-command',
    server: 'with the command',
    start: () => startEmbedded({ lists: false }),
    sent: '<invisible xmlns="urn:xmpp:invisible:1" probe="true"/>',
  },
  {
    choice: 'legacy-presence',
    server: 'where any presence ends it',
    start: honouring('honoured-until-presence'),
    sent: '<presence type="invisible"',
  },
  {
    choice: 'legacy-presence',
    server: 'where only visible presence ends it',
    start: honouring('honoured-until-visible'),
    sent: '<presence type="invisible"',
  },
] as const

describe.each(ways)('by $choice, $server', ({ choice, start, sent }) => {
  const watched = watch(start)

  const signInHidden = async (): Promise<string> => {
    const { signIn } = watched()
    const id = await signIn(true)
    await choose(id, choice)
    return id
  }
  const choose = async (account: string, chosen: StrategyChoice) => {
    const { casper } = watched()
    await casper.request('visibility.choose', { account, choice: chosen, scope: 'session' })
    await casper.confirmed()
    expect(casper.account().visibility.strategy).toBe(chosen)
  }

  test('signing in shows nobody anything, and shows us everybody', async () => {
    const { proxy, bob, carol, casper, nobodyHeard, shownAs } = watched()
    await signInHidden()
    expect(proxy.outgoing()).toContain(sent)
    await shownAs(bob, 'available')
    await shownAs(carol, 'available')
    await nobodyHeard()
    expect(casper.account().visibility).toMatchObject({ seenBy: 0, error: null })
  })

  test('messages arrive, and changes of status, probes and newcomers tell nobody', async () => {
    const { server, bob, casper, alice, nobodyHeard } = watched()
    const id = await signInHidden()
    bob.message(alice, 'Are you there?')
    await until(() => casper.contact(jidOf(bob))?.unread === 1, 'the message')
    const late = await anotherOf(bob, server)
    late.probe(alice)
    await late.settled()
    expect(late.from(alice)).toEqual([])
    await late.close()
    await casper.request('presence.set', {
      account: id,
      presence: { show: 'away', status: 'in a meeting', priority: 0 },
    })
    await casper.confirmed()
    await nobodyHeard()
  })

  test('one who is let see us sees us, and is told of the end; the other learns nothing', async () => {
    const { bob, carol, casper, news } = watched()
    const id = await signInHidden()
    const target = { type: 'jid', value: jidOf(bob) } as const
    await casper.request('visibility.let-see', { account: id, target })
    await casper.confirmed()
    expect(await news(bob)).toEqual(['available'])
    await casper.request('account.sign-out', { account: id })
    await bob.quiet(300)
    expect(await news(bob)).toEqual(['unavailable'])
    expect(await news(carol)).toEqual([])
  })

  test('visible, everybody is shown us once; hidden again, told of the end once', async () => {
    const { bob, carol, casper, news } = watched()
    const id = await signInHidden()
    await casper.request('visibility.go-visible', { account: id })
    await casper.confirmed()
    expect([await news(bob), await news(carol)]).toEqual([['available'], ['available']])
    await casper.request('visibility.go-invisible', { account: id })
    await casper.confirmed()
    expect([await news(bob), await news(carol)]).toEqual([['unavailable'], ['unavailable']])
    await casper.request('account.sign-out', { account: id })
    await bob.quiet(300)
    expect([await news(bob), await news(carol)]).toEqual([[], []])
  })

  test('after the connection was lost nobody has learnt anything', async () => {
    const { proxy, bob, casper, nobodyHeard } = watched()
    await signInHidden()
    const { made } = proxy.connections()
    proxy.drop()
    await until(() => proxy.connections().made > made, 'the next connection', 15_000)
    await casper.confirmed()
    await bob.quiet(300)
    await nobodyHeard()
  })
})
