// Time and chance as the cast takes them: from outside, so that the same seed gives the same day.

/** Time. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Does that once, so many ms from now. @returns takes it back */
  schedule(task: () => void, ms: number): () => void
}

/** The clock of the machine. */
export const systemClock: Clock = {
  now: Date.now,
  schedule(task, ms) {
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
