// Who sees the user: by the eyes that the page shows, by the plain reading of the list, and again after the wish changed
// a little.
import { policyItems } from '../../shared/privacy/compose'
import type { Entity } from '../../shared/privacy/evaluate'
import { asSpecified, evaluate } from '../../shared/privacy/evaluate'
import type { PrivacyItem } from '../../shared/privacy/list'
import { renumber } from '../../shared/privacy/list'
import { eyesUnder, mayReceive } from '../../shared/visibility/audience'
import type { Policy } from '../../shared/visibility/policy'
import type { RosterIndex } from '../../shared/visibility/recount'
import { touchedBy } from '../../shared/visibility/recount'

/** The rules of a wish, as they are written to a server. */
export function rulesOf(policy: Policy): PrivacyItem[] {
  return renumber(policyItems(policy))
}

/** Who sees the user, by the eyes. */
export function audience(items: readonly PrivacyItem[], people: readonly Entity[]): Entity[] {
  const eye = eyesUnder({ kind: 'available', items, reading: asSpecified })
  return people.filter((who) => eye({ ...who, name: '' }).state === 'open')
}

/** Who sees the user, by the plain reading. */
export function naiveAudience(items: readonly PrivacyItem[], people: readonly Entity[]): Entity[] {
  return people.filter(
    (who) => mayReceive(who) && evaluate(items, 'presence-out', who).action === 'allow',
  )
}

/** Who has to be judged again after the wish changed, and who of them sees the user now. */
export function recount(
  before: Policy,
  after: Policy,
  roster: RosterIndex,
): { readonly judged: readonly Entity[]; readonly seeing: readonly Entity[] } {
  const items = rulesOf(after)
  const judged = [...touchedBy('presence-out', rulesOf(before), items, roster)]
  return { judged, seeing: audience(items, judged) }
}
