// A clock that stands still until a test lets time pass.
import { setImmediate as turn } from 'node:timers/promises'
import type { Clock } from '../../../electron/demo/cast/clock'

/** A clock in a test's hand. */
export interface FakeClock extends Clock {
  /** Lets so many ms pass, and what is due happen with all that follows from it. */
  pass(ms: number): Promise<void>
  /** How much is to happen yet. */
  waiting(): number
}

/** Stands at 0. */
export function fakeClock(): FakeClock {
  let time = 0
  const due = new Set<{ readonly at: number; readonly task: () => void }>()
  const next = () => [...due].sort((one, other) => one.at - other.at)[0]
  return {
    now: () => time,
    schedule(ms, task) {
      const entry = { at: time + ms, task }
      due.add(entry)
      return () => due.delete(entry)
    },
    async pass(ms) {
      const end = time + ms
      for (let entry = next(); entry && entry.at <= end; entry = next()) {
        due.delete(entry)
        time = entry.at
        entry.task()
        await settle()
      }
      time = end
    },
    waiting: () => due.size,
  }
}

/** Lets everything be delivered that is on its way within this process. */
export async function settle(): Promise<void> {
  for (let turns = 0; turns < 8; turns += 1) await turn()
}
