// Plain words for availability, moments and counts.
import type { Contact, Show } from '../../shared/model'

/** What a presence dot can show. */
export type Availability = 'available' | Show | 'offline'

/** The availabilities the user can choose, in the order of the menu. */
export const choices = ['available', 'chat', 'away', 'xa', 'dnd'] as const

const words: Readonly<Record<Availability, string>> = {
  available: 'Available',
  chat: 'Free to chat',
  away: 'Away',
  xa: 'Away for long',
  dnd: 'Do not disturb',
  offline: 'Offline',
}

/** The word for an availability. */
export function availabilityWord(availability: Availability): string {
  return words[availability]
}

/** What the contact's most important resource says of them. */
export function availabilityOf(contact: Contact): Availability {
  const [first] = contact.resources
  return first ? (first.show ?? 'available') : 'offline'
}

/** The status text of the contact's most important resource; empty where there is none. */
export function statusOf(contact: Contact): string {
  return contact.resources[0]?.status.trim() ?? ''
}

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })
const clockWithSeconds = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' })
const weekday = new Intl.DateTimeFormat(undefined, {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
})
const fullDay = new Intl.DateTimeFormat(undefined, { dateStyle: 'long' })
const shortDay = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })

/** The time of day; `at` in ms since the epoch. */
export function timeOfDay(at: number): string {
  return clock.format(at)
}

/** The time of day to the second. */
export function secondOf(at: number): string {
  return clockWithSeconds.format(at)
}

/** The time of day, with the date where that is not today. */
export function moment(at: number, now: number): string {
  return sameDay(at, now) ? timeOfDay(at) : `${shortDay.format(at)}, ${timeOfDay(at)}`
}

/** The name of a day, as told today. */
export function dayWord(at: number, now: number): string {
  const dayBefore = new Date(now)
  dayBefore.setDate(dayBefore.getDate() - 1)
  if (sameDay(at, now)) return 'Today'
  if (sameDay(at, dayBefore.getTime())) return 'Yesterday'
  const thisYear = new Date(at).getFullYear() === new Date(now).getFullYear()
  return (thisYear ? weekday : fullDay).format(at)
}

/** Whether two moments are on one day here. */
export function sameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString()
}

/** How many people are shown the user's presence. */
export function seenByWords(count: number): string {
  if (count === 0) return 'nobody sees you'
  return count === 1 ? '1 person sees you' : `${count.toLocaleString()} people see you`
}

/** A sentence's words for the middle of another one. */
export function lowerFirst(words: string): string {
  return `${words.charAt(0).toLowerCase()}${words.slice(1)}`
}

/** Words for the beginning of a sentence. */
export function upperFirst(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`
}
