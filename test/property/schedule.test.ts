// The schedule against the plainest reading of it: minute by minute, whatever the zone does to its clocks.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { NextSwitch, ScheduleEntry } from '../../shared/profiles/schedule'
import { dueProfile, nextSwitch } from '../../shared/profiles/switches'
import { holds } from './laws'

const minute = 60_000
const day = 1440 * minute
const cases = 40

/** Zones whose clocks do what clocks can do; most are put forward or back at some of the instants below. */
const zones = [
  ...['UTC', 'Europe/Berlin', 'Europe/Dublin', 'America/New_York', 'America/St_Johns'],
  ...['Australia/Lord_Howe', 'Asia/Kolkata', 'Asia/Kathmandu', 'Pacific/Apia', 'Pacific/Chatham'],
  ...['Africa/Casablanca', 'America/Sao_Paulo', 'Asia/Tehran', 'Antarctica/Troll', 'Asia/Gaza'],
]

const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((of) => of.map((part) => String(part).padStart(2, '0')).join(':'))

const entry: fc.Arbitrary<ScheduleEntry> = fc.record({
  profile: fc.constantFrom('work', 'evening', 'night'),
  days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 }),
  // Where clocks are put forward or back it is night.
  at: fc.oneof(
    time,
    fc.constantFrom('00:00', '00:30', '01:30', '02:00', '02:15', '02:30', '03:00'),
  ),
})

/** Any instant of these years, and more often one near which clocks are put forward or back. */
const instant = fc.oneof(
  fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2037, 0) }),
  fc
    .tuple(
      fc.constantFrom(
        ...[Date.UTC(2011, 11, 29), Date.UTC(2026, 2, 7), Date.UTC(2026, 2, 28)],
        ...[Date.UTC(2026, 9, 3), Date.UTC(2026, 9, 24), Date.UTC(2026, 9, 31)],
        ...[Date.UTC(2026, 3, 4), Date.UTC(2018, 10, 3), Date.UTC(2021, 8, 21)],
      ),
      fc.integer({ min: 0, max: 2 * day }),
    )
    .map(([near, more]) => near + more),
)

const scenes = fc.record({
  schedule: fc.array(entry, { maxLength: 6 }),
  zone: fc.constantFrom(...zones),
  now: instant,
})

/** Every switch of the span, found by looking at the wall once a minute and noting each time it is first reached. */
function watched(
  schedule: readonly ScheduleEntry[],
  zone: string,
  from: number,
  to: number,
): NextSwitch[] {
  const look = wall(zone)
  const found: NextSwitch[] = []
  // What was shown already is not new, however the clock is put back.
  const start = Math.floor(from / minute) * minute - 2 * day
  let reached = look(start)
  for (let at = start + minute; at <= to; at += minute) {
    const shown = look(at)
    for (let passed = reached + minute; passed <= shown; passed += minute) {
      const due = schedule.filter((line) => isAt(line, passed)).at(-1)
      if (due && at > from) found.push({ profile: due.profile, at })
    }
    reached = Math.max(reached, shown)
  }
  return found
}

function isAt({ days, at }: ScheduleEntry, local: number): boolean {
  const date = new Date(local)
  return days.includes(((date.getUTCDay() + 6) % 7) + 1) && date.toISOString().slice(11, 16) === at
}

/** Reads the wall as a person does, from its text. */
function wall(timeZone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'short',
  })
  return (at) => new Date(`${format.format(at).replace(' ', 'T')}Z`).getTime()
}

describe('on any schedule, anywhere, at any time', () => {
  it('the next switch is the first that somebody who watches the wall would see', () => {
    let found = 0
    holds(cases, scenes, ({ schedule, zone, now }) => {
      const all = watched(schedule, zone, now, now + 8 * day)
      const first = all.findLast(({ at }) => at === all[0]?.at) ?? null
      expect(nextSwitch(schedule, now, zone)).toEqual(first)
      if (first) found += 1
    })
    expect(found).toBeGreaterThan(0)
  })

  it('what fell due is the last that they have seen', () => {
    holds(cases, scenes, ({ schedule, zone, now }) => {
      const from = now - 3 * day
      const last = watched(schedule, zone, from, now).at(-1) ?? null
      expect(dueProfile(schedule, from, now, zone)).toEqual(last)
    })
  })

  it('a switch that is done is not the next one', () => {
    holds(cases * 10, scenes, ({ schedule, zone, now }) => {
      const first = nextSwitch(schedule, now, zone)
      if (!first) return
      expect(first.at).toBeGreaterThan(now)
      expect(nextSwitch(schedule, first.at, zone)?.at).toBeGreaterThan(first.at)
      expect(dueProfile(schedule, now, first.at, zone)).toEqual(first)
      expect(dueProfile(schedule, now, first.at - 1, zone)).toBeNull()
    })
  })
})
