// Whatever happens at the machine, on the line and to Casper itself: nobody who is hidden from learns anything of it, whoever
// may see is told once of each change and of nothing else, and what is left in the end is exactly the user's own.
import * as fc from 'fast-check'
import { describe, it } from 'vitest'
import type { AutoAway } from '../../shared/away/auto-away'
import { noAutoAway } from '../../shared/away/auto-away'
import { asSpecified } from '../../shared/privacy/evaluate'
import { visibleToAll, withException } from '../../shared/visibility/policy'
import { awayLife } from './away-life'
import type { Habitat } from './habitat'
import { starts } from './habitat'
import { happening, slept, wishes } from './happenings'
import { holds } from './laws'
import type { Start } from './start'

const cases = 400
const calm = { faults: false, losses: false, others: false }

// Servers that do as is specified.
function withoutQuirks(start: Start): Start {
  return { ...start, quirks: [], habits: { ...start.habits, reading: asSpecified } }
}

/** Away, away for long, and hidden when locked, of which nothing is to be said. */
const silent: AutoAway = { ...noAutoAway, awayAfter: 5, xaAfter: 15, hideWhenLocked: true }

// Visible, and seen also while invisible by those with whom presence is shared both ways.
function seenByName(start: Start): Start {
  const both = { type: 'subscription', value: 'both' } as const
  const presence = { ...start.presence, show: null }
  return { ...start, presence, policy: withException(visibleToAll, both, true) }
}

function lawHolds(habitat: Habitat, mayHide: boolean): void {
  const drawn = fc.record({
    start: starts(habitat, calm).map(withoutQuirks),
    wished: wishes(mayHide),
    happenings: fc.array(happening(wishes(mayHide)), { minLength: 1, maxLength: 25, size: 'max' }),
  })
  holds(cases, drawn, ({ start, wished, happenings }) => {
    const lived = awayLife(start, wished)
    for (const event of happenings) lived.witness(event)
    lived.end()
  })
}

describe.each<[string, Habitat]>([
  ['privacy lists', { choices: ['privacy-lists'], lists: 'mostly' }],
  ['the invisible command', { choices: ['invisible-command'], lists: 'perhaps', command: true }],
  ['directed presence', { choices: ['directed-presence'], lists: 'perhaps' }],
  ['invisible presence', { choices: ['legacy-presence'], lists: 'perhaps', legacy: true }],
])('by %s', (_, habitat) => {
  it('whoever leaves and comes back is told once to those who see, and to nobody else', () => {
    lawHolds(habitat, false)
  })
  it('also where the user becomes invisible meanwhile', () => {
    lawHolds(habitat, true)
  })
  it('whoever may see one who became invisible hears of the return, and of no progress', () => {
    const drawn = fc.record({
      start: starts(habitat, calm).map(withoutQuirks).map(seenByName),
      idle: fc.integer({ min: 1, max: 20 }),
      more: fc.array(fc.record({ kind: fc.constant('minutes' as const), count: slept })),
    })
    holds(cases, drawn, ({ start, idle, more }) => {
      const lived = awayLife(start, silent)
      lived.witness({ kind: 'input' })
      for (const event of [{ kind: 'minutes' as const, count: idle }, ...more]) {
        lived.witness(event)
        lived.witness({ kind: 'lock' })
      }
      lived.end()
    })
  })
})
