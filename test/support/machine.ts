// A machine for the core to run on, with a clock of its own, and with somebody at it until they leave.
import type { Clock } from '../../electron/core/clock'
import { systemClock } from '../../electron/core/clock'
import type { IdleFacts, IdleNews, IdleSource } from '../../electron/core/idle-source'

const minute = 60_000
/** Whoever comes back needs so many ms for it. */
const aMoment = 3_000

/** The machine, and what happens at it. Everything is told at once. */
export interface TestMachine {
  /** Runs as the computer's own, but for the time that is let pass here. */
  readonly clock: Clock
  readonly source: IdleSource
  /** So many minutes pass, and nobody types. */
  pass(minutes: number): void
  /** Somebody types. */
  type(): void
  lock(): void
  /** Somebody unlocks it, which is done by typing. */
  unlock(): void
  suspend(): void
  /**
   * It wakes up after so many minutes; nobody need be there.
   * @param counted whether its counter of idle time went on meanwhile; on many systems it stands still
   */
  resume(minutes: number, counted?: boolean): void
}

/** Builds it. */
export function testMachine(): TestMachine {
  let ahead = 0
  let locked = false
  const now = (): number => systemClock.now() + ahead
  let lastInput = now()
  const listeners = new Set<(news: IdleNews) => void>()
  const tell = (news: IdleNews): void => {
    for (const listener of listeners) listener(news)
  }
  const type = (): void => {
    ahead += aMoment
    lastInput = now()
    tell('read')
  }
  return {
    clock: { ...systemClock, now },
    source: {
      polled: false,
      read: (): IdleFacts => ({ idle: now() - lastInput, locked, onBattery: false }),
      watch: (listener) => {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
    pass: (minutes) => {
      ahead += minutes * minute
      tell('read')
    },
    type,
    lock: () => {
      locked = true
      tell('read')
    },
    unlock: () => {
      locked = false
      type()
    },
    suspend: () => tell('suspending'),
    resume: (minutes, counted = true) => {
      ahead += minutes * minute
      if (!counted) lastInput += minutes * minute
      tell('resumed')
    },
  }
}
