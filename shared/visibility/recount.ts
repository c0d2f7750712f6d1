// Whose answer a change of rules can change: what has to be judged again is found by the rules that differ, not by
// asking everybody.
import type { Entity, Reading } from '../privacy/evaluate'
import { keyed, keysOf, visitKeys } from '../privacy/keys'
import type { PrivacyItem, PrivacyMatch, StanzaKind } from '../privacy/list'
import { effective } from '../privacy/matcher'

/** A roster by what rules can name. It does not follow changes of the roster. */
export interface RosterIndex {
  /** Everybody whom such a rule fits; some may come twice. */
  matching(match: PrivacyMatch): readonly Entity[]
}

// Whomever a rule fits on any server.
const widest: Reading = { valuesAreAddresses: true }

/** Indexes a roster. */
export function indexRoster(people: Iterable<Entity>): RosterIndex {
  const index = keyed<Entity[]>()
  for (const person of people) {
    visitKeys(person, (type, value) => {
      const there = index[type].get(value)
      if (there === undefined) index[type].set(value, [person])
      else there.push(person)
    })
  }
  return {
    matching: (match) =>
      keysOf(match, widest).flatMap(({ type, value }) => index[type].get(value) ?? []),
  }
}

/**
 * Who can be judged differently by `after` than by `before`; for all others the same rule decides the same.
 * The time it takes grows with the lists and with those people, not with the roster.
 */
export function touchedBy(
  kind: StanzaKind,
  before: readonly PrivacyItem[],
  after: readonly PrivacyItem[],
  roster: RosterIndex,
): Set<Entity> {
  const differing = difference(effective(before, kind), effective(after, kind))
  return new Set(differing.flatMap(({ match }) => roster.matching(match)))
}

// The rules that were added, removed or moved past others. Somebody whom none of them fits is fitted by the same
// rules in the same order before and after.
function difference(before: readonly PrivacyItem[], after: readonly PrivacyItem[]): PrivacyItem[] {
  const free = Map.groupBy(after.keys(), (position) => says(after[position]))
  const moves = before.map((item) => free.get(says(item))?.shift() ?? null)
  const stayed = longestAscent(moves)
  const found = new Set(stayed.map((index) => moves[index]))
  const stays = new Set(stayed)
  return [
    ...before.filter((_, index) => !stays.has(index)),
    ...after.filter((_, position) => !found.has(position)),
  ]
}

function says(item: PrivacyItem | undefined): string {
  return JSON.stringify([item?.action, item?.match])
}

// Indexes of the longest ascending run, not all of it side by side, by patience sorting; null never belongs to it.
function longestAscent(values: readonly (number | null)[]): number[] {
  const lasts: number[] = []
  const before: number[] = []
  values.forEach((value, index) => {
    if (value === null) return
    const length = lengthBelow(lasts, values, value)
    before[index] = lasts[length - 1] ?? -1
    lasts[length] = index
  })
  const run: number[] = []
  for (let index = lasts.at(-1) ?? -1; index >= 0; index = before[index] ?? -1) run.push(index)
  return run
}

// The length of the longest run so far that ends below the value.
function lengthBelow(
  lasts: readonly number[],
  values: readonly (number | null)[],
  value: number,
): number {
  let low = 0
  let high = lasts.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((values[lasts[middle] ?? 0] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return low
}
