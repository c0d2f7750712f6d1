// Words and facts for the view from a contact's side, and for the report of the check.
import type { ObservedStanza, Observer, SelfTest, SelfTestStep } from '../../shared/observer'
import type { Availability } from './words'

/** How the observer's client shows the user: by the most important resource that it was told of. */
export function shownTo({ sees }: Observer): Availability {
  const [first] = sees
  return first ? (first.show ?? 'available') : 'offline'
}

/** When the observer was last told of the user's availability; undefined where it never was. */
export function toldAt({ received }: Observer): number | undefined {
  return received.findLast(({ kind }) => kind === 'presence')?.at
}

/** How many of what was received were leaks. */
export function leaksAmong(received: readonly ObservedStanza[]): number {
  return received.filter(({ leak }) => leak).length
}

/** The words for what came of a step. */
export const verdictWords: Readonly<Record<SelfTestStep['verdict'], string>> = {
  running: 'Under way',
  held: 'Held',
  leaked: 'Leaked',
  missed: 'Not shown',
  'not-possible': 'Not checked',
}

/** The report in one sentence or two, never claiming more than was checked. */
export function summaryOf({ state, steps, leaks }: SelfTest): string {
  const count = (verdict: SelfTestStep['verdict']) =>
    steps.filter((step) => step.verdict === verdict).length
  const [held, checked] = [count('held'), steps.length - count('not-possible') - count('running')]
  const told = `${held} of ${checked} held.`
  if (leaks > 0) {
    const things = leaks === 1 ? 'one thing' : `${leaks} things`
    return `${told} This account saw ${things} that it should not have seen.`
  }
  if (state === 'running') return `${told} The check goes on.`
  if (state === 'broken-off') return `${told} The check ended early; your own wish is back.`
  const missed = count('missed')
  if (missed > 0) return `${told} Nothing leaked, but something that was to be seen was not.`
  return `${told} This account saw nothing it should not have seen.`
}
