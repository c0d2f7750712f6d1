// A small seeded source of chance (mulberry32), so that every random run of a test can be run again.

/** Chance that always falls the same way for the same seed. */
export interface Random {
  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number
  /** Whether something of this probability happens. */
  chance(probability: number): boolean
  /** One of these. @throws where there is none. */
  pick<T>(from: readonly T[]): T
  /** Each of these or not, each as likely. */
  some<T>(from: readonly T[]): T[]
}

/** A source of chance for one seed, a 32-bit whole number. */
export function seeded(seed: number): Random {
  let state = seed >>> 0
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }
  const below = (limit: number): number => Math.floor(fraction() * limit)
  return {
    below,
    chance: (probability) => fraction() < probability,
    pick: (from) => {
      const index = below(from.length)
      if (index >= from.length) throw new RangeError('nothing to pick from')
      return from[index] as (typeof from)[number]
    },
    some: (from) => from.filter(() => fraction() < 0.5),
  }
}
