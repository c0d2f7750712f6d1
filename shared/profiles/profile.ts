// Named profiles: who sees the user, and as what, under one name ("Work", "Evening").
import * as v from 'valibot'
import { autoAwaySchema } from '../away/auto-away'
import { ownPresenceSchema } from '../own-presence'
import { policySchema } from '../visibility/policy'

/** Checks the id of a profile: unique within its account. */
export const profileIdSchema = v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,64}$/))

/** Checks a profile that comes from outside. */
export const profileSchema = v.strictObject({
  id: profileIdSchema,
  name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(64)),
  policy: policySchema,
  /** null: the availability stays as it is. */
  presence: v.nullable(ownPresenceSchema),
  /** null: as in the settings. */
  autoAway: v.nullable(autoAwaySchema),
})

/** One profile. */
export type Profile = v.InferOutput<typeof profileSchema>
