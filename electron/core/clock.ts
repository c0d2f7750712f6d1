// The clock that everything of the core goes by, so that a test can have one of its own.

/** A clock. */
export interface Clock {
  /** ms since the epoch. */
  now(): number
  /** Acts after so many ms. @returns a function that calls it off */
  later(ms: number, act: () => void): () => void
  /** The IANA name of the time zone that the computer is in at the moment. */
  zone(): string
}

/** The computer's own. */
export const systemClock: Clock = {
  now: Date.now,
  later: (ms, act) => {
    const timer = setTimeout(act, ms)
    return () => clearTimeout(timer)
  },
  zone: () => {
    // A process keeps the zone it was started in until it is told that this variable changed.
    if (process.env['TZ'] === undefined) delete process.env['TZ']
    const { timeZone } = new Intl.DateTimeFormat().resolvedOptions()
    return isZone(timeZone) ? timeZone : 'UTC'
  },
}

function isZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone })
    return true
  } catch {
    return false
  }
}
