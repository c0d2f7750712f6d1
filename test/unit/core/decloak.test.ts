// Seen for one conversation: what lies upon the user's policy for a while, and that nothing of it stays.
import { describe, expect, test } from 'vitest'
import type { Decloak } from '../../../electron/core/decloak'
import { createDecloak } from '../../../electron/core/decloak'
import type { EngineState } from '../../../shared/visibility/state'
import { createEngine, step } from '../../../shared/visibility/engine'
import type { Input } from '../../../shared/visibility/effects'
import { declined } from '../../../shared/privacy/list'
import type { BareJid } from '../../../shared/jid'
import type { Policy, Target } from '../../../shared/visibility/policy'
import { allows, invisibleToAll, withBase, withException } from '../../../shared/visibility/policy'

const bob = 'bob@shire.example' as BareJid
const carol = 'carol@shire.example' as BareJid
const eve = 'eve@mordor.example' as BareJid
const minute = 60_000
const start = 1_000_000
const hideFriends = withException(invisibleToAll, { type: 'group', value: 'Friends' }, false)

/** A decloak over an engine and a clock that stands still until it is moved. */
function over(own: Policy, scope: EngineState['scope'] = 'session') {
  const presence = { show: null, status: '', priority: 0 }
  const wishes = { policy: own, presence, choice: 'automatic', scope } as const
  let state: EngineState = createEngine({ ...wishes, keptDefault: declined }, ['a', 'b'])
  let now = start
  let due: { readonly at: number; readonly act: () => void } | null = null
  const told: Input[] = []
  const tell = (input: Input): void => {
    told.push(input)
    state = step(state, input, now).state
  }
  const person = (jid: BareJid) => ({ jid, groups: ['Friends'], subscription: 'both' as const })
  tell({
    type: 'session-started',
    resumed: false,
    habits: { blocksProbes: false, swallowsSubscriptions: false },
  })
  tell({ type: 'roster-loaded', people: [person(bob), person(carol)] })
  told.length = 0

  let rested = (): void => undefined
  const decloak: Decloak = createDecloak({
    loop: { tell, state: () => state },
    atRest: () => new Promise((resolve) => (rested = resolve)),
    now: () => now,
    later: (ms, act) => {
      due = { at: now + ms, act }
      return () => (due = null)
    },
    changed: () => undefined,
  })
  return {
    decloak,
    told,
    policy: () => state.policy,
    /** The server has done what was wished. */
    rest: () => rested(),
    seenBy: (jid: BareJid) => allows(state.policy, person(jid)),
    /** Lets time pass; what is due acts in time. */
    pass: (ms: number) => {
      now += ms
      if (due && due.at <= now) due.act()
    },
    /** Lets time pass as in a sleep of the computer: nothing acts. */
    sleep: (ms: number) => (now += ms),
    /** Somebody sets the clock; nothing waits less or longer for that. */
    jump: (ms: number) => {
      now += ms
      due &&= { ...due, at: due.at + ms }
    },
  }
}

describe('somebody who is let see the user for a while', () => {
  test('sees the user, nobody else does, and the policy is exactly what it was when the time is over', () => {
    const { decloak, policy, seenBy, pass } = over(hideFriends)
    expect(decloak.begin(bob, 15)).toMatchObject({ ok: true })
    expect([seenBy(bob), seenBy(carol)]).toEqual([true, false])
    expect(decloak.all()).toEqual([{ jid: bob, until: start + 15 * minute }])
    pass(15 * minute - 1)
    expect(seenBy(bob)).toBe(true)
    pass(1)
    expect(policy()).toBe(hideFriends)
    expect(decloak.all()).toEqual([])
  })

  test('sees the user for as long as words are exchanged', () => {
    const { decloak, seenBy, pass } = over(invisibleToAll)
    decloak.begin(bob, 15)
    pass(14 * minute)
    decloak.spoke(bob)
    pass(14 * minute)
    expect(seenBy(bob)).toBe(true)
    decloak.spoke(carol)
    pass(minute)
    expect(seenBy(bob)).toBe(false)
  })

  test('does so until the user ends it, or the session ends', () => {
    const { decloak, policy } = over(invisibleToAll)
    decloak.begin(bob, 15)
    decloak.end(bob)
    expect(policy()).toBe(invisibleToAll)
    decloak.begin(bob, 15)
    decloak.begin(carol, 1)
    decloak.stop()
    expect(policy()).toBe(invisibleToAll)
    expect(decloak.all()).toEqual([])
  })

  test('is hidden from for all devices before the session ends: its end waits for that', async () => {
    const { decloak, policy, rest } = over(invisibleToAll, 'account')
    decloak.begin(bob, 15)
    let isOver = false
    const end = decloak.release().then(() => (isOver = true))
    expect(policy()).toBe(invisibleToAll)
    await Promise.resolve()
    expect(isOver).toBe(false)
    rest()
    await end
    expect(decloak.all()).toEqual([])
  })

  test('does so until the end of the session where nothing of it outlives that', async () => {
    const { decloak, told } = over(invisibleToAll)
    decloak.begin(bob, 15)
    told.length = 0
    await decloak.release()
    expect(told).toEqual([])
  })

  test('does so no longer where the clock is put back meanwhile', () => {
    const { decloak, seenBy, pass, jump } = over(invisibleToAll)
    decloak.begin(bob, 15)
    jump(-60 * minute)
    pass(15 * minute)
    expect(seenBy(bob)).toBe(false)
  })

  test('ends each in its own time', () => {
    const { decloak, seenBy, pass } = over(invisibleToAll)
    decloak.begin(bob, 15)
    decloak.begin(carol, 1)
    pass(minute)
    expect([seenBy(bob), seenBy(carol)]).toEqual([true, false])
    pass(14 * minute)
    expect(seenBy(bob)).toBe(false)
  })

  test('does not outlast a sleep of the computer: it is settled before anything is sent', () => {
    const { decloak, policy, sleep } = over(invisibleToAll)
    decloak.begin(bob, 15)
    sleep(60 * minute)
    decloak.settle()
    expect(policy()).toBe(invisibleToAll)
  })

  test('that ends a second time wishes nothing', () => {
    const { decloak, told } = over(invisibleToAll)
    decloak.end(bob)
    decloak.stop()
    decloak.settle()
    decloak.spoke(bob)
    expect(told).toEqual([])
  })
})

describe('who cannot be told', () => {
  test('is not let see, and nothing is wished', () => {
    const { decloak, told } = over(invisibleToAll)
    expect(decloak.begin(eve, 15)).toMatchObject({ error: { code: 'decloak-unsubscribed' } })
    expect(told).toEqual([])
    expect(decloak.all()).toEqual([])
  })
})

describe('the user’s own wishes', () => {
  test('are kept beneath, as they are wished meanwhile', () => {
    const { decloak, policy, seenBy } = over(invisibleToAll)
    decloak.begin(bob, 15)
    expect(decloak.under.state().policy).toBe(invisibleToAll)
    const guards = { ...invisibleToAll.guards, typing: false }
    const wished = { ...invisibleToAll, guards }
    decloak.giveWay(null)
    decloak.under.tell({ type: 'policy-changed', policy: wished })
    expect(seenBy(bob)).toBe(true)
    decloak.end(bob)
    expect(policy()).toBe(wished)
  })

  test.each<[string, 'base' | Target, boolean]>([
    ['everybody', 'base', false],
    ['the same person', { type: 'jid', value: bob }, false],
    ['a group', { type: 'group', value: 'Friends' }, false],
    ['somebody else', { type: 'jid', value: carol }, true],
  ])('about %s are the newer word', (_, about, stays) => {
    const { decloak, policy, seenBy } = over(invisibleToAll)
    decloak.begin(bob, 15)
    const wished = withBase(invisibleToAll, 'invisible')
    decloak.giveWay(about)
    decloak.under.tell({ type: 'policy-changed', policy: wished })
    expect(seenBy(bob)).toBe(stays)
    decloak.stop()
    expect(policy()).toBe(wished)
  })
})
