// The clock on the wall: which instant a local time is in a time zone, where clocks are put forward and back.

/** A stretch of time during which the zone's offset stays the same. */
interface Stretch {
  /** ms since the epoch. */
  readonly from: number
  /** ms since the epoch; the first instant that is not part of it any more. */
  readonly to: number
  /** What is to be added to an instant, in ms, to read it off the wall. */
  readonly offset: number
}

/** The zone's clock over a span of time. Local times are ms since the epoch as if the place were at UTC. */
export interface WallClock {
  /** What the wall shows at that instant. */
  local(instant: number): number
  /**
   * The first instant of the span at which the wall shows that time or a later one: of a local time that occurs twice
   * the first, of one that is skipped the end of the gap.
   */
  instant(local: number): number | undefined
}

/** No zone changes its offset twice within so many ms. */
const stride = 3 * 3_600_000

/**
 * The clock of a zone between two instants.
 * @param zone an IANA name. @throws RangeError where there is no such zone
 */
export function wallClock(zone: string, from: number, to: number): WallClock {
  const local = reader(zone)
  const stretches = stretchesOf((instant) => local(instant) - instant, from, to)
  return {
    local,
    instant: (wanted) => {
      for (const stretch of stretches) {
        const instant = Math.max(stretch.from, wanted - stretch.offset)
        if (instant < stretch.to) return instant
      }
      return undefined
    },
  }
}

function stretchesOf(offsetAt: (instant: number) => number, from: number, to: number): Stretch[] {
  const stretches: Stretch[] = []
  let begin = from
  let offset = offsetAt(from)
  for (let at = from; at < to; at += stride) {
    const later = Math.min(at + stride, to)
    const next = offsetAt(later)
    if (next === offset) continue
    const change = changeBetween(offsetAt, at, later, offset)
    stretches.push({ from: begin, to: change, offset })
    begin = change
    offset = next
  }
  return [...stretches, { from: begin, to, offset }]
}

/** The first instant whose offset is another. */
function changeBetween(
  offsetAt: (instant: number) => number,
  from: number,
  to: number,
  offset: number,
): number {
  let before = from
  let after = to
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (offsetAt(middle) === offset) before = middle
    else after = middle
  }
  return after
}

function reader(timeZone: string): (instant: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  return (instant) => {
    const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, +value]))
    const of = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0
    const day = Date.UTC(of('year'), of('month') - 1, of('day'))
    const seconds = (of('hour') * 60 + of('minute')) * 60 + of('second')
    const fraction = ((instant % 1000) + 1000) % 1000
    return day + seconds * 1000 + fraction
  }
}
