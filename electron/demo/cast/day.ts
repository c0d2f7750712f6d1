// The day of the cast: something happens every ten to twenty seconds, one thing after the other.
import type { Chance, Timers } from './clock'

/** What can happen. */
export const happenings = ['write', 'mood', 'chat', 'ask', 'come', 'go', 'request'] as const

/** One of them. */
export type Happening = (typeof happenings)[number]

/** What happens in turn, again from the start when it is over; what cannot happen is passed over. */
const programme: readonly Happening[] = [
  'write',
  'mood',
  'chat',
  'come',
  'ask',
  'mood',
  'request',
  'chat',
  'go',
  'write',
  'ask',
  'chat',
  'mood',
  'come',
  'ask',
  'chat',
  'mood',
  'go',
]

/** Milliseconds, at least and at most: until the first thing happens, and between two. */
const pauses = { first: [5000, 7000], next: [10_000, 20_000] } as const

/** Begins the day. @param acts what makes each thing happen; false from it where it cannot */
export function beginDay(
  acts: Readonly<Record<Happening, () => boolean>>,
  timers: Timers,
  chance: Chance,
): void {
  let turn = 0
  const happen = (): void => {
    programme.some(() => {
      const act = programme[turn % programme.length]
      turn += 1
      return act !== undefined && acts[act]()
    })
    timers.later(chance.between(...pauses.next), happen)
  }
  timers.later(chance.between(...pauses.first), happen)
}
