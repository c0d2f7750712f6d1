// What is known of the machine, as it is told piece by piece. A clock that is read in whole seconds wavers, a machine that
// wakes up has nobody at it yet, a locked screen may be touched by anybody, and a clock may be put back: none of it is
// somebody coming back.
import type { MachineFacts } from './absence'

/** Two readings of the last input that differ by no more ms are of the same one. */
const wavering = 1_500
/** So many ms after it was foretold, at the latest, the machine sleeps. */
const fallingAsleep = 30_000

/** The machine, as far as it is known. */
export interface Machine extends MachineFacts {
  /** When it woke up from the sleep of before; null while it sleeps, or where it did not say. */
  readonly resumedAt: number | null
  /** Whether the lock is of no account any more, since somebody acts in spite of it. */
  readonly lockIgnored: boolean
  /** Whether anybody was at it since it is watched. What was typed before is of no account. */
  readonly seen: boolean
  /** The last reading, of those since it woke up; null where there is none. */
  readonly counted: { readonly idle: number; readonly at: number } | null
}

/** What is told of it; `at` in ms since the epoch. */
export type Sign = { readonly at: number } & (
  | {
      readonly kind: 'read'
      /** ms since somebody last typed or clicked. */
      readonly idle: number
      readonly locked: boolean
    }
  | { readonly kind: 'suspending' | 'resumed' | 'acted' }
)

/** Nothing is known. */
export const unknownMachine: Machine = {
  lastInput: null,
  lockedSince: null,
  suspendedSince: null,
  resumedAt: null,
  lockIgnored: false,
  seen: false,
  counted: null,
}

/** What is known after that sign. */
export function observe(machine: Machine, sign: Sign): Machine {
  const { at } = sign
  switch (sign.kind) {
    case 'suspending':
      return { ...machine, suspendedSince: machine.suspendedSince ?? at, resumedAt: null }
    case 'resumed':
      return machine.suspendedSince === null
        ? machine
        : { ...machine, resumedAt: at, counted: null }
    case 'acted':
      return {
        ...machine,
        lastInput: at,
        lockIgnored: machine.lockIgnored || machine.lockedSince !== null,
        lockedSince: null,
        suspendedSince: null,
        resumedAt: null,
        seen: true,
      }
    case 'read':
      return read(machine, sign)
  }
}

function read(machine: Machine, { at, idle, locked }: Sign & { kind: 'read' }): Machine {
  const said = at - idle
  const { lastInput: before } = machine
  // What began by a clock that was put back since began no later than now.
  const suspendedSince = machine.suspendedSince && Math.min(machine.suspendedSince, at)
  const resumedAt = machine.resumedAt && Math.min(machine.resumedAt, at)
  const lockIgnored = locked && machine.lockIgnored
  const lockedSince = locked && !lockIgnored ? Math.min(machine.lockedSince ?? at, at) : null
  // What is typed at a locked screen wakes it up; who typed it is not known until it is unlocked.
  const isLocked = lockedSince !== null && machine.lockedSince !== null
  // Some count no time while they sleep, so that to wake up looks like an input.
  const isSame =
    before !== null &&
    said >= before - wavering &&
    (isLocked || suspendedSince !== null || said <= before + wavering)
  const lastInput = isSame ? before : said
  const isUnlocked = machine.lockedSince !== null && !locked
  const isBack = isUnlocked || (!locked && isInput(machine.counted, { idle, at }))
  const known = {
    ...machine,
    lastInput,
    lockIgnored,
    lockedSince,
    suspendedSince,
    resumedAt,
    counted: { idle, at },
  }
  if (suspendedSince === null) return { ...known, seen: machine.seen || isBack }
  // To wake up the machine is not to be at it: only what is typed or clicked after that is. Where it does not say that it
  // woke up, it did so by the first input.
  if (resumedAt === null) {
    return said > suspendedSince + fallingAsleep ? { ...known, resumedAt: said } : known
  }
  return isBack && said > resumedAt + wavering
    ? { ...known, lastInput: said, suspendedSince: null, resumedAt: null, seen: true }
    : known
}

// Only the counter proves an input: a clock is set when a machine wakes up.
function isInput(
  before: Machine['counted'],
  { idle, at }: NonNullable<Machine['counted']>,
): boolean {
  if (before === null) return false
  return idle < before.idle || (idle === 0 && at > before.at + wavering)
}
