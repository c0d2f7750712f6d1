// Waiting in tests: always for a condition, always with a limit.
import { setTimeout as sleepFor } from 'node:timers/promises'

/** Milliseconds of the machine's monotonic clock, the one observers stamp their stanzas with. */
export function now(): number {
  return Number(process.hrtime.bigint() / 1000n) / 1000
}

/** Waits so many milliseconds. Only for letting something expire; to wait for something use until(). */
export async function sleep(ms: number): Promise<void> {
  await sleepFor(ms)
}

/**
 * Waits until the function gives something other than undefined or false.
 * @returns what it gave.
 * @throws after `timeoutMs`, naming what was waited for (a function is asked then, not before).
 */
export async function until<T>(
  look: () => T | undefined | false | Promise<T | undefined | false>,
  what: string | (() => string),
  timeoutMs = 5000,
): Promise<T> {
  const end = now() + timeoutMs
  for (;;) {
    const found = await look()
    if (found !== undefined && found !== false) return found
    if (now() > end) {
      const wanted = typeof what === 'string' ? what : what()
      throw new Error(`waited ${String(timeoutMs)} ms in vain for ${wanted}`)
    }
    await sleepFor(10)
  }
}

/** The promise's outcome. @throws after `timeoutMs`, naming what was waited for. */
export async function within<T>(promise: Promise<T>, what: string, timeoutMs = 5000): Promise<T> {
  const stopwatch = new AbortController()
  const late = sleepFor(timeoutMs, undefined, { signal: stopwatch.signal }).then(() => {
    throw new Error(`waited ${String(timeoutMs)} ms in vain for ${what}`)
  })
  late.catch(() => undefined)
  try {
    return await Promise.race([promise, late])
  } finally {
    stopwatch.abort()
  }
}
