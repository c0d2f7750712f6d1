// What the user wants to happen while nobody is at the machine (XEP-0018 s.4.1, XEP-0319).
import * as v from 'valibot'
import { xmlText } from '../xml-text'

const minutes = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1440))
const become = v.picklist(['nothing', 'away', 'xa'])

/** Checks the wishes that come from outside. */
export const autoAwaySchema = v.strictObject({
  /** Minutes without input until "away"; null: never. */
  awayAfter: v.nullable(minutes),
  /** Minutes without input until "extended away"; null: never. */
  xaAfter: v.nullable(minutes),
  onLock: become,
  onSuspend: become,
  /** The status text meanwhile; null: the one that is there. */
  status: v.nullable(v.pipe(v.string(), v.maxLength(1024), xmlText)),
  /** Whether those who may see an invisible user are told that they went away. */
  whileInvisible: v.picklist(['say-nothing', 'tell-those-who-see']),
  /** Become invisible for as long as it lasts. */
  hideWhenIdle: v.boolean(),
  hideWhenLocked: v.boolean(),
  /** Whether presence says since when (XEP-0319), to the quarter of an hour. */
  idleTime: v.picklist(['off', 'coarse']),
})

/** The wishes. */
export type AutoAway = v.InferOutput<typeof autoAwaySchema>

/** Nothing happens by itself. */
export const noAutoAway: AutoAway = {
  awayAfter: null,
  xaAfter: null,
  onLock: 'nothing',
  onSuspend: 'nothing',
  status: null,
  whileInvisible: 'say-nothing',
  hideWhenIdle: false,
  hideWhenLocked: false,
  idleTime: 'off',
}

/** What is done at the moment because nobody is at the machine. */
export interface AwayView {
  readonly show: 'away' | 'xa' | null
  /** Whether the user is hidden because of it. */
  readonly hidden: boolean
  readonly why: 'idle' | 'locked' | 'suspended'
  /** ms since the epoch. */
  readonly since: number
}
