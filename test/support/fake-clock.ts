// A clock for tests: time passes when it is told to, and the wall can be moved by itself.
import type { Clock } from '../../electron/core/clock'

/** A clock in a test's hands. Instants are ISO 8601, with an offset or `Z`. */
export interface FakeClock extends Clock {
  /** Time passes until then; whatever waits for a moment of it acts at that moment. */
  passUntil(instant: string): void
  /** The wall shows something else at once, as after a sleep, or when somebody sets it. Nothing waits less for that. */
  jump(instant: string): void
  /** The computer is in another time zone now. */
  travel(zone: string): void
  /** How many wait for something. */
  waiting(): number
}

/** Starts a clock at that instant, in that zone. */
export function fakeClock(instant: string, zone: string): FakeClock {
  const timers = new Set<{ readonly at: number; readonly act: () => void }>()
  let wall = new Date(instant).getTime()
  let place = zone
  /** ms that have passed since the start, whatever the wall shows. */
  let passed = 0

  const pass = (ms: number): void => {
    passed += ms
    wall += ms
  }

  return {
    now: () => wall,
    zone: () => place,
    later: (ms, act) => {
      const timer = { at: passed + Math.max(0, ms), act }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    passUntil: (instant) => {
      const end = passed + new Date(instant).getTime() - wall
      for (;;) {
        const [first] = [...timers].sort((a, b) => a.at - b.at)
        if (!first || first.at > end) break
        timers.delete(first)
        pass(first.at - passed)
        first.act()
      }
      pass(end - passed)
    },
    jump: (instant) => {
      wall = new Date(instant).getTime()
    },
    travel: (next) => {
      place = next
    },
    waiting: () => timers.size,
  }
}
