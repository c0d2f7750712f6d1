// Why: for one person, what becomes of each kind of stanza, and which confirmed rule decides.
import type { Contact, VisibilityView } from '../../shared/model'
import { explain } from '../../shared/privacy/explain'
import type { StanzaKind } from '../../shared/privacy/list'
import { eyeOf } from '../../shared/visibility/audience'
import { nameOf } from './roster'

/** The answer about one kind of stanza; `passes` is null where it is not known. */
export interface Reason {
  readonly kind: StanzaKind
  readonly passes: boolean | null
  readonly sentence: string
}

const kinds = ['presence-out', 'presence-in', 'message', 'iq'] as const

/** The four answers about one person, by what the server confirmed. */
export function reasonsFor(
  contact: Contact,
  { exposure, rules, reading }: Pick<VisibilityView, 'exposure' | 'rules' | 'reading'>,
): readonly Reason[] {
  const name = nameOf(contact)
  return kinds.map((kind) => {
    if (kind === 'presence-out' && exposure.kind !== 'available') {
      const { state, reason } = eyeOf(contact, exposure)
      return { kind, passes: state === 'unknown' ? null : state === 'open', sentence: reason }
    }
    if (rules === null) return { kind, passes: null, sentence: unconfirmed }
    const { action, sentence } = explain(rules, kind, contact, { name, reading })
    return { kind, passes: action === 'allow', sentence }
  })
}

const unconfirmed = 'The server has not confirmed which rules are in force.'
