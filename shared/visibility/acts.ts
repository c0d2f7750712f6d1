// Acts about subscriptions (RFC 3921 s.6): they go out once hiding is done. One server drops them without a word where
// a rule denies outgoing presence to that contact (prosody, measured), so that a way has to be left open for them.
import type { Entity } from '../privacy/evaluate'
import { jidFits } from '../privacy/evaluate'
import type { WaitingAct } from '../model'
import { mayReceive } from './audience'
import type { EngineState } from './state'
import { inForce, isOut, outletOf, personOf } from './state'
import type { NextStep } from './strategies/strategy'
import { effect } from './strategies/strategy'

/** Whether a rule against outgoing presence would swallow that act. */
function isBarred(
  state: EngineState,
  { to }: WaitingAct,
  letsOut: (p: Entity) => boolean,
): boolean {
  const { session, roster } = state
  return session?.swallowsSubscriptions === true && !letsOut(personOf(roster ?? new Map(), to))
}

/**
 * Whether somebody would be sent presence if a way were open to the contact: by their subscription, or by this act. A way
 * to a gateway is one to everybody of its domain (s.10.1).
 */
function wouldBeShown({ roster }: EngineState, { act, to }: WaitingAct): boolean {
  const people = [...(roster?.values() ?? [])].filter(({ jid }) => jidFits(to, jid))
  return act === 'subscribed' || people.some(mayReceive)
}

/** The oldest act that these rules would swallow. */
export function barredAct(
  state: EngineState,
  letsOut: (person: Entity) => boolean,
): WaitingAct | undefined {
  return state.acts.find((act) => isBarred(state, act, letsOut))
}

/**
 * Whether presence has to be taken back, unseen, before a way may be opened.
 * @param strays whom it is opened to, so that they can be told of the end; of a gateway's domain others would be shown
 * @param act for what it is opened
 */
export function needsSilence(
  state: EngineState,
  strays: readonly string[],
  act: WaitingAct | undefined,
): boolean {
  const shows = strays.some((jid) => !jid.includes('@')) || (act && wouldBeShown(state, act))
  return isOut(state.server) && shows === true
}

/** Sends the oldest act that the rules in force let out. */
export function acting(state: EngineState): NextStep {
  if (state.acts.length === 0) return null
  const rules = inForce(state.server)
  if (rules === null) return null
  const letsOut = outletOf(rules, state.server)
  const next = state.acts.find(
    (act) => !isBarred(state, act, letsOut) && !baredBy(state, letsOut).includes(act.to),
  )
  if (next === undefined) return null
  return needsTelling(state, next, letsOut)
    ? effect({ kind: 'directed', to: [next.to], presence: null })
    : effect({ kind: 'subscription', ...next })
}

// Whose subscription ends is told by the server that the user went, but only where presence was broadcast, and where the
// rules still let it out when they are no subscriber any more (prosody, jabberd2, measured).
function needsTelling(
  { server, roster }: EngineState,
  { act, to }: WaitingAct,
  letsOut: (person: Entity) => boolean,
): boolean {
  const person = personOf(roster ?? new Map(), to)
  if (act !== 'unsubscribed' || !server.shown.has(to) || !letsOut(person)) return false
  return !isOut(server) || !letsOut(ended(person))
}

// Whether somebody is hidden from by what they are subscribed to alone: when that ends, the server tells them that the user
// went, of whom they never saw anything (jabberd2, measured).
function isBared(
  { server, roster }: EngineState,
  { act, to }: WaitingAct,
  letsOut: (person: Entity) => boolean,
): boolean {
  const person = personOf(roster ?? new Map(), to)
  if (act !== 'unsubscribed' || !isOut(server) || !mayReceive(person)) return false
  return !letsOut(person) && letsOut(ended(person))
}

/** Whom these rules hide the user from only until a subscription ends, which is to end now: they need a rule of their own. */
export function baredBy(
  state: EngineState,
  letsOut: (person: Entity) => boolean,
): readonly string[] {
  if (state.session?.swallowsSubscriptions === true) return []
  return state.acts.filter((act) => isBared(state, act, letsOut)).map(({ to }) => to)
}

function ended(person: Entity): Entity {
  return { ...person, subscription: person.subscription === 'both' ? 'to' : 'none' }
}

/** The state after that act went out, or can never. */
export function acted(state: EngineState, { act, to }: WaitingAct): EngineState {
  const [index] = state.acts.flatMap((other, i) =>
    other.act === act && other.to === to ? [i] : [],
  )
  return { ...state, acts: state.acts.filter((_, i) => i !== index) }
}
