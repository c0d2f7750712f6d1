// Killed while nobody was there and Casper hid the user for it: it comes back hidden, and the user’s own comes back with
// them, on real servers in every strategy that each has.
import { cpSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { noAutoAway } from '../../shared/away/auto-away'
import type { StrategyChoice } from '../../shared/visibility/strategies/names'
import type { TestCasper } from '../support/casper'
import { startCasper } from '../support/casper'
import { password } from '../support/friends'
import type { TestMachine } from '../support/machine'
import { testMachine } from '../support/machine'
import { jidOf, watch, watchedServers } from './watched'

const own = { show: 'chat', status: 'Ask me.', priority: 7 } as const
const idle = {
  ...noAutoAway,
  awayAfter: 5,
  hideWhenIdle: true,
  whileInvisible: 'tell-those-who-see',
} as const
const strategies: readonly StrategyChoice[] = ['privacy-lists', 'directed-presence']
const endings: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
})

describe.each(watchedServers)('on $kind', ({ start }) => {
  const watched = watch(start)

  describe.each(strategies)('by %s', (choice) => {
    /** Visible to all but Bob, with guards of the user's own, and hidden once they are idle. */
    const hiddenSinceIdle = async () => {
      const { casper, signIn, machine, bob, carol, news } = watched()
      const account = await signIn(false)
      await casper.request('visibility.choose', { account, choice, scope: 'session' })
      await casper.request('presence.set', { account, presence: own })
      await casper.request('visibility.guard', { account, guard: 'typing', up: false })
      const target = { type: 'jid', value: jidOf(bob) } as const
      await casper.request('visibility.hide-from', { account, target })
      await casper.request('settings.set', { autoAway: idle })
      await casper.confirmed()
      const { requested: policy } = casper.account().visibility
      await Promise.all([news(bob), news(carol)])
      machine.pass(6)
      await casper.confirmed()
      expect([await news(bob), await news(carol)]).toEqual([[], ['unavailable']])
      return policy
    }

    /** Killed at this moment, as far as the disk and the server can tell, and started again; nobody is at the machine. */
    const killed = async (before: TestCasper): Promise<[TestCasper, TestMachine]> => {
      const { proxy } = watched()
      const dataDir = mkdtempSync(join(tmpdir(), 'casper-killed-'))
      cpSync(join(before.dataDir, 'casper.json'), join(dataDir, 'casper.json'))
      proxy.refuse()
      proxy.drop()
      await before.close()
      proxy.accept()
      const machine = testMachine()
      const casper = await startCasper(dataDir, { idle: machine.source, clock: machine.clock })
      endings.push(casper.remove, casper.close)
      await casper.when('the question', ({ connection }) => connection.state === 'signed-out')
      await casper.request('account.sign-in', { account: casper.account().id, password })
      await casper.when('a session', ({ connection }) => connection.state === 'online', 15_000)
      await casper.confirmed(15_000)
      return [casper, machine]
    }

    test('nobody is told anything before somebody is there, then each the one thing that they may see', async () => {
      const { bob, carol, alice, news, nobodyHeard } = watched()
      const policy = await hiddenSinceIdle()
      const [first] = await killed(watched().casper)
      await nobodyHeard()
      const [casper, machine] = await killed(first)
      await nobodyHeard()
      expect(casper.account()).toMatchObject({
        visibility: { requested: { base: 'invisible' } },
        away: { hidden: true, why: 'idle' },
      })
      machine.lock()
      machine.type()
      machine.pass(7)
      await casper.confirmed()
      await nobodyHeard()
      machine.unlock()
      await casper.confirmed()
      expect(await news(carol)).toEqual(['chat'])
      const { xml = '' } = carol.from(alice).at(-1) ?? {}
      expect(xml).toContain('<status>Ask me.</status>')
      expect(xml).toContain('<priority>7</priority>')
      expect(await news(bob)).toEqual([])
      expect(casper.account()).toMatchObject({
        presence: own,
        visibility: { requested: policy },
        away: null,
      })
    })
  })
})
