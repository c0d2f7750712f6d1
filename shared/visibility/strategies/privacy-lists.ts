// Visibility by privacy lists: XEP-0126, on RFC 3921 s.10. Says the one next effect that leads from what the server
// holds to what the user wishes; asked again after every confirmation, so that the last wish always wins.
//
// The order is the safety: the list is written and read back while it is not in use; whoever is to be hidden is sent
// unavailable presence while they can still be reached; then the list is activated and read back; only then does
// presence go out (XEP-0126 s.3.1 and s.3.5; RFC 3921 s.10.16).
import type { BareJid } from '../../jid'
import { mayReceive } from '../audience'
import { isTrivial, overlay, policyItems } from '../../privacy/compose'
import type { Entity } from '../../privacy/evaluate'
import { jidFits } from '../../privacy/evaluate'
import type { ListChoice, PrivacyItem } from '../../privacy/list'
import { named, sameChoice, sameItems } from '../../privacy/list'
import { around } from '../../privacy/surroundings'
import { acting, barredAct, needsSilence } from '../acts'
import type { EngineState, KnownLists } from '../state'
import { inForce, isOut, outletOf, personOf, samePresence } from '../state'
import { recommendedName } from './list-names'
import { choose, isOurs, learn, ownDefault, ownRules, verify } from './lists'
import type { Roster } from './steps'
import { directedLimit, hideFrom, showAll, shownBut, subscribers, uncloak } from './steps'
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
    if (typeof server.lists === 'string') return { failure: 'lists-unsupported' }
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
      defaulting(state, goal) ??
      tidying(state, server.lists)
    )
  },
}

interface Goal {
  /** The rules that the wish comes to. */
  readonly final: readonly PrivacyItem[]
  /** The rules to put in force now: `final`, or with a way left open to people who must still be told. */
  readonly items: readonly PrivacyItem[]
  /** Whether presence is to be taken back under these rules, which let nobody know. */
  readonly silent: boolean
  /** The choices to make, and whether the active list must be written first. */
  readonly choice: ListChoice
  readonly fallback: ListChoice
  readonly ours: boolean
}

function goalOf(state: EngineState, lists: KnownLists, roster: Roster): Goal {
  const { server, policy } = state
  const base = ownRules(state, lists)
  const final = isTrivial(policy)
    ? base
    : around(overlay(policy, base, [...roster.values()]), state.blocked, state.services)
  const barred = barredAct(state, outletOf(final))
  const strays = unreachable(state, roster, final)
  const silent = needsSilence(state, strays, barred)
  const own = ownDefault(state)
  const plain = isTrivial(policy) && strays.length === 0 && !barred
  if (plain && !losesBlocks(state, roster, base)) {
    return { final, items: base, choice: server.restore, fallback: own, silent, ours: false }
  }
  const open = barred ? [...strays, barred.to] : strays
  // While a list is active some servers forget the block list.
  const rules = isTrivial(policy) ? around(final, state.blocked, state.services) : final
  const items = silent ? withWayOut([], [hush, ...rules]) : withWayOut(open, rules)
  const choice = named(nameFor(state, lists, items))
  // Rules that the user activated for this session only are nothing for the other devices.
  const wide = state.scope === 'account' && state.scopeError === null
  const forAll = wide && server.restore.kind !== 'named' && !isTrivial(policy)
  const fallback = forAll ? choice : own
  return { final, items, choice, fallback, silent, ours: true }
}

// Whether those who are blocked would not be, were only these rules in force.
function losesBlocks(state: EngineState, roster: Roster, rules: readonly PrivacyItem[]): boolean {
  if (state.session?.forgetsBlocks !== true || state.blocked.length === 0) return false
  const open = outletOf(rules)
  return state.blocked.some((jid) => open(personOf(roster, jid)))
}

// Nobody is told that presence was taken back: it is given again, the same, before anybody could ask.
const hush: PrivacyItem = {
  action: 'deny',
  order: 0,
  match: { type: 'all' },
  kinds: ['presence-out'],
}

function silencing({ server }: EngineState, { silent }: Goal): NextStep {
  return silent && isOut(server) ? effect({ kind: 'unavailable' }) : null
}

// The list in use if it says just this already; else the recommended name if it is free or says just this; else the
// one of our two names that is not in use.
function nameFor(
  { server, slots, policy, scope, blocked, services }: EngineState,
  lists: KnownLists,
  items: readonly PrivacyItem[],
): string {
  const says = (name: string): boolean => {
    const known = lists.get(name)
    return known !== undefined && known !== null && sameItems(known, items)
  }
  const used = nameOf(server.active)
  const standing = nameOf(server.default)
  const recommended = recommendedName(policy)
  const simple =
    recommended !== null &&
    scope === 'session' &&
    sameItems(items, around(policyItems(policy), blocked, services))
  if (used !== null && (slots.includes(used) || (simple && used === recommended)) && says(used)) {
    return used
  }
  if (simple && (lists.get(recommended) === undefined || lists.get(recommended) === null))
    return recommended
  if (simple && says(recommended)) return recommended
  const others = slots.filter((name) => name !== used)
  return others.find((name) => name !== standing) ?? others[0] ?? slots[0]
}

function nameOf(choice: ListChoice): string | null {
  return choice.kind === 'named' ? choice.name : null
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
  const letsOut = outletOf(goal.final)
  const to = [...roster.values()]
    .filter(({ subscription }) => subscription === 'to' || subscription === 'both')
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
  const wished = outletOf(final)
  const open = outletOf(after)
  const people = subscribers(roster)
    .filter((person) => !server.shown.has(person.jid) && wished(person) && open(person))
    .map((person) => person.jid as BareJid)
  return people.length > directedLimit ? [] : people
}

// Unavailable presence to those who are shown and are not to be, while the rules in force still let it out.
function hiding({ server, blocked }: EngineState, roster: Roster, goal: Goal): NextStep {
  const current = inForce(server)
  if (current === null) return null
  const wished = outletOf(goal.final)
  const open = outletOf(current)
  // Some servers forget the block list while a list is active, and heed it as soon as there is none.
  const leaves = server.active.kind === 'named' && goal.choice.kind === 'declined'
  const forgotten = leaves ? blocked : []
  const isBlocked = ({ jid }: Entity): boolean => forgotten.some((one) => jidFits(one, jid))
  const mustNot = (person: Entity): boolean =>
    !wished(person) || !mayReceive(person) || isBlocked(person)
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

function tidying({ tidy, slots, server }: EngineState, lists: KnownLists): NextStep {
  if (!tidy) return null
  const used = [server.active, server.default].flatMap((c) => (c.kind === 'named' ? [c.name] : []))
  const left = slots.find((name) => lists.has(name) && !used.includes(name))
  return left === undefined ? null : effect({ kind: 'remove-list', name: left })
}

// People who are shown, are not to be, and cannot be told, because the rules in force already deny them
// (they were moved to another group, say): they would keep the last presence they saw.
function unreachable(
  { server }: EngineState,
  roster: Roster,
  final: readonly PrivacyItem[],
): string[] {
  const current = inForce(server)
  if (current === null) return []
  const wished = outletOf(final)
  const open = outletOf(current)
  return shownBut(server, roster, (person) => !wished(person) && !open(person))
}

function withWayOut(jids: readonly string[], items: readonly PrivacyItem[]): PrivacyItem[] {
  const open = jids.map((value) => ({
    action: 'allow' as const,
    match: { type: 'jid' as const, value },
    kinds: ['presence-out' as const],
  }))
  return [...open, ...items].map((item, index) => ({ ...item, order: index + 1 }))
}
