// What the wish comes to in privacy lists: the rules to put in force now and in the end, and under which name. A way is
// left open to whoever must still be told something; whoever is blocked is denied before a list is left.
import { isTrivial, overlay, policyItems } from '../../privacy/compose'
import type { Entity, Reading } from '../../privacy/evaluate'
import { jidFits } from '../../privacy/evaluate'
import type { ListChoice, PrivacyItem } from '../../privacy/list'
import { named, sameChoice, sameItems } from '../../privacy/list'
import { around } from '../../privacy/surroundings'
import { barredAct, baredBy, needsSilence } from '../acts'
import type { EngineState, KnownLists, ServerState } from '../state'
import { inForce, outletOf, personOf } from '../state'
import { recommendedName } from './list-names'
import { ownDefault, ownRules } from './lists'
import { roomWays } from './room-ways'
import type { Roster } from './steps'
import { shownBut } from './steps'

/** What a wish comes to in lists. */
export interface Goal {
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

/** What the wish comes to, as things stand. */
export function goalOf(state: EngineState, lists: KnownLists, roster: Roster): Goal {
  const { server, policy } = state
  const base = ownRules(state, lists)
  const rooms = roomWays(state, roster)
  const final = isTrivial(policy)
    ? base
    : around(overlay(policy, base, concerned(state, roster), server.reading), state.blocked, rooms)
  const letsOut = outletOf(final, server)
  const barred = barredAct(state, letsOut)
  const bared = baredBy(state, letsOut)
  const strays = unreachable(state, roster, final)
  const silent = needsSilence(state, strays, barred)
  const own = ownDefault(state)
  const plain = isTrivial(policy) && strays.length === 0 && !barred && bared.length === 0
  if (plain && !losesBlocks(state, roster, base) && !leavesOpen(state)) {
    return { final, items: base, choice: server.restore, fallback: own, silent, ours: false }
  }
  const open = barred ? [...strays, barred.to] : strays
  // While a list is active some servers forget the block list.
  const rules = isTrivial(policy) ? around(final, state.blocked, rooms) : final
  const items = silent
    ? withWayOut([], [hush, ...rules])
    : withWayOut(open, [...bared.map(deny), ...rules])
  const choice = named(nameFor(state, lists, items, rooms))
  // Rules that the user activated for this session only are nothing for the other devices.
  const wide = state.scope === 'account' && state.scopeError === null
  const forAll = wide && server.restore.kind !== 'named' && !isTrivial(policy)
  const fallback = forAll ? choice : own
  return { final, items, choice, fallback, silent, ours: true }
}

// Everybody on the roster, and whoever is to be let see: presence is sent to them at once.
function concerned({ acts }: EngineState, roster: Roster): Entity[] {
  const newcomers = acts
    .filter(({ act }) => act === 'subscribed')
    .map(({ to }): Entity => {
      const person = personOf(roster, to)
      const isSeen = person.subscription === 'to' || person.subscription === 'both'
      return { ...person, subscription: isSeen ? 'both' : 'from' }
    })
  const known = [...roster.values()].filter(({ jid }) => !newcomers.some((one) => one.jid === jid))
  return [...known, ...newcomers]
}

// Whether those who are blocked would not be, were only these rules in force.
function losesBlocks(state: EngineState, roster: Roster, rules: readonly PrivacyItem[]): boolean {
  if (state.session?.forgetsBlocks !== true || state.blocked.length === 0) return false
  const open = outletOf(rules, state.server)
  // A blocked domain is one of all its people, and they may be let out where itself is not.
  const domains = state.blocked.filter((jid) => !jid.includes('@'))
  const people = domains.length === 0 ? [] : [...roster.values()]
  return (
    state.blocked.some((jid) => open(personOf(roster, jid))) ||
    people.some((who) => isAmong(domains, who, state.server.reading) && open(who))
  )
}

// Whether the list to be left does not deny everybody who is blocked: a server that forgets the block list may show them
// the user to the last, and once there is no list they cannot be told.
function leavesOpen({ server, blocked }: EngineState): boolean {
  if (!standsIn(server) || blocked.length === 0) return false
  const denied = new Set(
    (inForce(server) ?? []).flatMap(({ action, match }) =>
      action === 'deny' && match.type === 'jid' ? [match.value] : [],
    ),
  )
  return blocked.some((jid) => !denied.has(jid))
}

// Whether a list of ours is active in the place of what was chosen before.
function standsIn({ active, restore }: ServerState): boolean {
  return active.kind === 'named' && !sameChoice(active, restore)
}

/** Whether an address is one of these, or of one of these domains. */
export function isAmong(jids: readonly string[], { jid }: Entity, reading: Reading): boolean {
  return jids.some((one) => jidFits(one, jid, reading))
}

// Nobody is told that presence was taken back: it is given again, the same, before anybody could ask.
const hush: PrivacyItem = {
  action: 'deny',
  order: 0,
  match: { type: 'all' },
  kinds: ['presence-out'],
}

function deny(value: string): PrivacyItem {
  return { action: 'deny', order: 0, match: { type: 'jid', value }, kinds: ['presence-out'] }
}

// The list in use if it says just this already; else the recommended name if it is free or says just this; else the
// one of our two names that is not in use.
function nameFor(
  { server, slots, policy, scope, blocked }: EngineState,
  lists: KnownLists,
  items: readonly PrivacyItem[],
  rooms: readonly string[],
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
    sameItems(items, around(policyItems(policy), blocked, rooms))
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

/**
 * Whom no list of ours may show the user: some servers forget the block list while a list is active, and heed it as soon
 * as there is none.
 */
export function forgottenBlocks({ server, blocked }: EngineState): readonly string[] {
  return standsIn(server) ? blocked : []
}

// People who are shown, are not to be, and cannot be told, because the rules in force already deny them
// (they were moved to another group, say): they would keep the last presence they saw.
function unreachable(state: EngineState, roster: Roster, final: readonly PrivacyItem[]): string[] {
  const { server } = state
  const current = inForce(server)
  if (current === null) return []
  const wished = outletOf(final, server)
  const open = outletOf(current, server)
  const forgotten = forgottenBlocks(state)
  const mustNot = (person: Entity): boolean =>
    !wished(person) || isAmong(forgotten, person, server.reading)
  return shownBut(server, roster, (person) => mustNot(person) && !open(person))
}

function withWayOut(jids: readonly string[], items: readonly PrivacyItem[]): PrivacyItem[] {
  const open = jids.map((value) => ({
    action: 'allow' as const,
    match: { type: 'jid' as const, value },
    kinds: ['presence-out' as const],
  }))
  return [...open, ...items].map((item, index) => ({ ...item, order: index + 1 }))
}
