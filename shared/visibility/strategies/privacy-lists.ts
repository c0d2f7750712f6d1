// Visibility by privacy lists: XEP-0126, on RFC 3921 s.10. Says the one next effect that leads from what the server
// holds to what the user wishes; asked again after every confirmation, so that the last wish always wins.
//
// The order is the safety: the list is written and read back while it is not in use; whoever is to be hidden is sent
// unavailable presence while they can still be reached; then the list is activated and read back; only then does
// presence go out (XEP-0126 s.3.1 and s.3.5; RFC 3921 s.10.16).
import type { BareJid } from '../../jid'
import { isTrivial, overlay } from '../../privacy/compose'
import type { Entity } from '../../privacy/evaluate'
import type { ListChoice, PrivacyItem } from '../../privacy/list'
import { named, sameChoice, sameItems } from '../../privacy/list'
import { mayReceive } from '../audience'
import type { Effect } from '../effects'
import type { EngineState, KnownLists, ServerState } from '../state'
import { inForce, isOut, letsOut, personOf, samePresence } from '../state'

/** Above this many people one broadcast is cheaper than directed presence. */
const directedLimit = 50

/** The next thing to do, a failure by its code, or null where nothing is left to do. */
export type NextStep = { readonly effect: Effect } | { readonly failure: string } | null

/** The next step towards the wish. */
export function next(state: EngineState): NextStep {
  const { server, roster } = state
  if (roster === null) return null
  if (server.lists === 'unknown') return effect({ kind: 'get-names' })
  if (server.lists === 'unsupported') {
    return isTrivial(state.policy) ? showing(state, roster, []) : { failure: 'lists-unsupported' }
  }
  // An activation counts only once it was read back; until then nothing is built upon it.
  if (server.chosen) return effect({ kind: 'get-names' })
  const unread = unreadList(server, server.lists)
  if (unread !== null) return effect({ kind: 'get-list', name: unread })
  const goal = goalOf(state, server.lists, roster)
  return (
    writing(server.lists, goal) ??
    probing(state, roster, goal) ??
    hiding(state, roster, goal) ??
    choosing(server, goal) ??
    showing(state, roster, goal.final)
  )
}

interface Goal {
  /** The rules that the wish comes to. */
  readonly final: readonly PrivacyItem[]
  /** The rules to put in force now: `final`, or with a way left open to people who must still be told. */
  readonly items: readonly PrivacyItem[]
  /** The choice to make, and whether its list must exist first. */
  readonly choice: ListChoice
  readonly ours: boolean
}

function goalOf(state: EngineState, lists: KnownLists, roster: ReadonlyMap<string, Entity>): Goal {
  const { server, policy, slots } = state
  const base = baseItems(server, lists)
  const final = isTrivial(policy) ? base : overlay(policy, base, [...roster.values()])
  const strays = unreachable(server, roster, final)
  if (isTrivial(policy) && strays.length === 0) {
    return { final, items: base, choice: server.restore, ours: false }
  }
  const items = withWayOut(strays, final)
  const current = inForce(server)
  const { active } = server
  const kept = active.kind === 'named' && slots.includes(active.name) && current !== null
  if (kept && sameItems(current, items)) return { final, items, choice: active, ours: true }
  const free = active.kind === 'named' && active.name === slots[0] ? slots[1] : slots[0]
  return { final, items, choice: named(free), ours: true }
}

// The list to build upon: what was active before Casper, else the default list, else nothing.
function baseItems(server: ServerState, lists: KnownLists): readonly PrivacyItem[] {
  const choice = server.restore.kind === 'named' ? server.restore : server.default
  return choice.kind === 'named' ? (lists.get(choice.name) ?? []) : []
}

function unreadList(server: ServerState, lists: KnownLists): string | null {
  const written = server.written?.name
  const needed = [server.restore, server.default, server.active]
    .flatMap((choice) => (choice.kind === 'named' ? [choice.name] : []))
    .concat(written ?? [])
  return needed.find((name) => lists.get(name) === null) ?? null
}

function writing(lists: KnownLists, goal: Goal): NextStep {
  if (!goal.ours || goal.choice.kind !== 'named') return null
  const { name } = goal.choice
  const present = lists.get(name)
  if (present && sameItems(present, goal.items)) return null
  return effect({ kind: 'set-list', name, items: goal.items })
}

// A rule against outgoing presence stops the probes of some servers: ask for people's presence before it is in force.
function probing(state: EngineState, roster: ReadonlyMap<string, Entity>, goal: Goal): NextStep {
  const { server, session } = state
  if (!session?.blocksProbes || server.probed || server.broadcast !== 'none') return null
  const to = [...roster.values()]
    .filter(({ subscription }) => subscription === 'to' || subscription === 'both')
    .filter((person) => !letsOut(goal.final, person))
    .map((person) => person.jid as BareJid)
  return to.length === 0 ? null : effect({ kind: 'probe', to })
}

// Unavailable presence to those who are shown and are not to be, while the rules in force still let it out.
function hiding(state: EngineState, roster: ReadonlyMap<string, Entity>, goal: Goal): NextStep {
  const { server } = state
  const current = inForce(server)
  if (current === null) return null
  const to = hiddenFrom(server, roster, goal.final).filter((jid) =>
    letsOut(current, personOf(roster, jid)),
  )
  if (to.length === 0) return null
  const byBroadcast = to.length === server.shown.size || to.length > directedLimit
  if (isOut(server) && byBroadcast) {
    return effect({ kind: 'unavailable' })
  }
  return effect({ kind: 'directed', to: to as BareJid[], presence: null })
}

function choosing(server: ServerState, goal: Goal): NextStep {
  if (!sameChoice(server.active, goal.choice)) {
    return effect({ kind: 'set-active', choice: goal.choice })
  }
  return server.verified ? null : effect({ kind: 'get-names' })
}

function showing(
  state: EngineState,
  roster: ReadonlyMap<string, Entity>,
  items: readonly PrivacyItem[],
): NextStep {
  const { server, presence } = state
  if (!samePresence(presence, server.broadcast)) return effect({ kind: 'presence', presence })
  const to = [...roster.values()]
    .filter((person) => mayReceive(person) && !server.shown.has(person.jid))
    .filter((person) => letsOut(items, person))
    .map((person) => person.jid as BareJid)
  if (to.length > directedLimit) return effect({ kind: 'presence', presence })
  if (to.length > 0) return effect({ kind: 'directed', to, presence })
  return server.verified || server.lists === 'unsupported' ? null : effect({ kind: 'get-names' })
}

function hiddenFrom(
  server: ServerState,
  roster: ReadonlyMap<string, Entity>,
  final: readonly PrivacyItem[],
): string[] {
  return [...server.shown].filter((jid) => !letsOut(final, personOf(roster, jid)))
}

// People who are shown, are not to be, and cannot be told, because the rules in force already deny them
// (they were moved to another group, say): they would keep the last presence they saw.
function unreachable(
  server: ServerState,
  roster: ReadonlyMap<string, Entity>,
  final: readonly PrivacyItem[],
): string[] {
  const current = inForce(server)
  if (current === null) return []
  return hiddenFrom(server, roster, final).filter((jid) => !letsOut(current, personOf(roster, jid)))
}

function withWayOut(jids: readonly string[], items: readonly PrivacyItem[]): PrivacyItem[] {
  const open = jids.map((value) => ({
    action: 'allow' as const,
    match: { type: 'jid' as const, value },
    kinds: ['presence-out' as const],
  }))
  return [...open, ...items].map((item, index) => ({ ...item, order: index + 1 }))
}

function effect(wanted: Effect): NextStep {
  return { effect: wanted }
}
