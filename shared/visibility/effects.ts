// What the engine asks for (effects, as data) and what it is told (inputs). Whoever runs it translates to a wire.
import type { BareJid } from '../jid'
import type { OwnPresence } from '../model'
import type { Entity } from '../privacy/evaluate'
import type { ListChoice, PrivacyItem } from '../privacy/list'
import type { Result } from '../result'
import type { Policy } from './policy'

/** One thing to do on the wire. Effects are run one at a time, in order. */
export type Effect =
  /** Ask for the names of all lists and for the active and the default one (RFC 3921 s.10.4). */
  | { readonly kind: 'get-names' }
  | { readonly kind: 'get-list'; readonly name: string }
  /** Create or replace a list (s.10.7). Never empty: an empty list would be a removal (s.10.8). */
  | { readonly kind: 'set-list'; readonly name: string; readonly items: readonly PrivacyItem[] }
  /** Choose or decline the active list of this session (s.10.5). */
  | { readonly kind: 'set-active'; readonly choice: ListChoice }
  /** Ask for the presence of contacts on our own account's behalf (RFC 3921 s.5.1.3). */
  | { readonly kind: 'probe'; readonly to: readonly BareJid[] }
  /** Broadcast available presence. */
  | { readonly kind: 'presence'; readonly presence: OwnPresence }
  /** Broadcast unavailable presence. */
  | { readonly kind: 'unavailable' }
  /** Directed presence (s.5.1.4); null is unavailable. */
  | {
      readonly kind: 'directed'
      readonly to: readonly BareJid[]
      readonly presence: OwnPresence | null
    }

/** What a successful effect brings back. */
export type EffectReply =
  | {
      readonly kind: 'names'
      readonly names: readonly string[]
      readonly active: ListChoice
      readonly default: ListChoice
    }
  | { readonly kind: 'items'; readonly items: readonly PrivacyItem[] }
  | { readonly kind: 'done' }

/** An effect with the number under which its result is reported. */
export interface NumberedEffect {
  readonly id: number
  readonly effect: Effect
}

/** What the engine can be told. */
export type Input =
  | { readonly type: 'policy-changed'; readonly policy: Policy }
  | { readonly type: 'presence-chosen'; readonly presence: OwnPresence }
  | { readonly type: 'retry' }
  /** A session began; after a resumption the server still holds what it held. */
  | { readonly type: 'session-started'; readonly resumed: boolean; readonly blocksProbes: boolean }
  /** The stream broke; the server may keep the session for a while. */
  | { readonly type: 'session-lost' }
  /** The session was ended in order; the server holds nothing of it any more. */
  | { readonly type: 'session-ended' }
  | { readonly type: 'roster-loaded'; readonly people: readonly Entity[] }
  | { readonly type: 'roster-changed'; readonly person: Entity }
  | { readonly type: 'roster-removed'; readonly jid: string }
  /** The server said that a list changed (s.10.11). */
  | { readonly type: 'list-pushed'; readonly name: string }
  /** A presence stanza was lost with the connection: broadcast (null) or directed. */
  | { readonly type: 'presence-unsure'; readonly to: string | null; readonly available: boolean }
  | {
      readonly type: 'effect-done'
      readonly id: number
      readonly result: Result<EffectReply>
    }
