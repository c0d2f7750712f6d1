// What the engine asks for (effects, as data) and what it is told (inputs). Whoever runs it translates to a wire.
import type { BareJid } from '../jid'
import type { OwnPresence, SubscriptionAct } from '../model'
import type { Entity, Reading } from '../privacy/evaluate'
import type { ListChoice, PrivacyItem } from '../privacy/list'
import type { Result } from '../result'
import type { Policy } from './policy'
import type { Scope, StrategyChoice } from './strategies/names'

/** What a server does with stanzas that a rule against outgoing presence has no business with. */
export interface Habits {
  /** The rule also stops the server's own probes, so contacts look offline. */
  readonly blocksProbes: boolean
  /** The rule also swallows acts about subscriptions. */
  readonly swallowsSubscriptions: boolean
  /** The block list lives in privacy lists: where none that holds it is in force, nobody is blocked. */
  readonly forgetsBlocks?: boolean
  /** It tells nobody anything when they are blocked or unblocked, whatever the rules. */
  readonly quietBlocks?: boolean
  /** The name of the list that it makes the default one to hold the block list, where there is no default list. */
  readonly blockList?: string
  /** It refuses to remove a list that another session is under (RFC 3921 s.10.8). */
  readonly keepsUsed?: boolean
  /** How it reads lists, where it departs from what is specified. */
  readonly reading?: Reading
  /** The server does not say that a list changed (RFC 3921 s.10.2, rule 10). */
  readonly silentLists?: boolean
}

/** One thing to do on the wire. Effects are run one at a time, in order. */
export type Effect =
  /** Ask for the names of all lists and for the active and the default one (RFC 3921 s.10.4). */
  | { readonly kind: 'get-names' }
  /** @property leftover to see whether it can be removed; nothing else depends on it */
  | { readonly kind: 'get-list'; readonly name: string; readonly leftover?: boolean }
  /** Create or replace a list (s.10.7). Never empty: an empty list would be a removal (s.10.8). */
  | { readonly kind: 'set-list'; readonly name: string; readonly items: readonly PrivacyItem[] }
  /**
   * Remove a list of Casper's own that is not in use (s.10.8). `alone`: refused as `conflict` unless the server says that
   * the user has no other session, from under which it would take the list.
   */
  | { readonly kind: 'remove-list'; readonly name: string; readonly alone?: boolean }
  /**
   * Choose or decline the active list of this session (s.10.5). In one go with it, so that nobody of them can come
   * online and be answered in between: before, those who are hidden from are sent unavailable presence (`telling`);
   * after, those whom the new rules let see are sent the presence that is out (`showing`).
   */
  | {
      readonly kind: 'set-active'
      readonly choice: ListChoice
      readonly telling?: readonly BareJid[]
      readonly showing?: { readonly to: readonly BareJid[]; readonly presence: OwnPresence }
    }
  /** Choose or decline the default list of the account (s.10.6). */
  | { readonly kind: 'set-default'; readonly choice: ListChoice }
  /** The invisible command, with `probe` (XEP-0186 s.3.1), or the visible command (s.3.2). */
  | { readonly kind: 'cloak'; readonly on: boolean }
  /** `type='invisible'` presence, broadcast (XEP-0018 s.2). Only after the server has proved that it honours it. */
  | { readonly kind: 'legacy-invisible' }
  /** `type='visible'` presence, broadcast: ends what the one above began (s.3.4). */
  | { readonly kind: 'legacy-visible' }
  /** Send `type='invisible'` to our own sessions alone and see what the server makes of it. Never by a broadcast. */
  | { readonly kind: 'prove-legacy' }
  /** A round trip: the server has handled everything that was sent before. */
  | { readonly kind: 'sync' }
  /** Ask for the presence of contacts on our own account's behalf (RFC 3921 s.5.1.3). */
  | { readonly kind: 'probe'; readonly to: readonly BareJid[] }
  /** An act about a subscription (s.6). */
  | { readonly kind: 'subscription'; readonly act: SubscriptionAct; readonly to: BareJid }
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
  | { readonly kind: 'proof'; readonly honoured: boolean }
  | { readonly kind: 'done' }

/** An effect with the number under which its result is reported. */
export interface NumberedEffect {
  readonly id: number
  readonly effect: Effect
}

/** What the engine can be told. */
export type Input =
  /** With a presence, both are wished at once: nobody is shown the one with the other of before. */
  | {
      readonly type: 'policy-changed'
      readonly policy: Policy
      readonly presence?: OwnPresence
    }
  | { readonly type: 'presence-chosen'; readonly presence: OwnPresence }
  | { readonly type: 'strategy-chosen'; readonly choice: StrategyChoice }
  | { readonly type: 'scope-chosen'; readonly scope: Scope }
  | { readonly type: 'retry' }
  /** What the account has around it: room services of the server, rooms in use, and blocked addresses (XEP-0191). */
  | {
      readonly type: 'surroundings-known'
      readonly services: readonly string[]
      readonly blocked: readonly string[]
    }
  /** Somebody is about to be blocked; whoever is shown presence directly is told first that the user went. */
  | { readonly type: 'block-foretold'; readonly jid: string }
  /** What is known of others' presence is old: ask anew, if the server does not send it by itself. */
  | { readonly type: 'probe-due' }
  /** No lost session of before can be using Casper's unused lists any more: they may be removed. */
  | { readonly type: 'tidy-due' }
  /** The user asks to see somebody, answers a request, or ends a subscription. */
  | { readonly type: 'subscription-wanted'; readonly act: SubscriptionAct; readonly to: BareJid }
  /** Something was done that makes some servers choose another list (XEP-0191 on jabberd2). */
  | { readonly type: 'lists-doubted' }
  /** A contact came online: they see what is out, and directed presence sent before did not reach them. */
  | { readonly type: 'contact-appeared'; readonly jid: string }
  /** A session began; after a resumption the server still holds what it held. */
  | { readonly type: 'session-started'; readonly resumed: boolean; readonly habits: Habits }
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
