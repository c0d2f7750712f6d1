// Visibility by privacy lists: XEP-0126, on RFC 3921 s.10. Says the one next effect that leads from what the server
// holds to what the user wishes; asked again after every confirmation, so that the last wish always wins.
//
// The order is the safety: the list is written and read back while it is not in use; whoever is to be hidden is sent
// unavailable presence while they can still be reached; then the list is activated and read back; only then does
// presence go out (XEP-0126 s.3.1 and s.3.5; RFC 3921 s.10.16).
import type { BareJid } from '../../jid'
import type { Entity } from '../../privacy/evaluate'
import { sameChoice, sameItems } from '../../privacy/list'
import { acting } from '../acts'
import { mayReceive } from '../audience'
import type { EngineState, KnownLists } from '../state'
import { inForce, isOut, outletOf, samePresence } from '../state'
import type { Goal } from './goal'
import { forgottenBlocks, goalOf, isAmong } from './goal'
import { keepBlocks } from './kept-blocks'
import { choose, isOurs, learn, noLists, verify } from './lists'
import type { Roster } from './steps'
import { askable, directedLimit, hideFrom, showAll, shownBut, subscribers, uncloak } from './steps'
import type { NextStep, Strategy } from './strategy'
import { effect } from './strategy'

/** The strategy. */
export const privacyLists: Strategy = {
  id: 'privacy-lists',
  supported: ({ server: { lists } }) =>
    lists === 'unknown' ? 'unknown' : lists === 'unsupported' ? 'no' : 'yes',
  probe: { kind: 'get-names' },
  next: (state) => {
    const { server, roster } = state
    if (roster === null) return null
    const learning = learn(state)
    if (learning !== null) return learning
    if (typeof server.lists === 'string') return { failure: noLists(state) }
    const keeping = keepBlocks(state, server.lists)
    if (keeping !== null) return keeping
    const goal = goalOf(state, server.lists, roster)
    return (
      writing(server.lists, goal) ??
      probing(state, roster, goal) ??
      choosing(state, roster, goal) ??
      silencing(state, goal) ??
      acting(state) ??
      // A default list of ours would still hide from people; one that hides from them is set last, lest it fail.
      (isOurs(state, goal.fallback) ? null : defaulting(state, goal)) ??
      uncloak(state) ??
      showAll(state, roster, goal.final) ??
      verify(server) ??
      defaulting(state, goal)
    )
  },
}

function silencing({ server }: EngineState, { silent }: Goal): NextStep {
  return silent && isOut(server) ? effect({ kind: 'unavailable' }) : null
}

function writing(lists: KnownLists, goal: Goal): NextStep {
  if (!goal.ours || goal.choice.kind !== 'named') return null
  const { name } = goal.choice
  const present = lists.get(name)
  if (present && sameItems(present, goal.items)) return null
  // There is such a list already, and nobody knows yet what it says.
  if (present === null) return effect({ kind: 'get-list', name })
  return effect({ kind: 'set-list', name, items: goal.items })
}

// A rule against outgoing presence stops the probes of some servers: ask for people's presence before it is in force.
function probing(state: EngineState, roster: Roster, goal: Goal): NextStep {
  const { server, session } = state
  if (!session?.blocksProbes || server.probed || server.broadcast !== 'none') return null
  const letsOut = outletOf(goal.final, server)
  const to = askable(roster)
    .filter((person) => !letsOut(person))
    .map((person) => person.jid as BareJid)
  return to.length === 0 ? null : effect({ kind: 'probe', to })
}

// Whoever is hidden from, or may see again, is told in one go with the choice, where single people are told.
function choosing(state: EngineState, roster: Roster, goal: Goal): NextStep {
  const { server, presence } = state
  const { choice } = goal
  const hide = hiding(state, roster, goal)
  const telling =
    hide !== null && 'effect' in hide && hide.effect.kind === 'directed' ? hide.effect.to : null
  if (sameChoice(server.active, choice) || (hide !== null && telling === null)) {
    return hide ?? choose(server, choice)
  }
  const to = newlyOpen(state, roster, goal)
  return effect({
    kind: 'set-active',
    choice,
    ...(telling === null ? {} : { telling }),
    ...(to.length === 0 ? {} : { showing: { to, presence } }),
  })
}

// Whom these rules let see the presence that is out, and who does not see it yet.
function newlyOpen(state: EngineState, roster: Roster, { choice, items, final }: Goal): BareJid[] {
  const { server, presence } = state
  // Without an active list the default one is in force, and that may still be one of ours.
  const after = choice.kind === 'named' ? items : inForce({ ...server, active: choice })
  if (after === null || !samePresence(presence, server.broadcast)) return []
  const wished = outletOf(final, server)
  const open = outletOf(after, server)
  const people = subscribers(roster)
    .filter((person) => !server.shown.has(person.jid) && wished(person) && open(person))
    .map((person) => person.jid as BareJid)
  return people.length > directedLimit ? [] : people
}

// Unavailable presence to those who are shown and are not to be, while the rules in force still let it out.
function hiding(state: EngineState, roster: Roster, goal: Goal): NextStep {
  const { server } = state
  const current = inForce(server)
  if (current === null) return null
  const wished = outletOf(goal.final, server)
  const open = outletOf(current, server)
  const forgotten = forgottenBlocks(state)
  const mustNot = (person: Entity): boolean =>
    !wished(person) || !mayReceive(person) || isAmong(forgotten, person, server.reading)
  const hidden = shownBut(server, roster, (person) => mustNot(person) && open(person))
  const reached = subscribers(roster).filter(open)
  return hideFrom(
    server,
    hidden,
    reached.map(({ jid }) => jid),
  )
}

function defaulting({ server, scopeError }: EngineState, { fallback }: Goal): NextStep {
  return scopeError !== null || fallback.kind === 'unknown' || sameChoice(server.default, fallback)
    ? null
    : effect({ kind: 'set-default', choice: fallback })
}
