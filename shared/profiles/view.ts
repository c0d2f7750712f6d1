// What the renderer is shown of an account's profiles.
import type { Profile } from './profile'
import type { NextSwitch, ScheduleEntry } from './schedule'

/** The profiles of an account, and which of them holds. */
export interface ProfilesView {
  readonly all: readonly Profile[]
  readonly schedule: readonly ScheduleEntry[]
  /** The profile that every sign-in begins with; null: the one that was left. */
  readonly signIn: string | null
  /** The profile that was switched to last, while what it says still holds; null otherwise. */
  readonly current: string | null
  readonly next: NextSwitch | null
}

/** No profiles. */
export const noProfiles: ProfilesView = {
  all: [],
  schedule: [],
  signIn: null,
  current: null,
  next: null,
}
