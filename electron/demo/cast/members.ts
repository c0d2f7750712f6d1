// Somebody of the cast: who they are to the user, and what their day is made of.
import type { BareJid } from '../../../shared/jid'
import type { Show } from '../../../shared/model'
import type { Subscription } from '../../../shared/privacy/list'

/** Somebody of the cast, as others may know them. */
export interface CastMember {
  readonly jid: BareJid
  readonly name: string
  readonly groups: readonly string[]
  /** A gateway, and whoever is behind it, has an address of a domain of its own; a stranger is not on the roster. */
  readonly kind: 'contact' | 'gateway' | 'stranger'
}

/** How somebody says they are. */
export interface Mood {
  readonly show: Show | null
  readonly status: string
}

/** The part that somebody plays. */
export interface Role {
  /** The address as far as the demo's domain, which follows after an @, for a gateway after a dot. */
  readonly address: string
  readonly name: string
  readonly groups: readonly string[]
  readonly kind: CastMember['kind']
  /** As the user's roster has it (RFC 3921 s.7.1). */
  readonly subscription: Subscription
  readonly resource: string
  /** What their client calls itself (XEP-0092). */
  readonly client: string
  /** When they are there: from the start and always, from the start, or only later. */
  readonly presence: 'always' | 'early' | 'late'
  /** In turn; the first is how they come. */
  readonly moods: readonly [Mood, ...Mood[]]
  /** What they have to tell: the first line unasked, the others as the user answers. */
  readonly tale: readonly string[]
  /** What they say when there is nothing left to tell, in turn: to a question, and to anything else. */
  readonly answers: { readonly question: readonly string[]; readonly other: readonly string[] }
  /** Whether they look at what the user's client tells of itself. */
  readonly curious: boolean
  /** Their name in the lounge, if they are in it. */
  readonly nick: string | null
}
