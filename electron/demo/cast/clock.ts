// Time and chance as the cast takes them: from outside, so that the same seed gives the same day.

/** Time. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Does that once, so many ms from now. @returns takes it back */
  schedule(ms: number, task: () => void): () => void
}

/** The clock of the machine. */
export const systemClock: Clock = {
  now: Date.now,
  schedule(ms, task) {
    const timer = setTimeout(task, ms)
    return () => clearTimeout(timer)
  },
}

/** Chance. */
export interface Chance {
  /** A whole number of both ends' range, both included. */
  between(least: number, most: number): number
  /** One of these; undefined where there is none. */
  pick<T>(from: readonly T[]): T | undefined
}

/** Chance that falls the same way for the same seed: mulberry32. @param seed a whole number of 32 bits */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }
  return {
    between: (least, most) => least + Math.floor(fraction() * (most - least + 1)),
    pick: (from) => from[Math.floor(fraction() * from.length)],
  }
}

/** What is to happen later, all of which can be called off. */
export interface Timers {
  /** Does that once, so many ms from now. @returns takes it back */
  later(ms: number, task: () => void): () => void
  /** Calls everything off, for good. */
  close(): void
}

/** Nothing yet to happen on that clock. */
export function createTimers(clock: Clock): Timers {
  const waiting = new Set<() => void>()
  let closed = false
  return {
    later(ms, task) {
      if (closed) return () => undefined
      const takeBack = clock.schedule(ms, () => {
        waiting.delete(cancel)
        task()
      })
      const cancel = (): void => {
        waiting.delete(cancel)
        takeBack()
      }
      waiting.add(cancel)
      return cancel
    },
    close() {
      closed = true
      for (const cancel of [...waiting]) cancel()
    },
  }
}
