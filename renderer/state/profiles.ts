// Profiles and their schedule in words: what each does, and when which begins.
import type { Contact, OwnPresence } from '../../shared/model'
import { largestImport } from '../../shared/profiles/exported'
import type { Profile } from '../../shared/profiles/profile'
import type { NextSwitch, ScheduleEntry } from '../../shared/profiles/schedule'
import type { ProfilesView } from '../../shared/profiles/view'
import type { Exception, Policy } from '../../shared/visibility/policy'
import { autoAwayWords } from './away'
import { isListed } from './contacts'
import { targetWords } from './targets'
import { availabilityWord, moment, sameDay, timeOfDay, upperFirst } from './words'

/** More people or groups than this are counted, not named. */
const named = 3
const list = new Intl.ListFormat('en', { type: 'conjunction' })
const longDay = new Intl.DateTimeFormat(undefined, { weekday: 'long' })
const shortDay = new Intl.DateTimeFormat(undefined, { weekday: 'short' })
/** A Monday, at noon, local time. */
const monday = new Date(2024, 0, 1, 12)

function listWords(all: readonly string[]): string {
  const rest = all.length - named
  return list.format(rest > 0 ? [...all.slice(0, named), `${rest.toLocaleString()} more`] : all)
}

/** Who sees the user by a policy, in a sentence; `names` are what contacts are called, by address. */
function policyWords(policy: Policy, names: ReadonlyMap<string, string>): string {
  const whom = (sees: boolean): string => {
    const all = policy.exceptions
      .filter((exception) => exception.sees === sees)
      .map(({ target }) => targetWords(target, names))
    return listWords(all)
  }
  const [seeing, hidden] = [whom(true), whom(false)]
  if (policy.base === 'visible') {
    const but = hidden === '' ? '' : `, but not to ${hidden}`
    return `Visible${but}${hidden !== '' && seeing !== '' ? `; ${seeing} may see you` : ''}`
  }
  const but = seeing === '' ? '' : `, but ${seeing} may see you`
  return `Invisible${but}${hidden !== '' && seeing !== '' ? `; not ${hidden}` : ''}`
}

/** What a profile does, a sentence each. */
export function profileWords(
  { policy, presence, autoAway }: Profile,
  names: ReadonlyMap<string, string>,
): readonly string[] {
  return [
    policyWords(policy, names),
    presence === null ? 'Availability stays as it is' : presenceWords(presence),
    autoAway === null ? 'Auto-away as in the settings' : upperFirst(autoAwayWords(autoAway)),
  ]
}

function presenceWords({ show, status }: OwnPresence): string {
  return `${availabilityWord(show ?? 'available')}${status === '' ? '' : ` · ${status}`}`
}

/**
 * Says that no contact is in a group which an exception is about; null where there is no such group, or the contacts are
 * not known yet.
 */
export function emptyGroupWords(
  exceptions: readonly Exception[],
  contacts: readonly Contact[],
): string | null {
  if (!contacts.some(isListed)) return null
  const groups = new Set(contacts.flatMap((contact) => contact.groups))
  const empty = exceptions.flatMap(({ target: { type, value } }) =>
    type === 'group' && !groups.has(value) ? [value] : [],
  )
  const all = [...new Set(empty)]
  if (all.length === 0) return null
  const word = all.length === 1 ? 'group' : 'groups'
  return `No contact of this account is in the ${word} ${listWords(all)}.`
}

/**
 * The text of a file of profiles; null where it is more than can be handed over. Rejects where the file cannot be read.
 */
export async function profilesText(file: Blob): Promise<string | null> {
  if (file.size > largestImport) return null
  const text = await file.text()
  const handedOver = new TextEncoder().encode(JSON.stringify(text))
  return handedOver.length > largestImport ? null : text
}

/** What a profile is called; empty where there is none with this id. */
export function profileName({ all }: ProfilesView, id: string): string {
  return all.find((profile) => profile.id === id)?.name ?? ''
}

/** The next switch in words, "Evening begins Monday 18:00"; null where there is none. `now` in ms since the epoch. */
export function nextWords(view: ProfilesView, now: number): string | null {
  const { next } = view
  return next === null ? null : `${profileName(view, next.profile)} begins ${when(next, now)}`
}

function when({ at }: NextSwitch, now: number): string {
  const tomorrow = new Date(now)
  tomorrow.setDate(tomorrow.getDate() + 1)
  const week = new Date(now)
  week.setDate(week.getDate() + 6)
  if (sameDay(at, now)) return `at ${timeOfDay(at)}`
  if (sameDay(at, tomorrow.getTime())) return `tomorrow at ${timeOfDay(at)}`
  return at < week.getTime() ? `${longDay.format(at)} ${timeOfDay(at)}` : moment(at, now)
}

/** The days of the week by their numbers (ISO 8601), as they are called. */
export const weekDays = Array.from({ length: 7 }, (_, index) => {
  const date = new Date(monday)
  date.setDate(date.getDate() + index)
  return { day: index + 1, short: shortDay.format(date), long: longDay.format(date) }
})

/** The first day and time at which two lines begin, in words; null where there is none. */
export function clashOf(schedule: readonly ScheduleEntry[]): string | null {
  const taken = new Set<string>()
  for (const { days, at } of schedule) {
    for (const day of days) {
      const key = `${weekDays[day - 1]?.long ?? ''} ${at}`
      if (taken.has(key)) return key
      taken.add(key)
    }
  }
  return null
}
