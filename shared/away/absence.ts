// When nobody is at the machine, and what is to be done about it by the user's wishes. Pure: the caller says what time it
// is, and what is known of the machine.
import type { AutoAway, AwayView } from './auto-away'

/** ms in a minute. */
const minute = 60_000
/** XEP-0319 is told no finer than this, in ms. */
const coarse = 15 * minute

/** What is known of the machine and of whoever sits at it; all in ms since the epoch. */
export interface MachineFacts {
  /** When somebody last typed or clicked; null: not known. */
  readonly lastInput: number | null
  /** Since when the screen is locked; null while it is not. */
  readonly lockedSince: number | null
  /** When the machine began to sleep, until somebody came back to it; null otherwise. */
  readonly suspendedSince: number | null
}

/** What is to be done because nobody is there. Whether anybody is told is decided where it is done. */
export interface Absence {
  readonly show: AwayView['show']
  /** Whether to become invisible for as long as it lasts. */
  readonly hidden: boolean
  readonly why: AwayView['why']
  /** ms since the epoch. */
  readonly since: number
  /** The last input, rounded down to the quarter of an hour; null: not to be told. */
  readonly idleSince: number | null
}

/** What holds now, and when time alone will change it (ms since the epoch; null: never). */
export interface Outlook {
  readonly absence: Absence | null
  readonly next: number | null
}

interface Spell {
  readonly why: AwayView['why']
  readonly since: number
  readonly become: AutoAway['onLock']
  readonly hidden: boolean
}

/** Nothing is weaker than "away", and that than "extended away". */
const strength = { nothing: 0, away: 1, xa: 2 } as const

/** What the wishes make of the facts at that instant. @param now ms since the epoch */
export function outlook(wishes: AutoAway, facts: MachineFacts, now: number): Outlook {
  const all = spells(wishes, facts)
  const begun = all.filter(({ since }) => since <= now).toSorted((a, b) => a.since - b.since)
  const to = all.map(({ since }) => since).filter((since) => since > now)
  const next = to.length === 0 ? null : Math.min(...to)
  const [first, ...others] = begun
  if (!first) return { absence: null, next }
  // Of two that say the same, the earlier one counts: another that joins it changes nothing.
  const main = others.reduce(
    (one, other) => (strength[other.become] > strength[one.become] ? other : one),
    first,
  )
  const told = wishes.idleTime === 'coarse' && facts.lastInput !== null ? facts.lastInput : null
  const absence: Absence = {
    show: main.become === 'nothing' ? null : main.become,
    hidden: begun.some(({ hidden }) => hidden),
    why: main.why,
    since: main.since,
    idleSince: told === null ? null : Math.floor(told / coarse) * coarse,
  }
  return { absence, next }
}

/** Whether nothing ever happens by these wishes. */
export function wantsNothing({
  awayAfter,
  xaAfter,
  onLock,
  onSuspend,
  ...hide
}: AutoAway): boolean {
  const never = awayAfter === null && xaAfter === null && !hide.hideWhenLocked
  return never && onLock === 'nothing' && onSuspend === 'nothing'
}

// All that the wishes ask for, begun or to come.
function spells(wishes: AutoAway, facts: MachineFacts): Spell[] {
  const { lastInput, lockedSince, suspendedSince } = facts
  const { awayAfter, xaAfter, onLock, onSuspend, hideWhenIdle, hideWhenLocked } = wishes
  const idle = (become: 'away' | 'xa', after: number | null): Spell[] =>
    lastInput === null || after === null
      ? []
      : [{ why: 'idle', since: lastInput + after * minute, become, hidden: hideWhenIdle }]
  const at = (
    why: Spell['why'],
    since: number | null,
    become: Spell['become'],
    hidden: boolean,
  ): Spell[] =>
    since === null || (become === 'nothing' && !hidden) ? [] : [{ why, since, become, hidden }]
  return [
    ...idle('away', awayAfter),
    ...idle('xa', xaAfter),
    ...at('locked', lockedSince, onLock, hideWhenLocked),
    ...at('suspended', suspendedSince, onSuspend, false),
  ]
}

/** Whether two say the same. */
export function sameAbsence(a: Absence | null, b: Absence | null): boolean {
  if (a === null || b === null) return a === b
  return (
    a.show === b.show &&
    a.hidden === b.hidden &&
    a.why === b.why &&
    a.since === b.since &&
    a.idleSince === b.idleSince
  )
}
