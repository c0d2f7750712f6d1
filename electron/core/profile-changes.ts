// What changing the profiles of an account makes of what is stored of it.
import { appError } from '../../shared/errors'
import type { Profile } from '../../shared/profiles/profile'
import type { ScheduleEntry } from '../../shared/profiles/schedule'
import type { Result } from '../../shared/result'
import { err, ok } from '../../shared/result'
import { normalTarget } from '../../shared/visibility/policy'
import type { StoredAccount } from './settings-schema'

/** The part of an account that is about profiles. */
export type StoredProfiles = Pick<StoredAccount, 'profiles' | 'schedule' | 'signInProfile'>

const maxProfiles = 100
/** Of all profiles of an account together: its view carries them. */
const maxExceptions = 20_000

/**
 * With these profiles added, or put in the place of those with the same ids.
 * Errors: `profiles-too-many`; `invalid-jid`; `negative-priority`, as messages to the account would wait on the server.
 */
export function withProfiles(
  stored: StoredProfiles,
  added: readonly Profile[],
): Result<StoredProfiles> {
  const normal = added.flatMap((profile) => normalProfile(profile) ?? [])
  if (normal.length < added.length) return err(appError('invalid-jid'))
  const all = new Map([...stored.profiles, ...normal].map((profile) => [profile.id, profile]))
  const profiles = [...all.values()]
  const exceptions = profiles.reduce((sum, { policy }) => sum + policy.exceptions.length, 0)
  if (profiles.length > maxProfiles || exceptions > maxExceptions) {
    return err(appError('profiles-too-many'))
  }
  if (added.some(({ presence }) => (presence?.priority ?? 0) < 0)) {
    return err(appError('negative-priority'))
  }
  const { schedule, signInProfile } = stored
  return ok({ profiles, schedule, signInProfile })
}

// An address in another form than people are known by would hide from nobody.
function normalProfile(profile: Profile): Profile | undefined {
  const exceptions = profile.policy.exceptions.flatMap(({ target, sees }) => {
    const normal = normalTarget(target)
    return normal ? [{ target: normal, sees }] : []
  })
  if (exceptions.length < profile.policy.exceptions.length) return undefined
  return { ...profile, policy: { ...profile.policy, exceptions } }
}

/** Without that profile, and whatever refers to it. */
export function withoutProfile(stored: StoredProfiles, id: string): StoredProfiles {
  const profiles = stored.profiles.filter((profile) => profile.id !== id)
  return withPlan({ ...stored, profiles }, stored.schedule, stored.signInProfile)
}

/** With that schedule, as far as it names profiles that there are. */
export function withPlan(
  { profiles }: Pick<StoredProfiles, 'profiles'>,
  schedule: readonly ScheduleEntry[],
  signIn: string | null,
): StoredProfiles {
  const known = new Set(profiles.map(({ id }) => id))
  return {
    profiles,
    schedule: schedule.filter(({ profile }) => known.has(profile)),
    signInProfile: signIn !== null && known.has(signIn) ? signIn : null,
  }
}
