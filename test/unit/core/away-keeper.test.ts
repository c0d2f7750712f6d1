// Auto-away for all accounts together: whose wishes count, and when nothing may move.
import { describe, expect, test } from 'vitest'
import type { Away } from '../../../electron/core/away'
import { createAway } from '../../../electron/core/away'
import { createAwayKeeper } from '../../../electron/core/away-keeper'
import type { Absence } from '../../../shared/away/absence'
import type { AutoAway } from '../../../shared/away/auto-away'
import { noAutoAway } from '../../../shared/away/auto-away'
import type { BareJid } from '../../../shared/jid'
import type { SelfTest } from '../../../shared/observer'
import { declined } from '../../../shared/privacy/list'
import { usualSettings } from '../../../shared/settings'
import type { Input } from '../../../shared/visibility/effects'
import { createEngine, step } from '../../../shared/visibility/engine'
import { visibleToAll } from '../../../shared/visibility/policy'
import type { EngineState } from '../../../shared/visibility/state'
import { testMachine } from '../../support/machine'

const usual: AutoAway = { ...noAutoAway, awayAfter: 5, onLock: 'xa', hideWhenLocked: true }
const presence = { show: null, status: '', priority: 0 }

/** An account: an engine, and the layer over its wishes. */
function account(id: string, autoAway: AutoAway | null = null, presumed: Absence | null = null) {
  const wishes = { policy: visibleToAll, presence, choice: 'automatic', scope: 'session' } as const
  let state: EngineState = createEngine({ ...wishes, keptDefault: declined }, ['a', 'b'])
  const told: Input[] = []
  const tell = (input: Input): void => {
    told.push(input)
    state = step(state, input, 1).state
  }
  const away: Away = createAway({ tell, state: () => state }, () => undefined)
  if (presumed) away.presume(presumed, usual)
  return { id, away, presumed, autoAway: () => autoAway, told, state: () => state }
}

function keeping(accounts: ReturnType<typeof account>[], wishes = usual, mayHide = true) {
  const machine = testMachine()
  let resumed = 0
  const keeper = createAwayKeeper({
    source: machine.source,
    clock: machine.clock,
    accounts: () => accounts,
    wishes: () => wishes,
    mayHide,
    resumed: () => (resumed += 1),
  })
  return { machine, keeper, resumed: () => resumed }
}

const selfTest = (state: SelfTest['state']) =>
  ({
    type: 'self-test.changed',
    account: 'one',
    test: {
      observer: 'bob@shire.example' as BareJid,
      state,
      strategy: null,
      steps: [],
      leaks: 0,
      error: null,
    },
  }) as const

describe('whose wishes count', () => {
  test('a profile’s come before those of the settings', () => {
    const [one, two] = [account('one'), account('two', { ...noAutoAway, awayAfter: 30 })]
    const { machine, keeper } = keeping([one, two])
    machine.pass(10)
    expect([one.state().presence.show, two.state().presence.show]).toEqual(['away', null])
    machine.pass(30)
    expect([one.state().presence.show, two.state().presence.show]).toEqual(['away', 'away'])
    machine.type()
    expect([one.state().presence, two.state().presence]).toEqual([presence, presence])
    keeper.close()
  })

  test('where the organisation forbids to be invisible, nobody becomes it by themselves', () => {
    const one = account('one')
    const { machine, keeper } = keeping([one], usual, false)
    machine.lock()
    expect(one.state()).toMatchObject({ policy: visibleToAll, presence: { show: 'xa' } })
    keeper.close()
  })

  test('an account that comes while nobody is there is laid at once', async () => {
    const accounts = [account('one')]
    const { machine, keeper } = keeping(accounts)
    machine.lock()
    const two = account('two')
    accounts.push(two)
    keeper.hear({ type: 'settings.changed', settings: usualSettings })
    await Promise.resolve()
    expect(two.state().policy.base).toBe('invisible')
    keeper.close()
  })
})

describe('who was hidden when Casper was killed', () => {
  const presumed: Absence = {
    show: 'away',
    hidden: true,
    why: 'locked',
    since: 7,
    idleSince: null,
  }
  const told = { policy: { base: 'invisible' }, presence: { show: 'away' } }
  const own = { policy: visibleToAll, presence }
  const scene = async (autoAway: AutoAway | null = null) => {
    const [one, other] = [account('one', autoAway, presumed), account('other')]
    const { machine, keeper } = keeping([one, other])
    keeper.hear({ type: 'settings.changed', settings: usualSettings })
    await Promise.resolve()
    return { one, other, machine, keeper }
  }

  test('stays it, as what was told before, whatever was typed before; nobody else does', async () => {
    const { one, other, keeper } = await scene()
    expect(one.state()).toMatchObject(told)
    expect(other.state()).toMatchObject(own)
    expect(one.away.view()).toEqual({ show: 'away', hidden: true, why: 'locked', since: 7 })
    keeper.close()
  })

  test.each(['as before', 'and nothing is to happen by itself any more'])(
    'is back at the first input, %s',
    async (_) => {
      const { one, machine, keeper } = await scene(_ === 'as before' ? null : noAutoAway)
      machine.pass(1)
      expect(one.state()).toMatchObject(told)
      machine.type()
      expect(one.state()).toMatchObject(own)
      machine.pass(1)
      expect(one.state()).toMatchObject(own)
      keeper.close()
    },
  )

  test('is not back by a key at a locked screen, nor by waking the machine, but when it is unlocked', async () => {
    const { one, machine, keeper } = await scene()
    machine.suspend()
    machine.resume(60, false)
    machine.lock()
    machine.type()
    expect(one.state()).toMatchObject(told)
    machine.unlock()
    expect(one.state()).toMatchObject(own)
    keeper.close()
  })

  test('is back by an act of their own, together with what is wished by it', async () => {
    const { one, keeper } = await scene()
    one.told.length = 0
    keeper.asked('presence.set')
    one.away.under.tell({ type: 'presence-chosen', presence: { ...presence, status: 'Here.' } })
    await Promise.resolve()
    expect(one.told).toEqual([
      {
        type: 'policy-changed',
        policy: visibleToAll,
        presence: { ...presence, status: 'Here.' },
      },
    ])
    keeper.close()
  })
})

describe('the user’s own acts', () => {
  const choose = { ...presence, status: 'Here.' }

  test('a wish takes everything with it: one change for its account, one for every other', async () => {
    const [one, two] = [account('one'), account('two')]
    const { machine, keeper } = keeping([one, two], { ...usual, hideWhenLocked: false })
    machine.lock()
    keeper.asked('presence.set')
    one.away.under.tell({ type: 'presence-chosen', presence: choose })
    await Promise.resolve()
    expect(one.told.slice(1)).toEqual([{ type: 'presence-chosen', presence: choose }])
    expect(two.told.slice(1)).toEqual([{ type: 'presence-chosen', presence }])
    keeper.close()
  })

  test('what a view asks by itself proves nothing', async () => {
    const one = account('one')
    const { machine, keeper } = keeping([one], { ...usual, hideWhenLocked: false })
    machine.lock()
    for (const command of ['chat.read', 'chat.look', 'ledger.search', 'idle.report', 7]) {
      keeper.asked(command)
    }
    await Promise.resolve()
    expect(one.state().presence.show).toBe('xa')
    keeper.close()
  })
})

test('while a self-test tries wishes out nothing moves, and afterwards it does', async () => {
  const one = account('one')
  const { machine, keeper } = keeping([one])
  keeper.hear(selfTest('running'))
  machine.lock()
  expect(one.told).toEqual([])
  keeper.hear(selfTest('done'))
  await Promise.resolve()
  expect(one.state().policy.base).toBe('invisible')
  keeper.close()
})

test('what the sleep of the machine held up is done when it wakes', () => {
  const { machine, keeper, resumed } = keeping([])
  machine.suspend()
  machine.resume(60)
  expect(resumed()).toBe(1)
  keeper.close()
})
