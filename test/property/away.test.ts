// Whatever happens at the machine and on the line: nobody who is hidden from learns anything of it, whoever may see is told
// once of each change and of nothing else, and what is left in the end is exactly the user's own.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createAway } from '../../electron/core/away'
import type { Absence } from '../../shared/away/absence'
import { outlook } from '../../shared/away/absence'
import type { AutoAway } from '../../shared/away/auto-away'
import { noAutoAway } from '../../shared/away/auto-away'
import type { Machine, Sign } from '../../shared/away/machine'
import { observe, unknownMachine } from '../../shared/away/machine'
import { isTrivial } from '../../shared/privacy/compose'
import { asSpecified } from '../../shared/privacy/evaluate'
import { allows, visibleToAll, withException } from '../../shared/visibility/policy'
import { samePresence } from '../../shared/visibility/state'
import type { Habitat } from './life'
import { starts } from './life'
import { holds } from './laws'
import type { Start } from './start'
import { trial } from './trial'
import { policy, presence } from './world'

const cases = 400
const minute = 60_000
const calm = { faults: false, losses: false, others: false }

/** Something that happens. */
type Happening =
  | { readonly kind: 'minutes'; readonly count: number }
  | { readonly kind: 'input' | 'lock' | 'unlock' | 'suspend' }
  /** It wakes up after so many minutes, which its counter of idle time may have left out. */
  | { readonly kind: 'wake'; readonly count: number; readonly counted: boolean }
  /** The connection breaks, and comes back. */
  | { readonly kind: 'break'; readonly resumed: boolean; readonly reached: boolean }
  /** The user chooses something, and so is there; or a schedule does it for them. */
  | { readonly kind: 'chosen'; readonly byHand: boolean; readonly presence: Start['presence'] }
  | { readonly kind: 'wished'; readonly byHand: boolean; readonly policy: Start['policy'] }
  /** The schedule switches to another profile, which has wishes of its own for while nobody is there. */
  | (Pick<Start, 'policy' | 'presence'> & { readonly kind: 'switched'; readonly to: AutoAway })
  /** Those wishes are changed, and nothing else. */
  | { readonly kind: 'rewished'; readonly to: AutoAway }

const happening = (wished: fc.Arbitrary<AutoAway>): fc.Arbitrary<Happening> =>
  fc.oneof(
    fc.record({ kind: fc.constant('minutes' as const), count: fc.integer({ min: 1, max: 20 }) }),
    fc.record({ kind: fc.constantFrom('input', 'lock', 'unlock', 'suspend') }),
    fc.record({ kind: fc.constant('wake' as const), count: slept, counted: fc.boolean() }),
    fc.record({
      kind: fc.constant('break' as const),
      resumed: fc.boolean(),
      reached: fc.boolean(),
    }),
    fc.record({ kind: fc.constant('chosen' as const), byHand: fc.boolean(), presence }),
    fc.record({ kind: fc.constant('wished' as const), byHand: fc.boolean(), policy }),
    fc.record({ kind: fc.constant('switched' as const), policy, presence, to: wished }),
    fc.record({ kind: fc.constant('rewished' as const), to: wished }),
  )

const slept = fc.integer({ min: 0, max: 600 })
const after = fc.option(fc.integer({ min: 1, max: 30 }))
const become = fc.constantFrom('nothing' as const, 'away' as const, 'xa' as const)

function wishes(mayHide: boolean): fc.Arbitrary<AutoAway> {
  const hides = mayHide ? fc.boolean() : fc.constant(false)
  return fc.record({
    awayAfter: after,
    xaAfter: after,
    onLock: become,
    onSuspend: become,
    status: fc.constantFrom(null, 'gone'),
    whileInvisible: fc.constantFrom('say-nothing', 'tell-those-who-see'),
    hideWhenIdle: hides,
    hideWhenLocked: hides,
    idleTime: fc.constantFrom('off', 'coarse'),
  })
}

// Without lists, whoever sees the user sees them go and come back when hiding from anybody begins or ends.
function coversAnew(start: Start, before: Start['policy'], after: Start['policy']): boolean {
  return start.choice !== 'privacy-lists' && isTrivial(before) !== isTrivial(after)
}

/** What proves that somebody is there is none of these. */
const isNobody = new Set<Happening['kind']>(['minutes', 'lock', 'suspend', 'wake', 'break'])

/** One machine, and one account of whoever sits at it. */
function life(start: Start, first: AutoAway) {
  const session = trial(start)
  const away = createAway({ tell: session.tell, state: session.state }, () => undefined)
  const { server } = session
  let machine: Machine = unknownMachine
  let now = 1_000_000_000
  let lastInput = now
  let locked = false
  let wished = first
  let own = { policy: start.policy, presence: start.presence }

  const note = (sign: Exclude<Sign['kind'], 'read'>): void => {
    machine = observe(machine, { kind: sign, at: now })
  }
  const absence = (): Absence | null => {
    machine = observe(machine, { kind: 'read', at: now, idle: now - lastInput, locked })
    return outlook(wished, machine, now).absence
  }
  const look = (): void => away.lay(absence(), wished)
  const input = (): void => {
    now += 3000
    lastInput = now
  }
  const choose = (byHand: boolean, wish: () => void): void => {
    if (byHand) {
      input()
      note('acted')
      away.lift()
    }
    wish()
    if (byHand) away.settle()
  }

  const happen = (event: Happening): void => {
    switch (event.kind) {
      case 'minutes':
        now += event.count * minute
        break
      case 'input':
        input()
        break
      case 'lock':
        locked = true
        break
      case 'unlock':
        if (locked) input()
        locked = false
        break
      case 'suspend':
        note('suspending')
        break
      case 'wake':
        if (machine.suspendedSince === null) break
        now += event.count * minute
        if (!event.counted) lastInput += event.count * minute
        note('resumed')
        break
      case 'break':
        session.lose(event.reached)
        look()
        session.begin(event.resumed)
        break
      case 'chosen':
        own = { ...own, presence: event.presence }
        choose(event.byHand, () =>
          away.under.tell({ type: 'presence-chosen', presence: event.presence }),
        )
        break
      case 'wished':
        own = { ...own, policy: event.policy }
        choose(event.byHand, () =>
          away.under.tell({ type: 'policy-changed', policy: event.policy }),
        )
        break
      case 'switched':
        wished = event.to
        own = { policy: event.policy, presence: event.presence }
        away.layNext(absence(), wished)
        away.under.tell({ type: 'policy-changed', ...own })
        break
      case 'rewished':
        wished = event.to
    }
    look()
    session.settle()
  }

  /** Lets something happen, and compares what was heard with what is to be heard. */
  const witness = (event: Happening): void => {
    const before = { own, wished, told: session.state(), absent: away.view() !== null }
    const mark = server.deliveries.length
    const views = new Map([...server.people.keys()].map((jid) => [jid, server.view(jid)]))
    happen(event)
    const told = session.state()
    const fresh = server.deliveries.slice(mark)
    const isSame = before.own === own && before.wished === wished
    const stillAbsent = before.absent && away.view() !== null && isSame
    if (before.absent && before.wished === wished && isNobody.has(event.kind)) {
      expect(away.view(), `nobody is there yet: ${JSON.stringify(event)}`).not.toBeNull()
    }
    // Being invisible, nothing is to be said of an absence but its end.
    const isHidden = [before.told, told].every(
      ({ policy: { base }, confirmedAt }) => base === 'invisible' && confirmedAt !== null,
    )
    const isQuiet = isHidden && wished.whileInvisible === 'say-nothing'
    const isSilent = isQuiet && away.view() !== null && isSame && event.kind !== 'break'
    for (const [jid, person] of server.people) {
      const heard = fresh.filter(({ to }) => to === jid)
      const why = `${JSON.stringify(event)}: ${jid}\n${session.report()}`
      if (!allows(before.own.policy, person) && !allows(own.policy, person)) {
        expect(heard, `nothing is heard by whom the user hides from: ${why}`).toEqual([])
      }
      const [saw, sees] = [before.told, told].map((at) => allows(at.policy, person))
      if (!saw && !sees) {
        expect(heard, `nothing is heard by whom the absence hides from: ${why}`).toEqual([])
      }
      if (isSilent) expect(heard, `nothing is said: ${why}`).toEqual([])
      const shown = views.get(jid) ?? null
      const view = server.view(jid)
      if (event.kind === 'break' || view === null) continue
      if (!saw && sees && shown === null) {
        expect(heard.length, `whoever comes to see sees one thing: ${why}`).toBe(1)
      }
      if (!saw || !sees || shown === null) continue
      if (stillAbsent && !samePresence(shown, own.presence)) {
        expect(samePresence(view, own.presence), `nobody came back: ${why}`).toBe(false)
      }
      if (coversAnew(start, before.told.policy, told.policy)) continue
      const changes = samePresence(shown, view) ? 0 : 1
      expect(heard.length, `one change, no more: ${why}`).toBe(changes)
    }
  }

  return {
    witness,
    /** The user comes back to the machine. */
    end: () => {
      happen({ kind: 'unlock' })
      happen({ kind: 'wake', count: 0, counted: true })
      happen({ kind: 'input' })
      const { policy: left, presence: shown } = session.state()
      expect({ policy: left, presence: shown }, session.report()).toEqual(own)
      expect(away.view()).toBeNull()
      session.leave()
    },
  }
}

// Servers that do as is specified.
function withoutQuirks(start: Start): Start {
  return { ...start, quirks: [], habits: { ...start.habits, reading: asSpecified } }
}

/** Away, away for long, and hidden when locked, of which nothing is to be said. */
const silent: AutoAway = { ...noAutoAway, awayAfter: 5, xaAfter: 15, hideWhenLocked: true }

// Visible, and seen also while invisible by those with whom presence is shared both ways.
function seenByName(start: Start): Start {
  const both = { type: 'subscription', value: 'both' } as const
  const presence = { ...start.presence, show: null }
  return { ...start, presence, policy: withException(visibleToAll, both, true) }
}

function lawHolds(habitat: Habitat, mayHide: boolean): void {
  const drawn = fc.record({
    start: starts(habitat, calm).map(withoutQuirks),
    wished: wishes(mayHide),
    happenings: fc.array(happening(wishes(mayHide)), { minLength: 1, maxLength: 25, size: 'max' }),
  })
  holds(cases, drawn, ({ start, wished, happenings }) => {
    const lived = life(start, wished)
    for (const event of happenings) lived.witness(event)
    lived.end()
  })
}

describe.each<[string, Habitat]>([
  ['privacy lists', { choices: ['privacy-lists'], lists: 'mostly' }],
  ['the invisible command', { choices: ['invisible-command'], lists: 'perhaps', command: true }],
  ['directed presence', { choices: ['directed-presence'], lists: 'perhaps' }],
  ['invisible presence', { choices: ['legacy-presence'], lists: 'perhaps', legacy: true }],
])('by %s', (_, habitat) => {
  it('whoever leaves and comes back is told once to those who see, and to nobody else', () => {
    lawHolds(habitat, false)
  })
  it('also where the user becomes invisible meanwhile', () => {
    lawHolds(habitat, true)
  })
  it('whoever may see one who became invisible hears of the return, and of no progress', () => {
    const drawn = fc.record({
      start: starts(habitat, calm).map(withoutQuirks).map(seenByName),
      idle: fc.integer({ min: 1, max: 20 }),
      more: fc.array(fc.record({ kind: fc.constant('minutes' as const), count: slept })),
    })
    holds(cases, drawn, ({ start, idle, more }) => {
      const lived = life(start, silent)
      lived.witness({ kind: 'input' })
      for (const event of [{ kind: 'minutes' as const, count: idle }, ...more]) {
        lived.witness(event)
        lived.witness({ kind: 'lock' })
      }
      lived.end()
    })
  })
})
