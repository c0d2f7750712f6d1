// The reading of evaluate.ts, indexed: the same answers, for lists that are read for many people.
import type { Entity, Reading, Ruling } from './evaluate'
import { asSpecified, concerns } from './evaluate'
import type { Keyed, KeyType } from './keys'
import { keyed, keysOf, visitKeys } from './keys'
import type { PrivacyItem, StanzaKind } from './list'
import { sorted } from './list'

/** A list made ready to be read for many people. It does not follow changes of the items. */
export interface Matcher {
  /** What `evaluate` says; the time it takes does not grow with the list. */
  ruling(kind: StanzaKind, entity: Entity): Ruling
}

interface Place {
  readonly position: number
  readonly ruling: Ruling
}

const nowhere: Place = { position: Infinity, ruling: { action: 'allow', item: null } }

/** Makes a list ready; each kind of stanza is indexed when it is first asked about. */
export function createMatcher(items: readonly PrivacyItem[], reading = asSpecified): Matcher {
  const indexes = new Map<StanzaKind, Keyed<Place>>()
  const indexFor = (kind: StanzaKind): Keyed<Place> => {
    const index = placesOf(effective(items, kind), reading)
    indexes.set(kind, index)
    return index
  }
  return {
    ruling: (kind, entity) => {
      const index = indexes.get(kind) ?? indexFor(kind)
      let first = nowhere
      const visit = (type: KeyType, value: string): void => {
        const place = index[type].get(value)
        if (place !== undefined && place.position < first.position) first = place
      }
      visitKeys(entity, visit, reading)
      return first.ruling
    },
  }
}

/** The rules that can decide about that kind of stanza, as they are read: none stands below a fall-through. */
export function effective(items: readonly PrivacyItem[], kind: StanzaKind): PrivacyItem[] {
  const about = sorted(items).filter((item) => concerns(item, kind))
  const last = about.findIndex(({ match }) => match.type === 'all')
  return last < 0 ? about : about.slice(0, last + 1)
}

// Of rules with the same key, the first decides.
function placesOf(items: readonly PrivacyItem[], reading: Reading): Keyed<Place> {
  const index = keyed<Place>()
  items.forEach((item, position) => {
    for (const { type, value } of keysOf(item.match, reading)) {
      if (index[type].has(value)) continue
      index[type].set(value, { position, ruling: { action: item.action, item } })
    }
  })
  return index
}
