// Which random cases a property test runs: the first so many seeds, or one again. SEED=<number> chooses that one;
// LIVES=<number> runs as many of each kind, for a long hunt.
import { expect } from 'vitest'
import type { Random } from '../support/random'
import { seeded } from '../support/random'

/** How a title names the seeds of so many cases. */
export function seedWords(usual: number): string {
  const seeds = seedsOf(usual)
  return seeds.length === 1 ? `seed ${String(seeds[0])}` : `seeds 0 to ${String(seeds.length - 1)}`
}

/** Runs a check for every seed; what it throws is reported with the seed. */
export function forEachSeed(usual: number, check: (random: Random, seed: number) => void): void {
  for (const seed of seedsOf(usual)) {
    try {
      check(seeded(seed), seed)
    } catch (thrown) {
      const words = thrown instanceof Error ? thrown.message : String(thrown)
      expect.fail(`SEED=${String(seed)}: ${words}`)
    }
  }
}

function seedsOf(usual: number): readonly number[] {
  const { SEED: only, LIVES: many } = process.env
  if (only !== undefined) return [Number(only)]
  return Array.from({ length: Number(many ?? usual) }, (_, seed) => seed)
}
