// Whether anybody is at the user's machine, what they wished for while nobody is, and whom that lets see them.
import type { AutoAway } from '../../shared/away/auto-away'
import { noAutoAway } from '../../shared/away/auto-away'
import type { Policy } from '../../shared/visibility/policy'
import { withBase } from '../../shared/visibility/policy'

/** What the user wished for. */
export type WhileAway = 'say nothing' | 'tell' | 'hide'

/** The machine. */
export interface Absence {
  /** Nobody typed for longer than was chosen. */
  readonly idle: boolean
  readonly locked: boolean
  /** It is about to sleep, and does not yet. */
  readonly asleep: boolean
  readonly whileAway: WhileAway
}

/** Somebody is there. */
export const present: Absence = {
  idle: false,
  locked: false,
  asleep: false,
  whileAway: 'say nothing',
}

/** Less than what passes at once in the lab, in minutes. */
const [soon, later] = [5, 15]
const usual: AutoAway = {
  ...noAutoAway,
  awayAfter: soon,
  xaAfter: later,
  onLock: 'xa',
  onSuspend: 'away',
  status: 'away from the lab',
  idleTime: 'coarse',
}

/** The same as settings. */
export const settingsOf: Readonly<Record<WhileAway, AutoAway>> = {
  'say nothing': usual,
  tell: { ...usual, whileInvisible: 'tell-those-who-see' },
  hide: { ...usual, hideWhenIdle: true, hideWhenLocked: true },
}

/** Whether nobody is there, for any reason. */
export function isAbsent({ idle, locked, asleep }: Absence): boolean {
  return idle || locked || asleep
}

/** What the user wishes to be in force: their own wishes, hidden for as long as nobody is there where that was wished. */
export function inForce<M extends { readonly policy: Policy; readonly absence: Absence }>(
  moment: M,
): M {
  const { idle, locked, whileAway } = moment.absence
  if (whileAway !== 'hide' || !(idle || locked)) return moment
  return { ...moment, policy: withBase(moment.policy, 'invisible') }
}
