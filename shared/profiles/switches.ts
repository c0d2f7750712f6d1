// When the schedule switches to which profile. Pure: the caller says what time it is, and where.
import type { NextSwitch, ScheduleEntry } from './schedule'
import type { WallClock } from './wall-clock'
import { wallClock } from './wall-clock'

/** ms in a day. */
const day = 86_400_000

/**
 * The first switch after that instant. A local time that clocks skip begins when they have been put forward; one that
 * occurs twice begins the first time. Of two lines for the same moment the later one counts.
 * @param now ms since the epoch
 * @param zone an IANA name
 */
export function nextSwitch(
  schedule: readonly ScheduleEntry[],
  now: number,
  zone: string,
): NextSwitch | null {
  const all = switchesBetween(schedule, now, now + 9 * day, zone)
  return all.findLast(({ at }) => at === all[0]?.at) ?? null
}

/**
 * The last switch that fell due after `from`, up to `now`, itself included: after a sleep over several of them the
 * others are past. null where none did.
 */
export function dueProfile(
  schedule: readonly ScheduleEntry[],
  from: number,
  now: number,
  zone: string,
): NextSwitch | null {
  // A week holds every line; what was due before that is due again within it.
  const start = Math.max(from, now - 9 * day)
  return switchesBetween(schedule, start, now, zone).at(-1) ?? null
}

/** The switches after `from`, up to `to`, itself included, in their order. */
function switchesBetween(
  schedule: readonly ScheduleEntry[],
  from: number,
  to: number,
  zone: string,
): NextSwitch[] {
  if (schedule.length === 0 || to <= from) return []
  // Clocks have been put forward by a whole day, and a day on the wall may begin another one earlier.
  const clock = wallClock(zone, from - 4 * day, to + 4 * day)
  return daysBetween(clock, from - 2 * day, to + 2 * day)
    .flatMap((midnight) => linesOf(schedule, midnight))
    .toSorted((a, b) => a.local - b.local)
    .flatMap(({ profile, local }) => {
      const at = clock.instant(local)
      return at !== undefined && at > from && at <= to ? [{ profile, at }] : []
    })
}

/** The midnights between two instants, as local times. */
function daysBetween(clock: WallClock, from: number, to: number): number[] {
  const first = Math.floor(clock.local(from) / day)
  const last = Math.floor(clock.local(to) / day)
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * day)
}

function linesOf(
  schedule: readonly ScheduleEntry[],
  midnight: number,
): { profile: string; local: number }[] {
  // ISO 8601: Sunday is the seventh day.
  const weekday = new Date(midnight).getUTCDay() || 7
  return schedule
    .filter(({ days }) => days.includes(weekday))
    .map(({ profile, at }) => ({ profile, local: midnight + timeOf(at) }))
}

/** "18:00" in ms since midnight. */
function timeOf(at: string): number {
  const [hours = 0, minutes = 0] = at.split(':').map(Number)
  return (hours * 60 + minutes) * 60_000
}
