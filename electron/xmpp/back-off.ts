// How long to wait before the next attempt: exponential back-off with full jitter.

/** Bounds in ms, and the dice. */
export interface BackOff {
  readonly first: number
  readonly max: number
  /** A number from 0 up to, but not including, 1. */
  readonly jitter: () => number
}

/** The wait in ms after the given number of failures in a row (from 1): between `first` and a doubling bound. */
export function backOffDelay({ first, max, jitter }: BackOff, failures: number): number {
  const bound = Math.min(max, first * 2 ** Math.min(failures, 30))
  return Math.round(first + jitter() * Math.max(0, bound - first))
}
