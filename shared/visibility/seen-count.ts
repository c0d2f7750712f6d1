// How many contacts are shown the user, kept up to date: after a change of rules only those whom it can touch are
// judged again.
import type { Exposure } from '../model'
import type { Entity, Reading } from '../privacy/evaluate'
import type { PrivacyItem } from '../privacy/list'
import type { Matcher } from '../privacy/matcher'
import { createMatcher } from '../privacy/matcher'
import { mayReceive } from './audience'
import type { RosterIndex } from './recount'
import { indexRoster, touchedBy } from './recount'

type Roster = ReadonlyMap<string, Entity>

/** A count, and what it was made from. */
export interface SeenCount {
  readonly count: number
  /** How many people were judged for it. */
  readonly judged: number
  readonly basis: Basis | null
}

interface Basis {
  readonly roster: Roster
  readonly index: RosterIndex
  readonly items: readonly PrivacyItem[]
  readonly reading: Reading
  readonly matcher: Matcher
}

/** Nobody was counted yet. */
export const uncounted: SeenCount = { count: 0, judged: 0, basis: null }

/** Counts again, from the count before where the roster is still the same. */
export function countAgain(
  before: SeenCount,
  exposure: Exposure,
  roster: Roster | null,
): SeenCount {
  if (exposure.kind === 'directed') return { ...before, count: exposure.to.length, basis: null }
  if (exposure.kind !== 'available' || roster === null) return { ...before, count: 0, basis: null }
  const { items, reading } = exposure
  const { basis } = before
  if (basis === null || basis.roster !== roster || basis.reading !== reading) {
    return countAll(roster, items, reading)
  }
  if (basis.items === items) return { ...before, judged: 0 }
  const touched = touchedBy('presence-out', basis.items, items, basis.index)
  const matcher = createMatcher(items, reading)
  const people = [...touched].filter(mayReceive)
  const change = tally(matcher, people) - tally(basis.matcher, people)
  return {
    count: before.count + change,
    judged: people.length,
    basis: { ...basis, items, matcher },
  }
}

function countAll(roster: Roster, items: readonly PrivacyItem[], reading: Reading): SeenCount {
  const people = [...roster.values()]
  const matcher = createMatcher(items, reading)
  const count = tally(matcher, people.filter(mayReceive))
  return {
    count,
    judged: people.length,
    basis: { roster, index: indexRoster(people), items, reading, matcher },
  }
}

function tally(matcher: Matcher, people: readonly Entity[]): number {
  let count = 0
  for (const person of people) {
    if (matcher.ruling('presence-out', person).action === 'allow') count += 1
  }
  return count
}
