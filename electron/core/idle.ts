// Watches the host's one idle source, and looks at it when something may have changed: at once when the source says so, else
// when time alone will change something, and now and then where the source says nothing by itself.
import type { Machine, Sign } from '../../shared/away/machine'
import { observe, unknownMachine } from '../../shared/away/machine'
import type { Clock } from './clock'
import type { IdleFacts, IdleNews, IdleSource } from './idle-source'

/** ms between two readings of a source that says nothing by itself: while nobody is there, and while somebody is. */
const paces = { away: 2_000, present: 5_000 } as const
/** On battery it is read so many times less often. */
const sparing = 3

/** What came of a look. */
export interface Looked {
  /** Whether somebody was found away. */
  readonly away: boolean
  /** When time alone will change something, ms since the epoch; null: never. */
  readonly next: number | null
}

/** What the watching needs. */
export interface IdleWatchOptions {
  /** None: nothing ever happens by itself. */
  readonly source: IdleSource | undefined
  readonly clock: Pick<Clock, 'now' | 'later'>
  /** Does what is to be done, given what is known. null: nothing is wished, and nothing needs to be watched. */
  readonly look: (machine: Machine, now: number) => Looked | null
  readonly resumed: () => void
}

/** The watching. */
export interface IdleWatch {
  /** Looks in a moment: who wishes, or what is wished, may have changed. */
  soon(): void
  /** What is known at this very moment; null: nothing. */
  known(): Machine | null
  /** The user does something in Casper, so that somebody is there. */
  acted(): void
  close(): void
}

/** Begins to watch. */
export function watchIdle({ source, clock, look, resumed }: IdleWatchOptions): IdleWatch {
  let machine = unknownMachine
  let due = false
  let closed = false
  let callOff = (): void => undefined

  const note = (kind: Exclude<Sign['kind'], 'read'>): void => {
    machine = observe(machine, { kind, at: clock.now() })
  }

  const read = (now: number): IdleFacts | null => {
    const found = closed ? null : (source?.read() ?? null)
    if (found === null) return null
    machine = observe(machine, { kind: 'read', at: now, idle: found.idle, locked: found.locked })
    return found
  }

  const lookNow = (): void => {
    callOff()
    due = false
    const now = clock.now()
    const found = read(now)
    if (!source || found === null) return
    const looked = look(machine, now)
    if (looked === null) return
    const pace = paces[looked.away ? 'away' : 'present'] * (found.onBattery ? sparing : 1)
    const waits = [
      ...(source.polled ? [pace] : []),
      ...(looked.next === null ? [] : [looked.next - now]),
    ]
    if (waits.length > 0) callOff = clock.later(Math.min(...waits), lookNow)
  }

  const heard = (news: IdleNews): void => {
    if (closed) return
    if (news !== 'read') note(news)
    if (news === 'resumed') resumed()
    lookNow()
  }
  const stop = source?.watch(heard)

  const soon = (): void => {
    if (due || closed) return
    due = true
    queueMicrotask(lookNow)
  }

  return {
    soon,
    known: () => (read(clock.now()) === null ? null : machine),
    acted: () => note('acted'),
    close: () => {
      closed = true
      callOff()
      stop?.()
    },
  }
}
