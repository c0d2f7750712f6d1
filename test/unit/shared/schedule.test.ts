// The weekly schedule against the clock on the wall: time zones, clocks put forward and back, days that never were.
import { describe, expect, test } from 'vitest'
import type { ScheduleEntry } from '../../../shared/profiles/schedule'
import { dueProfile, nextSwitch } from '../../../shared/profiles/switches'

const everyDay = [1, 2, 3, 4, 5, 6, 7]
const daily = (at: string, profile = 'evening'): ScheduleEntry => ({ profile, days: everyDay, at })
const ms = (iso: string): number => new Date(iso).getTime()

/** When the next switch is, in UTC. */
function next(schedule: readonly ScheduleEntry[], now: string, zone: string): string | null {
  const found = nextSwitch(schedule, ms(now), zone)
  return found && `${found.profile} ${new Date(found.at).toISOString()}`
}

/** Which switch fell due last. */
function due(schedule: readonly ScheduleEntry[], from: string, now: string, zone: string) {
  const found = dueProfile(schedule, ms(from), ms(now), zone)
  return found && `${found.profile} ${new Date(found.at).toISOString()}`
}

describe('the next switch', () => {
  test('is today’s, where its time is to come', () => {
    expect(next([daily('18:00')], '2026-06-10T15:59:59Z', 'Europe/Berlin')).toBe(
      'evening 2026-06-10T16:00:00.000Z',
    )
  })

  test('is the next day’s from the very moment on', () => {
    expect(next([daily('18:00')], '2026-06-10T16:00:00Z', 'Europe/Berlin')).toBe(
      'evening 2026-06-11T16:00:00.000Z',
    )
  })

  test('is found a week away', () => {
    const monday = { profile: 'work', days: [1], at: '08:00' }
    expect(next([monday], '2026-11-16T07:00:00Z', 'Europe/Berlin')).toBe(
      'work 2026-11-23T07:00:00.000Z',
    )
  })

  test('knows Sunday as the seventh day', () => {
    const sunday = { profile: 'rest', days: [7], at: '00:00' }
    expect(next([sunday], '2026-11-20T12:00:00Z', 'UTC')).toBe('rest 2026-11-22T00:00:00.000Z')
  })

  test('of two lines for one moment is the later line’s', () => {
    const both = [daily('18:00', 'first'), daily('18:00', 'second')]
    expect(next(both, '2026-06-10T12:00:00Z', 'UTC')).toBe('second 2026-06-10T18:00:00.000Z')
  })

  test('is none without a schedule', () => {
    expect(next([], '2026-06-10T12:00:00Z', 'UTC')).toBeNull()
  })

  test('is by half hours where the zone is', () => {
    expect(next([daily('18:00')], '2026-06-10T10:00:00Z', 'Asia/Kolkata')).toBe(
      'evening 2026-06-10T12:30:00.000Z',
    )
  })
})

describe('where clocks are put forward', () => {
  test.each([
    ['Europe/Berlin', '02:30', '2026-03-28T12:00:00Z', '2026-03-29T01:00:00.000Z'],
    ['America/New_York', '02:30', '2026-03-07T12:00:00Z', '2026-03-08T07:00:00.000Z'],
    ['Australia/Lord_Howe', '02:15', '2026-10-03T05:00:00Z', '2026-10-03T15:30:00.000Z'],
    ['America/Sao_Paulo', '00:00', '2018-11-03T12:00:00Z', '2018-11-04T03:00:00.000Z'],
  ])('in %s, %s, which is skipped, begins at the end of the gap', (zone, at, now, expected) => {
    expect(next([daily(at)], now, zone)).toBe(`evening ${expected}`)
  })

  test('a time after the gap stays where the wall shows it', () => {
    expect(next([daily('18:00')], '2026-03-29T00:00:00Z', 'Europe/Berlin')).toBe(
      'evening 2026-03-29T16:00:00.000Z',
    )
  })

  test('of the lines in the gap the last is due', () => {
    const lines = [daily('02:45', 'late'), daily('02:15', 'early')]
    expect(next(lines, '2026-03-28T12:00:00Z', 'Europe/Berlin')).toBe(
      'late 2026-03-29T01:00:00.000Z',
    )
  })

  test('a day that never was begins with the day after it', () => {
    const friday = { profile: 'friday', days: [5], at: '18:00' }
    expect(next([friday], '2011-12-30T09:59:59Z', 'Pacific/Apia')).toBe(
      'friday 2011-12-30T10:00:00.000Z',
    )
  })
})

describe('where clocks are put back', () => {
  const cases = [
    ['Europe/Berlin', '02:30', '2026-10-24T12:00:00Z', '2026-10-25T00:30:00.000Z'],
    ['America/New_York', '01:30', '2026-10-31T12:00:00Z', '2026-11-01T05:30:00.000Z'],
    ['Australia/Lord_Howe', '01:45', '2026-04-04T05:00:00Z', '2026-04-04T14:45:00.000Z'],
  ] as const

  test.each(cases)('in %s, %s, which occurs twice, is the first', (zone, at, now, expected) => {
    expect(next([daily(at)], now, zone)).toBe(`evening ${expected}`)
  })

  test.each(cases)('in %s, %s is not due a second time', (zone, at, _, first) => {
    const later = nextSwitch([daily(at)], ms(first), zone)
    expect((later?.at ?? 0) - ms(first)).toBeGreaterThan(23 * 3_600_000)
  })
})

describe('what fell due', () => {
  const week = [daily('08:00', 'work'), daily('18:00', 'evening')]

  test('is nothing between two switches', () => {
    expect(due(week, '2026-06-10T08:00:00Z', '2026-06-10T17:59:59Z', 'UTC')).toBeNull()
  })

  test('is the switch at this very moment', () => {
    expect(due(week, '2026-06-10T08:00:00Z', '2026-06-10T18:00:00Z', 'UTC')).toBe(
      'evening 2026-06-10T18:00:00.000Z',
    )
  })

  test('after a sleep over several is the last alone', () => {
    expect(due(week, '2026-06-10T08:00:00Z', '2026-06-14T09:00:00Z', 'UTC')).toBe(
      'work 2026-06-14T08:00:00.000Z',
    )
  })

  test('after years is the last of this week', () => {
    expect(due(week, '1970-01-01T00:00:00Z', '2026-06-14T19:00:00Z', 'UTC')).toBe(
      'evening 2026-06-14T18:00:00.000Z',
    )
  })

  test('is nothing where the clock was put back', () => {
    expect(due(week, '2026-06-10T18:00:00Z', '2026-06-10T17:30:00Z', 'UTC')).toBeNull()
  })

  test('in another zone is what its wall shows', () => {
    expect(due(week, '2026-06-10T12:00:00Z', '2026-06-10T17:00:00Z', 'Europe/Berlin')).toBe(
      'evening 2026-06-10T16:00:00.000Z',
    )
  })
})
