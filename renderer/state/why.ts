// Why: for one person, what becomes of each kind of stanza, and which confirmed rule decides.
import type { Contact, Exposure } from '../../shared/model'
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
export function reasonsFor(contact: Contact, exposure: Exposure): readonly Reason[] {
  const name = nameOf(contact)
  return kinds.map((kind) => {
    if (exposure.kind === 'available') {
      const { action, sentence } = explain(exposure.items, kind, contact, { name })
      return { kind, passes: action === 'allow', sentence }
    }
    if (kind !== 'presence-out') return { kind, passes: null, sentence: silent[exposure.kind] }
    const { state, reason } = eyeOf(contact, exposure)
    return { kind, passes: state === 'unknown' ? null : state === 'open', sentence: reason }
  })
}

const silent = {
  nobody: 'Told again once your presence is out.',
  directed: 'Your server decides: you are hidden without rules about this.',
  unknown: 'The server has not confirmed which rules are in force.',
} as const
