// When which profile begins, week by week, by the clock on the wall.
import * as v from 'valibot'
import { profileIdSchema } from './profile'

/** Checks one line of the schedule. */
export const scheduleEntrySchema = v.strictObject({
  profile: profileIdSchema,
  /** ISO 8601 days of the week: Monday is 1. */
  days: v.pipe(
    v.array(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(7))),
    v.minLength(1),
    v.maxLength(7),
  ),
  /** Hours and minutes on the wall: "18:00". */
  at: v.pipe(v.string(), v.regex(/^([01]\d|2[0-3]):[0-5]\d$/)),
})

/** Checks a schedule that comes from outside. */
export const scheduleSchema = v.pipe(v.array(scheduleEntrySchema), v.maxLength(200))

/** One line: on these days, at this time, this profile begins. */
export type ScheduleEntry = v.InferOutput<typeof scheduleEntrySchema>

/** A switch that is to come. */
export interface NextSwitch {
  readonly profile: string
  /** ms since the epoch. */
  readonly at: number
}
