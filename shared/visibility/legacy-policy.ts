// What a legacy client has said so far, and the policy it comes to on top of the user's own.
import type { BareJid } from '../jid'
import type { OwnPresence } from '../model'
import type { Exception, Policy } from './policy'
import { sameTarget } from './policy'

/**
 * How to understand undirected available presence while invisible, and directed available presence to somebody hidden.
 * `xep-0018`: to the letter; it is an update for those who may see (s.4.1), and nothing to those who may not (s.4).
 * `clients`: of programs that send nothing by themselves while they are invisible; none of them ever sends `visible`, so
 * the first ends the invisibility that the client began, and the second shows the user to that one.
 * `cautious`: as that, but "away" or "extended away" may come of nobody being there, and plainly available presence after
 * it of somebody being back: they show nobody anything. Plainly available presence otherwise, "free for chat" and "do not
 * disturb" do.
 * `unaware`: of programs that know nothing of what their user typed: only `visible` ends it, and of what they send after
 * unavailable presence the same is true as in `cautious`.
 */
export type Dialect = 'xep-0018' | 'clients' | 'cautious' | 'unaware'

/** What one client of one session has said. Begins and ends with its stream, as a server's memory of it would. */
export interface LegacyState {
  readonly dialect: Dialect
  /** The policy that the user set in Casper itself; what the client says never changes it, only lies upon it. */
  readonly own: Policy
  /** Whether undirected presence of any kind is out; before the first, and after `unavailable`, nobody is shown. */
  readonly present: boolean
  /** Whether the last undirected presence was unavailable. */
  readonly left: boolean
  /** Whether it seems to be absence that nobody chose. */
  readonly dozing: boolean
  /** What the client last said of everybody; `own` where it said nothing. */
  readonly mode: 'own' | 'visible' | 'invisible'
  /** What it said of single people since: whether they are to see the user. */
  readonly people: ReadonlyMap<BareJid, boolean>
  /** The last undirected presence, which the newly visible are shown (XEP-0018 s.4.1). */
  readonly last: OwnPresence
}

/**
 * The user's own policy with the client's words laid upon it; guards and whatever else it holds stay as they are.
 * While the client shows nobody, the user's own "sees me" rules rest; the "does not see me" rules always hold, unless
 * the client named that very person. Rules that change nothing are left out, so that "visible to all" stays simple.
 */
export function legacyPolicy(state: LegacyState): Policy {
  const { own, people } = state
  const base = baseOf(state)
  const rules = hidesAll(state) ? own.exceptions.filter(({ sees }) => !sees) : own.exceptions
  const matters = {
    shown: base === 'invisible' || rules.some(({ sees }) => !sees),
    hidden: base === 'visible' || rules.some(({ sees }) => sees),
  }
  const wishes = [...people]
    .filter(([, sees]) => (sees ? matters.shown : matters.hidden))
    .map(([value, sees]): Exception => ({ target: { type: 'jid', value }, sees }))
  const named = new Set(wishes.map(({ target }) => target.value))
  const others = rules.filter(({ target }) => target.type !== 'jid' || !named.has(target.value))
  return { ...own, base, exceptions: [...wishes, ...others] }
}

/** Whether the client shows nobody but those it names. */
export function hidesAll({ present, mode }: LegacyState): boolean {
  return !present || mode === 'invisible'
}

/** Whether two policies say the same, rule by rule, of who sees the user. */
export function sameRules(a: Policy, b: Policy): boolean {
  return (
    a.base === b.base &&
    a.exceptions.length === b.exceptions.length &&
    a.exceptions.every(({ target, sees }, index) => {
      const other = b.exceptions[index]
      return other !== undefined && other.sees === sees && sameTarget(other.target, target)
    })
  )
}

function baseOf(state: LegacyState): Policy['base'] {
  if (hidesAll(state)) return 'invisible'
  return state.mode === 'visible' ? 'visible' : state.own.base
}
