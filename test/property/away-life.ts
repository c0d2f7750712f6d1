// One machine, and one account of whoever sits at it: what happens to both, and what the contacts may hear of it.
import { expect } from 'vitest'
import { createAway } from '../../electron/core/away'
import type { Absence } from '../../shared/away/absence'
import { outlook } from '../../shared/away/absence'
import type { AutoAway } from '../../shared/away/auto-away'
import type { Machine, Sign } from '../../shared/away/machine'
import { observe, unknownMachine } from '../../shared/away/machine'
import { isTrivial } from '../../shared/privacy/compose'
import type { Policy } from '../../shared/visibility/policy'
import { allows } from '../../shared/visibility/policy'
import { samePresence } from '../../shared/visibility/state'
import { visibilityView } from '../../shared/visibility/view'
import { diskOf } from './disk'
import type { Act, Happening } from './happenings'
import { isOfNobody } from './happenings'
import type { Start } from './start'
import { trial } from './trial'

const minute = 60_000

/** A life under way. */
export interface AwayLife {
  /** Lets something happen, and compares what was heard with what is to be heard. */
  witness(event: Happening): void
  /** The user comes back to the machine. @throws where what holds then is not exactly their own */
  end(): void
}

/** Somebody is at the machine, with these wishes for while nobody is. */
export function awayLife(start: Start, first: AutoAway): AwayLife {
  const session = trial(start)
  const { server } = session
  let disk = diskOf(start)
  const begun = () =>
    createAway(
      {
        tell: (input) => {
          session.tell(input)
          moved()
        },
        state: session.state,
      },
      moved,
    )
  const moved = (): void => {
    const state = session.state()
    const under = away.under.state().policy
    if (visibilityView(state, 0).phase === 'confirmed') last = { inForce: state.policy, own: under }
    policies.push(state.policy)
    disk.moved(state, away.view(), under)
  }
  /** All that was in force, and all that was the user's own, since the last look at what was heard. */
  let policies: Policy[] = []
  let owns: Policy[] = []
  let heard: (typeof server.deliveries)[number][] = []
  let mark = server.deliveries.length
  let away = begun()
  let machine: Machine = unknownMachine
  let now = 1_000_000_000
  let lastInput = now
  let locked = false
  let wished = first
  let own = { policy: start.policy, presence: start.presence }
  /** What was confirmed last; and that, and what was wished besides, at the last kill. */
  let last = { inForce: start.policy, own: start.policy }
  let left = { inForce: start.policy, owns: [start.policy] }

  const note = (sign: Exclude<Sign['kind'], 'read'>): void => {
    machine = observe(machine, { kind: sign, at: now })
  }
  const absence = (): Absence | null => {
    machine = observe(machine, { kind: 'read', at: now, idle: now - lastInput, locked })
    const found = outlook(wished, machine, now).absence
    return machine.seen ? found : (disk.presumed ?? found)
  }
  const look = (): void => away.lay(absence(), wished)
  const input = (): void => {
    now += 3000
    lastInput = now
  }
  const choose = (byHand: boolean, change: Partial<typeof own>, wish: () => void): void => {
    if (byHand) {
      input()
      note('acted')
      away.lift()
    }
    own = { ...own, ...change }
    owns.push(own.policy)
    disk.store(own)
    moved()
    wish()
    if (byHand) away.settle()
  }

  const act = (event: Act): void => {
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
      case 'chosen': {
        const { presence } = event
        choose(event.byHand, { presence }, () =>
          away.under.tell({ type: 'presence-chosen', presence }),
        )
        break
      }
      case 'wished': {
        const { policy } = event
        choose(event.byHand, { policy }, () => away.under.tell({ type: 'policy-changed', policy }))
        break
      }
      case 'switched': {
        const { policy, presence } = event
        choose(false, { policy, presence }, () => {
          wished = event.to
          away.layNext(absence(), wished)
          away.under.tell({ type: 'policy-changed', policy, presence })
        })
        break
      }
      case 'rewished':
        wished = event.to
    }
    look()
  }

  const advance = (steps: number): void => {
    for (let left = steps; left > 0; left -= 1) {
      session.advance({ early: false, fault: () => undefined })
      moved()
    }
  }
  const listen = (): void => {
    heard.push(...server.deliveries.slice(mark))
    mark = server.deliveries.length
  }
  const beginSession = (resumed: boolean): void => {
    listen()
    session.begin(resumed)
    // The model hears of a fresh session anew.
    if (!resumed) mark = 0
    moved()
  }

  const restart = (): void => {
    left = { inForce: last.inForce, owns: [last.own, own.policy] }
    disk = disk.restart()
    const { policy, presence } = disk.wished
    session.restart({ policy, presence })
    own = { policy, presence }
    away = begun()
    machine = unknownMachine
    if (disk.presumed) away.presume(disk.presumed, wished)
    look()
  }

  const happen = (event: Happening): void => {
    if (event.kind === 'break' || event.kind === 'killed') {
      if (event.begun) act(event.begun)
      advance(event.steps)
      session.lose(event.reached)
      moved()
      if (event.kind === 'killed') restart()
      else {
        look()
        for (const each of event.meanwhile) act(each)
      }
      beginSession(event.kind === 'break' && event.resumed)
      look()
    } else {
      act(event)
    }
    session.settle()
    moved()
    listen()
  }

  const witness = (event: Happening): void => {
    const told = session.state()
    const before = { own, wished, told, absent: away.view() }
    const views = new Map([...server.people.keys()].map((jid) => [jid, server.view(jid)]))
    policies = [told.policy]
    owns = [own.policy]
    heard = []
    happen(event)
    const { people } = server
    const inForce = session.state().policy
    const isSame = before.own === own && before.wished === wished
    const words = JSON.stringify(event)
    const why = `${words}\n${session.report()}`
    if (event.kind === 'killed') {
      for (const [jid, person] of people) {
        const why = `${words}: ${jid}\n${session.report()}`
        if (!allows(left.inForce, person)) {
          expect(allows(inForce, person), `nobody is shown anew: ${why}`).toBe(false)
        }
        if (!left.owns.every((policy) => allows(policy, person))) {
          expect(allows(own.policy, person), `nor will be without a wish: ${why}`).toBe(false)
        }
      }
      if (event.begun === null && visibilityView(told, 0).phase === 'confirmed') {
        expect(own, `all that is the user’s own is back: ${why}`).toEqual(before.own)
        if (before.absent?.hidden) expect(away.view(), why).toEqual(before.absent)
      }
    } else if (before.absent && before.wished === wished && isOfNobody(event)) {
      expect(away.view(), `nobody is there yet: ${words}`).not.toBeNull()
    }
    const isBroken = event.kind === 'break' || event.kind === 'killed'
    const stillAbsent = before.absent && away.view() !== null && isSame
    // Being invisible, nothing is to be said of an absence but its end.
    const isHidden = [told, session.state()].every(
      ({ policy: { base }, confirmedAt }) => base === 'invisible' && confirmedAt !== null,
    )
    const isQuiet = isHidden && wished.whileInvisible === 'say-nothing'
    const isSilent = isQuiet && away.view() !== null && isSame && !isBroken
    for (const [jid, person] of people) {
      const theirs = heard.filter(({ to }) => to === jid)
      const why = `${words}: ${jid}\n${session.report()}`
      if (!owns.some((policy) => allows(policy, person))) {
        expect(theirs, `nothing is heard by whom the user hides from: ${why}`).toEqual([])
      }
      if (!policies.some((policy) => allows(policy, person))) {
        expect(theirs, `nothing is heard by whom the absence hides from: ${why}`).toEqual([])
      }
      if (isSilent) expect(theirs, `nothing is said: ${why}`).toEqual([])
      const [saw, sees] = [told.policy, inForce].map((policy) => allows(policy, person))
      const shown = views.get(jid) ?? null
      const view = server.view(jid)
      if (isBroken || view === null) continue
      if (!saw && sees && shown === null) {
        expect(theirs.length, `whoever comes to see sees one thing: ${why}`).toBe(1)
      }
      if (!saw || !sees || shown === null) continue
      if (stillAbsent && !samePresence(shown, own.presence)) {
        expect(samePresence(view, own.presence), `nobody came back: ${why}`).toBe(false)
      }
      if (coversAnew(start, told.policy, inForce)) continue
      const changes = samePresence(shown, view) ? 0 : 1
      expect(theirs.length, `one change, no more: ${why}`).toBe(changes)
    }
  }

  return {
    witness,
    end: () => {
      happen({ kind: 'unlock' })
      happen({ kind: 'wake', count: 0, counted: true })
      happen({ kind: 'input' })
      const { policy, presence } = session.state()
      expect({ policy, presence }, session.report()).toEqual(own)
      expect(away.view()).toBeNull()
      session.leave()
    },
  }
}

// Without lists, whoever sees the user sees them go and come back when hiding from anybody begins or ends.
function coversAnew(start: Start, before: Policy, after: Policy): boolean {
  return start.choice !== 'privacy-lists' && isTrivial(before) !== isTrivial(after)
}
