// Auto-away in words: what is done at the moment, and what was chosen to be done.
import type { AutoAway, AwayView } from '../../shared/away/auto-away'
import type { AccountView } from '../../shared/model'
import { moment, upperFirst } from './words'

const reasons = {
  idle: 'nothing was typed or clicked',
  locked: 'the screen is locked',
  suspended: 'the computer slept',
} as const

/** What Casper does by itself now, and why; `now` in ms since the epoch. */
export function awayWords({ show, hidden, why, since }: AwayView, now: number): string {
  const shown = show === null ? [] : [show === 'xa' ? 'away for long' : 'away']
  const done = [...shown, ...(hidden ? ['invisible'] : [])].join(' and ')
  const when = moment(since, now)
  return done === ''
    ? `You count as away since ${when}, and nobody is told: ${reasons[why]}.`
    : `${upperFirst(done)} by itself since ${when}: ${reasons[why]}. Your own state comes back when you do.`
}

/** What hiding costs where it is not done by privacy lists; null where it is, or where it is not known how it is done. */
export function hidingWords(
  accounts: readonly Pick<AccountView, 'jid' | 'visibility'>[],
): string | null {
  const others = accounts.filter(
    ({ visibility: { strategy } }) => strategy !== null && strategy !== 'privacy-lists',
  )
  if (others.length === 0) return null
  const whose = others.map(({ jid }) => jid).join(', ')
  return `Without privacy lists (${whose}), those whom you let see you see you go offline and come back at once when it begins, and are told once more what you are when it ends.`
}

/** A number of minutes in words. */
export function minutesWords(minutes: number): string {
  return minutes === 1 ? '1 minute' : `${minutes.toLocaleString()} minutes`
}

/** What wishes make happen, in a few words. */
export function autoAwayWords(wishes: AutoAway): string {
  const { awayAfter, xaAfter, onLock, onSuspend, hideWhenIdle, hideWhenLocked } = wishes
  const parts = [
    awayAfter === null ? '' : `away after ${minutesWords(awayAfter)}`,
    xaAfter === null ? '' : `away for long after ${minutesWords(xaAfter)}`,
    onLock === 'nothing' ? '' : 'away when the screen is locked',
    onSuspend === 'nothing' ? '' : 'away when the computer sleeps',
    hideWhenIdle || hideWhenLocked ? 'invisible meanwhile' : '',
  ].filter((part) => part !== '')
  return parts.length === 0 ? 'never away by itself' : parts.join(', ')
}
