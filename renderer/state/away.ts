// Auto-away in words: what is done at the moment, and what was chosen to be done.
import type { AutoAway, AwayView } from '../../shared/away/auto-away'
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
