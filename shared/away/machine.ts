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
}

/** What is known after that sign. */
export function observe(machine: Machine, sign: Sign): Machine {
  const { at } = sign
  switch (sign.kind) {
    case 'suspending':
      return { ...machine, suspendedSince: machine.suspendedSince ?? at, resumedAt: null }
    case 'resumed':
      return machine.suspendedSince === null ? machine : { ...machine, resumedAt: at }
    case 'acted':
      return {
        ...machine,
        lastInput: at,
        lockIgnored: machine.lockIgnored || machine.lockedSince !== null,
        lockedSince: null,
        suspendedSince: null,
        resumedAt: null,
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
  const isSame =
    before !== null && said >= before - wavering && (isLocked || said <= before + wavering)
  const lastInput = isSame ? before : said
  const known = { ...machine, lastInput, lockIgnored, lockedSince, suspendedSince, resumedAt }
  if (suspendedSince === null) return known
  // To wake up the machine is not to be at it: only what is typed or clicked after that is. Where it does not say that it
  // woke up, it did so by the first input.
  if (resumedAt === null) {
    return lastInput > suspendedSince + fallingAsleep ? { ...known, resumedAt: lastInput } : known
  }
  return lastInput > resumedAt + wavering
    ? { ...known, suspendedSince: null, resumedAt: null }
    : known
}
