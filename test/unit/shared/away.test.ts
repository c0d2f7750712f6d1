// Auto-away as pure functions: when it is whose turn, what is known of the machine, and what lies upon the user's wishes.
import { describe, expect, test } from 'vitest'
import type { MachineFacts } from '../../../shared/away/absence'
import { outlook, wantsNothing } from '../../../shared/away/absence'
import type { AutoAway } from '../../../shared/away/auto-away'
import { noAutoAway } from '../../../shared/away/auto-away'
import type { Laid } from '../../../shared/away/layer'
import { policyUnder, presenceUnder, toldAs } from '../../../shared/away/layer'
import type { Sign } from '../../../shared/away/machine'
import { observe, unknownMachine } from '../../../shared/away/machine'
import { invisibleToAll, visibleToAll, withException } from '../../../shared/visibility/policy'

const minute = 60_000
const start = Date.UTC(2026, 10, 21, 9, 7)
const nothing: MachineFacts = { lastInput: null, lockedSince: null, suspendedSince: null }
const typed: MachineFacts = { ...nothing, lastInput: start }
const usual: AutoAway = { ...noAutoAway, awayAfter: 5, xaAfter: 15 }
const at = (wishes: AutoAway, facts: MachineFacts, minutes: number) =>
  outlook(wishes, facts, start + minutes * minute)

describe('what the clock says', () => {
  test.each([
    [4, null, 5],
    [5, 'away', 15],
    [14, 'away', 15],
    [15, 'xa', null],
  ])('after %d minutes: %s, and the next look is due', (minutes, show, next) => {
    const { absence, next: due } = at(usual, typed, minutes)
    expect(absence?.show ?? null).toBe(show)
    expect(due).toBe(next === null ? null : start + next * minute)
  })

  test('says since when it holds, not since when nobody typed', () => {
    expect(at(usual, typed, 20).absence).toMatchObject({ why: 'idle', since: start + 15 * minute })
  })

  test('says nothing where nothing is wished, or nothing known', () => {
    const locked = { ...typed, lockedSince: start, suspendedSince: start }
    expect(at(noAutoAway, locked, 600)).toEqual({ absence: null, next: null })
    expect(at(usual, nothing, 600)).toEqual({ absence: null, next: null })
    expect([wantsNothing(noAutoAway), wantsNothing(usual)]).toEqual([true, false])
  })

  test('of several the strongest counts, of equals the first', () => {
    const wishes: AutoAway = { ...usual, onLock: 'away', onSuspend: 'xa' }
    const locked = { ...typed, lockedSince: start + minute }
    expect(at(wishes, locked, 2).absence).toMatchObject({ show: 'away', why: 'locked' })
    expect(at(wishes, locked, 7).absence).toMatchObject({ show: 'away', why: 'locked' })
    expect(at(wishes, locked, 16).absence).toMatchObject({ show: 'xa', why: 'idle' })
    const asleep = { ...locked, suspendedSince: start + 3 * minute }
    expect(at(wishes, asleep, 4).absence).toMatchObject({ show: 'xa', why: 'suspended' })
  })

  test('to hide when locked needs no other wish, and to hide when idle needs a time', () => {
    const locked = { ...typed, lockedSince: start }
    const whenLocked = { ...noAutoAway, hideWhenLocked: true }
    expect(at(whenLocked, locked, 1).absence).toMatchObject({ show: null, hidden: true })
    expect(at({ ...noAutoAway, hideWhenIdle: true }, typed, 999).absence).toBeNull()
    expect(at({ ...usual, hideWhenIdle: true }, typed, 6).absence).toMatchObject({ hidden: true })
  })

  test('XEP-0319: the last input is told rounded down to the quarter, and only if wished', () => {
    expect(at(usual, typed, 6).absence?.idleSince).toBeNull()
    const told = at({ ...usual, idleTime: 'coarse' }, typed, 6).absence?.idleSince
    expect(told).toBe(Date.UTC(2026, 10, 21, 9, 0))
  })
})

describe('what is known of the machine', () => {
  const after = (...signs: readonly Sign[]) => signs.reduce(observe, unknownMachine)
  const read = (ms: number, idle: number, locked = false): Sign => {
    return { kind: 'read', at: start + ms, idle, locked }
  }

  test('a clock that is read in whole seconds makes no new input of the old one', () => {
    const machine = after(read(0, 0), read(5400, 5000), read(9900, 9000))
    expect(machine.lastInput).toBe(start)
    expect(after(read(0, 0), read(9000, 1000)).lastInput).toBe(start + 8000)
  })

  test('it is locked since it was first found locked', () => {
    const machine = after(read(0, 0), read(1000, 1000, true), read(9000, 9000, true))
    expect(machine.lockedSince).toBe(start + 1000)
    expect(observe(machine, read(10_000, 0)).lockedSince).toBeNull()
  })

  test('who types at a locked screen has not come back before it is unlocked', () => {
    const locked = after(read(0, 0), read(1000, 1000, true), read(minute, 0, true))
    expect(locked.lastInput).toBe(start)
    expect(observe(locked, read(minute + 5000, 1000)).lastInput).toBe(start + minute + 4000)
  })

  test('it is asleep until somebody types after it woke up', () => {
    const asleep = after(read(0, 0), { kind: 'suspending', at: start + 1000 }, read(1000, 1000))
    const awake = observe(asleep, { kind: 'resumed', at: start + minute })
    const woken = observe(awake, read(minute + 1000, 900))
    expect(woken.suspendedSince).toBe(start + 1000)
    const later = observe(woken, read(minute + 8000, 7900))
    expect(later.suspendedSince).toBe(start + 1000)
    expect(observe(later, read(minute + 9000, 1000)).suspendedSince).toBeNull()
  })

  test('who types without a pause after it woke up is there as well', () => {
    const signs = [read(0, 0), { kind: 'suspending' as const, at: start + 1000 }]
    const awake = after(...signs, { kind: 'resumed', at: start + minute }, read(minute, 0))
    expect(awake.suspendedSince).toBe(start + 1000)
    expect(observe(awake, read(minute + 2000, 0)).suspendedSince).toBeNull()
  })

  describe('that does not count the time it sleeps as idle', () => {
    const hours = 8 * 60 * minute
    const asleep = after(
      read(0, 0),
      { kind: 'suspending', at: start + 1000 },
      read(1000, 1000),
      { kind: 'resumed', at: start + hours },
      read(hours, 1000),
    )

    test('has nobody at it when it wakes up', () => {
      expect(outlook(usual, asleep, start + hours).absence).toMatchObject({ show: 'xa' })
      const later = observe(asleep, read(hours + 6000, 7000))
      expect(later.suspendedSince).toBe(start + 1000)
      expect(outlook(usual, later, start + hours).absence).toMatchObject({ show: 'xa' })
      const typed = observe(later, read(hours + 8000, 0))
      expect(outlook(usual, typed, start + hours + 8000).absence).toBeNull()
    })

    test.each([20_000, -20_000])('nor when its clock is set by %d ms then', (ms) => {
      const set = observe(asleep, read(hours + 2000 + ms, 3000))
      expect(observe(set, read(hours + 4000 + ms, 5000)).suspendedSince).not.toBeNull()
    })

    test('nor where it does not say that it wakes up', () => {
      const silent = after(
        read(0, 0),
        { kind: 'suspending', at: start + 1000 },
        read(1000, 1000),
        read(hours, 1000),
        read(hours + 6000, 7000),
      )
      expect(outlook(usual, silent, start + hours).absence).toMatchObject({ show: 'xa' })
      expect(observe(silent, read(hours + 9000, 0)).suspendedSince).toBeNull()
    })
  })

  test('a key at the locked screen of a machine that woke up is nobody either', () => {
    const asleep = after(
      read(0, 0),
      { kind: 'suspending', at: start + 1000 },
      read(1000, 1000, true),
    )
    const awake = observe(asleep, { kind: 'resumed', at: start + minute })
    const locked = observe(awake, read(minute + 9000, 0, true))
    expect(locked.suspendedSince).toBe(start + 1000)
    expect(observe(locked, read(minute + 12_000, 0)).suspendedSince).toBeNull()
  })

  test('a machine that does not say that it woke up is found awake all the same', () => {
    const asleep = after(read(0, 0), { kind: 'suspending', at: start + 1000 })
    expect(observe(asleep, read(20_000, 0)).suspendedSince).toBe(start + 1000)
    const woken = observe(asleep, read(minute, 0))
    expect(woken.suspendedSince).toBe(start + 1000)
    expect(observe(woken, read(minute + 9000, 0)).suspendedSince).toBeNull()
  })

  test.each([
    ['locked', { ...noAutoAway, hideWhenLocked: true }, [read(0, 0), read(minute, minute, true)]],
    [
      'idle, and locked then',
      { ...usual, hideWhenIdle: true },
      [read(0, 0), read(6 * minute, 6 * minute, true)],
    ],
    [
      'asleep',
      { ...noAutoAway, onSuspend: 'xa' as const },
      [read(minute, minute), { kind: 'suspending' as const, at: start + minute }],
    ],
  ] as const)(
    'nobody comes back to a machine that is %s when its clock is put back',
    (_, wishes, signs) => {
      const away = after(...signs)
      const early = -60 * minute
      const back = observe(away, read(early, 7 * minute, away.lockedSince !== null))
      expect(outlook(wishes, back, start + early).absence).not.toBeNull()
    },
  )

  test('whoever acts in Casper is there, though it is said to be locked or asleep', () => {
    const away = after(read(0, 0), read(9 * minute, 9 * minute, true))
    const asleep = observe(away, { kind: 'suspending', at: start + 9 * minute })
    const acted = observe(asleep, { kind: 'acted', at: start + 9 * minute + 1 })
    const later = observe(acted, read(9 * minute + 2000, 2000, true))
    expect(later).toMatchObject({ lockedSince: null, suspendedSince: null })
    const unlocked = observe(later, read(9 * minute + 3000, 0))
    const lockedAgain = observe(unlocked, read(9 * minute + 9000, 1000, true))
    expect(lockedAgain.lockedSince).toBe(start + 9 * minute + 9000)
  })
})

describe('what lies upon the wishes', () => {
  const presence = { show: 'chat', status: 'Ask me.', priority: 5 } as const
  const own = { policy: visibleToAll, presence }
  const laid: Laid = {
    show: 'away',
    hidden: false,
    why: 'idle',
    since: start,
    idleSince: null,
    status: null,
    whileInvisible: 'say-nothing',
  }
  const bob = { type: 'jid', value: 'bob@shire.example' } as const

  test.each(['dnd', 'away', 'xa'] as const)('“%s” set by hand stays', (show) => {
    expect(toldAs({ ...own, presence: { ...presence, show } }, laid, laid)).toBeNull()
  })

  test('nothing but the show changes, and the status if there is one for that', () => {
    expect(presenceUnder(own, laid)).toEqual({ ...presence, show: 'away' })
    const status = 'Gone.'
    expect(presenceUnder(own, { ...laid, status })).toEqual({ ...presence, show: 'away', status })
  })

  test('while invisible nothing is said, unless that is wished', () => {
    const invisible = { ...own, policy: invisibleToAll }
    expect(toldAs(own, laid, null)).toBe(laid)
    expect(toldAs(invisible, laid, null)).toBeNull()
    const telling = { ...laid, whileInvisible: 'tell-those-who-see' } as const
    expect(toldAs(invisible, telling, null)).toBe(telling)
  })

  test('to become invisible is to be invisible: that hides first, and then says nothing', () => {
    expect(toldAs(own, { ...laid, hidden: true }, null)).toBeNull()
  })

  test('what was told stays told, and no more is, when the user becomes invisible meanwhile', () => {
    expect(toldAs(own, { ...laid, show: 'xa', hidden: true }, laid)).toBe(laid)
    expect(toldAs(own, { ...laid, show: null, hidden: true }, laid)).toBe(laid)
  })

  test('the show never makes anybody visible, and hiding keeps who was let see', () => {
    const letBob = { ...own, policy: withException(invisibleToAll, bob, true) }
    expect(policyUnder(letBob, laid)).toBe(letBob.policy)
    expect(policyUnder(letBob, { ...laid, hidden: true })).toBe(letBob.policy)
    const hideBob = { ...own, policy: withException(visibleToAll, bob, false) }
    expect(policyUnder(hideBob, { ...laid, hidden: true })).toEqual({
      ...invisibleToAll,
      exceptions: [{ target: bob, sees: false }],
    })
  })
})
