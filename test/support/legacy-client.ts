// A legacy client at its keyboard: sends presence stanzas, and what they are read to mean is carried out, one intent
// after the other, on people who remember what they were shown.
import type { OwnPresence } from '../../shared/model'
import { mayReceive } from '../../shared/visibility/audience'
import type { LegacyFacts, LegacyIntent, Reading } from '../../shared/visibility/legacy'
import { beginLegacy, endLegacy, readLegacy, rebaseLegacy } from '../../shared/visibility/legacy'
import type { Dialect } from '../../shared/visibility/legacy-policy'
import type { LegacyStanza } from '../../shared/visibility/legacy-stanza'
import type { Person, Policy } from '../../shared/visibility/policy'
import { allows, visibleToAll } from '../../shared/visibility/policy'

/** What a person is shown: a presence, or null where the user is not there. */
export type Shown = OwnPresence | null

/** Plainly available: what a stanza without any child says. */
export const plain: OwnPresence = { show: null, status: '', priority: 0 }

/** A presence stanza; what is not given is not in it. */
export function stanza(given: Partial<LegacyStanza> = {}): LegacyStanza {
  return { type: 'available', to: null, ...plain, ...given }
}

/** A client under way. */
export interface LegacyClient {
  /** The policy and the presence in force. */
  readonly policy: () => Policy
  readonly presence: () => OwnPresence
  /** What that person was last shown. */
  readonly shown: (jid: string) => Shown
  /** Who is shown anything, in the order of the people given. */
  readonly seeing: () => string[]
  /** Sends presence; returns what it was read to mean. */
  readonly send: (given?: Partial<LegacyStanza>) => readonly LegacyIntent[]
  /** The user changes their own policy elsewhere. */
  readonly rebase: (own: Policy) => readonly LegacyIntent[]
  /** The stream ends. */
  readonly end: () => readonly LegacyIntent[]
}

/** How a client begins. */
export interface Beginning {
  readonly people: readonly Person[]
  readonly services?: readonly string[]
  readonly own?: Policy
  readonly last?: OwnPresence
  readonly dialect?: Dialect
  /** Called after every single intent. */
  readonly watch?: (client: LegacyClient, intent: LegacyIntent) => void
}

/** Somebody on the roster. */
export function person(jid: string, more: Partial<Person> = {}): Person {
  return { jid, groups: [], subscription: 'both', ...more }
}

/** Begins a stream of a legacy client, for a user who is visible to all unless told otherwise. */
export function legacyClient(beginning: Beginning): LegacyClient {
  const { people, services = [], own = visibleToAll, last = plain, watch } = beginning
  const shown = new Map<string, Shown>()
  let policy = own
  let presence = last
  const facts: LegacyFacts = {
    isService: (jid) => services.includes(jid),
    person: (jid) =>
      people.find((known) => known.jid === jid) ?? person(jid, { subscription: 'none' }),
  }

  // By policy, the server shows the presence to those with a subscription only.
  const carryOut = (intent: LegacyIntent): void => {
    if (intent.kind === 'sign-out') shown.clear()
    if (intent.kind === 'pass') shown.set(intent.to, intent.presence)
    if (intent.kind === 'policy') policy = intent.policy
    if (intent.kind === 'presence') presence = intent.presence
    if (intent.kind !== 'policy' && intent.kind !== 'presence') return
    for (const who of people.filter(mayReceive)) {
      const before = shown.get(who.jid) ?? null
      const stays = intent.kind === 'policy' && before !== null
      shown.set(who.jid, allows(policy, who) ? (stays ? before : presence) : null)
    }
  }

  const self: LegacyClient = {
    policy: () => policy,
    presence: () => presence,
    shown: (jid) => shown.get(jid) ?? null,
    seeing: () => people.map(({ jid }) => jid).filter((jid) => self.shown(jid) !== null),
    send: (given) => take(readLegacy(state, stanza(given), facts)),
    rebase: (changed) => take(rebaseLegacy(state, changed)),
    end: () => {
      const intents = endLegacy(state)
      // What follows a sign-out is for the next session: nobody is shown it in this one.
      for (const intent of intents) {
        carryOut(intent)
        shown.clear()
      }
      return intents
    },
  }
  const take = (reading: Reading): readonly LegacyIntent[] => {
    state = reading.state
    for (const intent of reading.intents) {
      carryOut(intent)
      watch?.(self, intent)
    }
    return reading.intents
  }
  const began = beginLegacy(own, last, beginning.dialect ?? 'xep-0018')
  let { state } = began
  take(began)
  return self
}
