// The profiles of one account at work: which of them holds, and the switches that the schedule asks for. One timer at
// most; what it is told late, after a sleep or a jump of the clock, is done once, and nothing is done twice.
import type { AutoAway } from '../../shared/away/auto-away'
import { appError } from '../../shared/errors'
import { profileThatHolds } from '../../shared/profiles/held'
import type { Profile } from '../../shared/profiles/profile'
import type { NextSwitch } from '../../shared/profiles/schedule'
import { dueProfile, nextSwitch } from '../../shared/profiles/switches'
import type { ProfilesView } from '../../shared/profiles/view'
import type { Result } from '../../shared/result'
import { err } from '../../shared/result'
import { leastOf } from '../../shared/visibility/least'
import type { Clock } from './clock'
import type { StoredProfiles } from './profile-changes'
import type { StoredAccount } from './settings-schema'

/** The clock may be put forward, or the computer moved to another zone, for so many ms before it is noticed. */
const lookAgain = 60_000

/** What a keeper needs. */
export interface ProfileKeeperOptions {
  readonly stored: () => StoredAccount
  readonly store: (change: Partial<StoredAccount>) => void
  /**
   * Lets a profile hold: what is stored, in one piece, and the session if there is one.
   * @param followed until when the schedule is followed with it, ms since the epoch
   */
  readonly begin: (profile: Profile, why: 'hand' | 'schedule', followed?: number) => Result<null>
  readonly clock: Clock
  /** Told when another switch is the next one. */
  readonly changed: () => void
}

/** The profiles of one account. */
export interface ProfileKeeper {
  view(): ProfilesView
  /** What is to happen while nobody is there, by the profile that holds; null: as in the settings. */
  autoAway(): AutoAway | null
  /** Switches by hand; it holds until the schedule's next switch. Errors: `not-found`, and those of begin(). */
  switchTo(id: string): Result<null>
  /**
   * A sign-in begins: if every sign-in is to begin with a profile, that one holds, or where a time of the week has begun
   * another one, that one.
   * @param resumed whether it goes on after a crash: then it shows the user to nobody they were hidden from
   */
  signIn(resumed?: boolean): void
  /** Other profiles, or another schedule; what that would have asked for before now is past. */
  change(profiles: StoredProfiles): void
  /** Does what the schedule asked for meanwhile, and waits for the next switch. */
  settle(): void
  /**
   * The user wishes something, perhaps before it was noticed that a switch is due: that switch is done with their wish upon
   * it, as one change. @returns whether there was one; else nothing is done
   */
  overtake(wish: (due: Profile) => Profile): boolean
  /** Ends the waiting. */
  stop(): void
}

/** Builds the keeper; it waits for nothing yet. */
export function createProfileKeeper(options: ProfileKeeperOptions): ProfileKeeper {
  const { stored, store, begin, clock, changed } = options
  /** The switch that was done last: a clock that is put back does not do it again. */
  let done: number | null = null
  let next: NextSwitch | null = null
  /** Since when the next switch is known to be the next: nothing is due before it. */
  let calm = { from: 0, zone: '', schedule: stored().schedule }
  let stopped = false
  let callOff = (): void => undefined

  const find = (id: string | null): Profile | undefined =>
    stored().profiles.find((profile) => profile.id === id)

  const current = (): Profile | undefined => {
    const now = stored()
    return profileThatHolds(now.profiles, now.profile, now)
  }

  // Whether a switch was done.
  const catchUp = (now: number, zone: string, wish = (due: Profile) => due): boolean => {
    // The clock was put back: what it has shown before is not to come.
    if (stored().followed > now) store({ followed: now })
    const due = dueProfile(stored().schedule, stored().followed, now, zone)
    if (!due) return false
    const profile = due.at === done ? undefined : find(due.profile)
    done = due.at
    if (profile) begin(wish(profile), 'schedule', due.at)
    else store({ followed: due.at })
    return profile !== undefined
  }

  const lookAhead = (now: number, zone: string): void => {
    const before = next
    next = nextSwitch(stored().schedule, now, zone)
    calm = { from: now, zone, schedule: stored().schedule }
    if (next?.at !== before?.at || next?.profile !== before?.profile) changed()
  }

  const follow = (wish?: (due: Profile) => Profile): boolean => {
    callOff()
    if (stopped) return false
    const now = clock.now()
    const zone = clock.zone()
    const isSame = calm.zone === zone && calm.schedule === stored().schedule
    const isCalm = isSame && now >= calm.from && now < (next?.at ?? 0)
    const isDone = !isCalm && catchUp(now, zone, wish)
    if (!isCalm) lookAhead(now, zone)
    if (next) callOff = clock.later(Math.min(next.at - now, lookAgain), settle)
    return isDone
  }

  const settle = (): void => void follow()

  return {
    view: () => {
      const { profiles: all, schedule, signInProfile: signIn } = stored()
      return { all, schedule, signIn, current: current()?.id ?? null, next }
    },
    autoAway: () => current()?.autoAway ?? null,
    switchTo: (id) => {
      const profile = find(id)
      if (!profile) return err(appError('not-found'))
      return begin(profile, 'hand')
    },
    signIn: (resumed = false) => {
      settle()
      const begun = dueProfile(stored().schedule, 0, clock.now(), clock.zone())
      const usual = find(stored().signInProfile)
      const profile = usual && (find(begun?.profile ?? null) ?? usual)
      if (!profile) return
      const policy = resumed ? leastOf(stored().policy, profile.policy) : profile.policy
      begin({ ...profile, policy }, 'schedule')
    },
    change: (profiles) => {
      settle()
      const isPlanned = profiles.schedule !== stored().schedule
      store({ ...profiles, ...(isPlanned && { followed: clock.now() }) })
      settle()
    },
    settle,
    overtake: follow,
    stop: () => {
      stopped = true
      callOff()
    },
  }
}
