// What may happen at a machine, to a line and to a Casper while somebody is away or comes back, drawn at random.
import * as fc from 'fast-check'
import type { AutoAway } from '../../shared/away/auto-away'
import type { Start } from './start'
import { policy, presence } from './world'

/** Something that happens at the machine, or is wished. */
export type Act =
  | { readonly kind: 'minutes'; readonly count: number }
  | { readonly kind: 'input' | 'lock' | 'unlock' | 'suspend' }
  /** It wakes up after so many minutes, which its counter of idle time may have left out. */
  | { readonly kind: 'wake'; readonly count: number; readonly counted: boolean }
  /** The user chooses something, and so is there; or a schedule does it for them. */
  | { readonly kind: 'chosen'; readonly byHand: boolean; readonly presence: Start['presence'] }
  | { readonly kind: 'wished'; readonly byHand: boolean; readonly policy: Start['policy'] }
  /** The schedule switches to another profile, which has wishes of its own for while nobody is there. */
  | (Pick<Start, 'policy' | 'presence'> & { readonly kind: 'switched'; readonly to: AutoAway })
  /** Those wishes are changed, and nothing else. */
  | { readonly kind: 'rewished'; readonly to: AutoAway }

/** The connection breaks. */
interface Break {
  /** What was begun last, of which only so many steps are done. */
  readonly begun: Act | null
  readonly steps: number
  /** Whether the server got what was sent last. */
  readonly reached: boolean
}

/** Something that happens. */
export type Happening =
  | Act
  /** The connection is back after a while, in which other things happened. */
  | (Break & {
      readonly kind: 'break'
      readonly resumed: boolean
      readonly meanwhile: readonly Act[]
    })
  /** Casper is killed, and starts again. */
  | (Break & { readonly kind: 'killed' })

/** What proves that somebody is there is none of these. */
const nobody = new Set<Happening['kind']>(['minutes', 'lock', 'suspend', 'wake', 'break', 'killed'])

// All that happens in it at the machine, in order.
function actsOf(event: Happening): readonly Act[] {
  if (event.kind === 'break') return [...(event.begun ? [event.begun] : []), ...event.meanwhile]
  if (event.kind === 'killed') return event.begun ? [event.begun] : []
  return [event]
}

/** Whether nothing of it proves that somebody is there, nor changes what is wished. */
export function isOfNobody(event: Happening): boolean {
  return [event, ...actsOf(event)].every(({ kind }) => nobody.has(kind))
}

/** Minutes that a machine sleeps. */
export const slept = fc.integer({ min: 0, max: 600 })

function act(wished: fc.Arbitrary<AutoAway>): fc.Arbitrary<Act> {
  return fc.oneof(
    fc.record({ kind: fc.constant('minutes' as const), count: fc.integer({ min: 1, max: 20 }) }),
    fc.record({ kind: fc.constantFrom('input', 'lock', 'unlock', 'suspend') }),
    fc.record({ kind: fc.constant('wake' as const), count: slept, counted: fc.boolean() }),
    fc.record({ kind: fc.constant('chosen' as const), byHand: fc.boolean(), presence }),
    fc.record({ kind: fc.constant('wished' as const), byHand: fc.boolean(), policy }),
    fc.record({ kind: fc.constant('switched' as const), policy, presence, to: wished }),
    fc.record({ kind: fc.constant('rewished' as const), to: wished }),
  )
}

/** Anything that may happen. */
export function happening(wished: fc.Arbitrary<AutoAway>): fc.Arbitrary<Happening> {
  const broken = {
    begun: fc.option(act(wished), { freq: 2 }),
    steps: fc.integer({ min: 0, max: 6 }),
    reached: fc.boolean(),
  }
  return fc.oneof(
    { weight: 7, arbitrary: act(wished) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('break' as const),
        resumed: fc.boolean(),
        meanwhile: fc.array(act(wished), { maxLength: 3 }),
        ...broken,
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('killed' as const), ...broken }) },
  )
}

const after = fc.option(fc.integer({ min: 1, max: 30 }))
const become = fc.constantFrom('nothing' as const, 'away' as const, 'xa' as const)

/** What may be wished of an absence. @param mayHide whether to become invisible is among it */
export function wishes(mayHide: boolean): fc.Arbitrary<AutoAway> {
  const hides = mayHide ? fc.boolean() : fc.constant(false)
  return fc.record({
    awayAfter: after,
    xaAfter: after,
    onLock: become,
    onSuspend: become,
    status: fc.constantFrom(null, 'gone'),
    whileInvisible: fc.constantFrom('say-nothing', 'tell-those-who-see'),
    hideWhenIdle: hides,
    hideWhenLocked: hides,
    idleTime: fc.constantFrom('off', 'coarse'),
  })
}
