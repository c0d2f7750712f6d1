// How long a hidden device takes to answer, beside what its server takes for one that is not there: nothing a client can
// make equal, so it is measured and told, and judged by nobody.

/** One request made to both in the same moment; from the asker's writing to the answer's arrival, in ms. */
export interface Delay {
  readonly hereMs: number
  readonly absentMs: number
}

/** What came of all of them; medians in ms. */
export interface Timing extends Delay {
  readonly requests: number
  /** The part of them in which the device's answer took longer, from 0 to 1. */
  readonly later: number
}

/** Sums up. @returns null where nothing was asked */
export function timingOf(delays: readonly Delay[]): Timing | null {
  if (delays.length === 0) return null
  const later = delays.filter(({ hereMs, absentMs }) => hereMs > absentMs)
  return {
    requests: delays.length,
    hereMs: median(delays.map(({ hereMs }) => hereMs)),
    absentMs: median(delays.map(({ absentMs }) => absentMs)),
    later: later.length / delays.length,
  }
}

/** The same in words. */
export function timingWords({ requests, hereMs, absentMs, later }: Timing): string {
  const part = Math.round(later * 100)
  return `${requests} requests answered in ${hereMs.toFixed(1)} ms, for a device that is not there in ${absentMs.toFixed(1)} ms (medians); later in ${part} of 100`
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
