// Legacy intents: what a client means that speaks XEP-0018 (Invisible Presence), or that sends unavailable and then
// directed presence (RFC 6121 s.4.6, as Openfire 3.5 understood it). A pure state machine; none of its stanzas goes out
// as it came, the visibility engine's strategy does what they mean.
//
// Unavailable presence may be the first half of a sign-out or the beginning of Openfire-style invisibility. Either way
// nobody is shown from then on; what follows tells: directed presence names those who are shown, undirected presence
// takes it back, and the end of the stream makes it a sign-out that leaves the user's policy as it was.
import type { BareJid } from '../jid'
import { bareJid, localOf } from '../jid'
import type { OwnPresence } from '../model'
import { mayReceive } from './audience'
import type { Dialect, LegacyState } from './legacy-policy'
import { hidesAll, legacyPolicy, sameRules } from './legacy-policy'
import type { LegacyStanza } from './legacy-stanza'
import { stated, understood } from './legacy-stanza'
import type { Person, Policy } from './policy'
import { allows } from './policy'
import { samePresence } from './state'

/** What has to be known of an addressee. */
export interface LegacyFacts {
  /** Whether that is no person: a room, a gateway, the own account. An address without a localpart never is one. */
  readonly isService: (jid: BareJid) => boolean
  /** What the roster says of a person; a stranger has no groups and the subscription `none`. */
  readonly person: (jid: BareJid) => Person
}

/** What the user means. */
export type LegacyIntent =
  | { readonly kind: 'policy'; readonly policy: Policy }
  | { readonly kind: 'presence'; readonly presence: OwnPresence }
  /** Directed presence that no policy expresses; null is unavailable. `to` is full for an occupant of a room. */
  | { readonly kind: 'pass'; readonly to: string; readonly presence: OwnPresence | null }
  /** The user leaves: the session ends before anything that follows is done. */
  | { readonly kind: 'sign-out' }

/** What the client has said up to now, and what is to be done, in this order, each before the next. */
export interface Reading {
  readonly state: LegacyState
  readonly intents: readonly LegacyIntent[]
}

/**
 * The client's stream has begun. Nobody is shown until its first presence.
 * @param own the policy that the user set in Casper itself
 * @param last the presence to show until the client states one
 */
export function beginLegacy(own: Policy, last: OwnPresence, dialect: Dialect): Reading {
  const state: LegacyState = {
    dialect,
    own,
    present: false,
    left: false,
    dozing: false,
    mode: 'own',
    people: new Map(),
    last,
  }
  return { state, intents: policyChange(own, legacyPolicy(state)) }
}

/** Reads the client's next presence stanza. An address that is none is not heeded. */
export function readLegacy(state: LegacyState, stanza: LegacyStanza, facts: LegacyFacts): Reading {
  const { type, presence } = understood(stanza)
  if (stanza.to === null) return readUndirected(state, type, presence, facts)
  const jid = bareJid(stanza.to)
  if (jid === undefined) return { state, intents: [] }
  if (localOf(jid) === '' || facts.isService(jid)) {
    const shown = { available: presence, visible: state.last, invisible: null, unavailable: null }
    return { state, intents: [{ kind: 'pass', to: stanza.to, presence: shown[type] }] }
  }
  return readDirected(state, type, presence, facts.person(jid))
}

/** The user changed their own policy meanwhile; what the client said still lies upon it. */
export function rebaseLegacy(state: LegacyState, own: Policy): Reading {
  const after = { ...state, own }
  return { state: after, intents: [{ kind: 'policy', policy: legacyPolicy(after) }] }
}

/** The client's stream has ended, with unavailable presence before or without: its words end with it. */
export function endLegacy(state: LegacyState): readonly LegacyIntent[] {
  return [{ kind: 'sign-out' }, ...policyChange(legacyPolicy(state), state.own)]
}

function readUndirected(
  state: LegacyState,
  type: LegacyStanza['type'],
  presence: OwnPresence,
  facts: LegacyFacts,
): Reading {
  const said = type === 'available' ? presence : stated(presence)
  const last = said ?? state.last
  switch (type) {
    case 'available': {
      const unmeant = mayBeUnmeant(state, presence)
      const left = state.left && unmeant
      const stays = state.mode === 'invisible' && (isStrict(state.dialect) || unmeant)
      const mode = state.mode === 'invisible' && !stays ? 'own' : state.mode
      const dozing = (left || stays) && isAbsence(presence)
      return showing(state, { ...state, present: !left, left, dozing, mode, last }, said)
    }
    case 'visible': {
      // Said of all (s.3.2), it takes back whatever was said against it of single people (s.3.3).
      const people = saidOf(state, true)
      const awake = { present: true, left: false, dozing: false }
      return showing(state, { ...state, ...awake, mode: 'visible', people, last }, said)
    }
    case 'invisible': {
      const people = saidOf(state, false)
      const awake = { present: true, left: false, dozing: false }
      const after = { ...state, ...awake, mode: 'invisible' as const, people, last }
      return hiding(state, after, said, facts)
    }
    case 'unavailable': {
      // Its words are those of a farewell; they are no presence to show later.
      const people = saidOf(state, false)
      const after = { ...state, present: false, left: true, dozing: false, people }
      return hiding(state, after, undefined, facts)
    }
  }
}

function readDirected(
  state: LegacyState,
  type: LegacyStanza['type'],
  presence: OwnPresence,
  person: Person,
): Reading {
  switch (type) {
    case 'available': {
      const strict = isStrict(state.dialect) && state.present
      if (strict && !allows(legacyPolicy(state), person)) return { state, intents: [] }
      return showOne(state, person, presence)
    }
    case 'visible':
      // The last presence is what they get (s.4.1, listing 7); the stanza's own content is never sent (s.4).
      return showOne(state, person, null)
    case 'invisible':
      return hideOne(state, person, false)
    case 'unavailable':
      // Where nobody else is shown, this only takes back that one is; nothing is said for the time after.
      return hideOne(state, person, hidesAll(state) ? undefined : false)
  }
}

// Whether a program may have sent that because nobody was there, or because somebody was there again.
function mayBeUnmeant({ dialect, dozing }: LegacyState, presence: OwnPresence): boolean {
  if (dialect !== 'cautious' && dialect !== 'unaware') return false
  return isAbsence(presence) || (dozing && presence.show === null)
}

function isAbsence({ show }: OwnPresence): boolean {
  return show === 'away' || show === 'xa'
}

function isStrict(dialect: Dialect): boolean {
  return dialect === 'xep-0018' || dialect === 'unaware'
}

// Presence first: those who do not see the user yet are never shown the one before.
function showing(before: LegacyState, after: LegacyState, said: OwnPresence | undefined): Reading {
  return { state: after, intents: [...presenceOf(said), ...rulesChange(before, after)] }
}

// Policy first: those who are to be hidden from are not told the presence that comes with it. Directed presence to
// people without a subscription is taken back one by one; they are not among those who get presence by policy.
function hiding(
  before: LegacyState,
  after: LegacyState,
  said: OwnPresence | undefined,
  facts: LegacyFacts,
): Reading {
  const farewells = [...saidOf(before, true).keys()]
    .filter((jid) => !mayReceive(facts.person(jid)))
    .map((to): LegacyIntent => ({ kind: 'pass', to, presence: null }))
  const intents = [...farewells, ...rulesChange(before, after), ...presenceOf(said)]
  return { state: after, intents }
}

// The first to be shown when nobody is are shown the presence sent to them; it becomes the presence of the session.
// Policy shows that presence to the newly visible; what it does not do is passed on, after they may see the user.
function showOne(state: LegacyState, person: Person, sent: OwnPresence | null): Reading {
  const first = hidesAll(state) && saidOf(state, true).size === 0
  const last = first && sent !== null ? sent : state.last
  const said = samePresence(last, state.last) ? undefined : last
  const people = new Map(state.people).set(person.jid as BareJid, true)
  const { state: after, intents } = showing(state, { ...state, people, last }, said)
  const presence = sent ?? last
  const already = sent !== null && allows(legacyPolicy(state), person)
  if (mayReceive(person) && !already && samePresence(presence, last)) {
    return { state: after, intents }
  }
  return { state: after, intents: [...intents, { kind: 'pass', to: person.jid, presence }] }
}

function hideOne(state: LegacyState, person: Person, said: false | undefined): Reading {
  const jid = person.jid as BareJid
  const people = new Map(state.people)
  const shown = people.get(jid) === true
  if (said === false) people.set(jid, false)
  else if (shown) people.delete(jid)
  const after = { ...state, people }
  const farewell: LegacyIntent = { kind: 'pass', to: jid, presence: null }
  const farewells = shown && !mayReceive(person) ? [farewell] : []
  return { state: after, intents: [...farewells, ...rulesChange(state, after)] }
}

function saidOf({ people }: LegacyState, sees: boolean): Map<BareJid, boolean> {
  return new Map([...people].filter(([, said]) => said === sees))
}

function rulesChange(before: LegacyState, after: LegacyState): LegacyIntent[] {
  return policyChange(legacyPolicy(before), legacyPolicy(after))
}

function policyChange(before: Policy, policy: Policy): LegacyIntent[] {
  return sameRules(before, policy) ? [] : [{ kind: 'policy', policy }]
}

function presenceOf(said: OwnPresence | undefined): LegacyIntent[] {
  return said === undefined ? [] : [{ kind: 'presence', presence: said }]
}
