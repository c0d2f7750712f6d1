// What the safety law says of one moment: who may be shown the user, by the wish and by the user's own rules.
import type { OwnPresence } from '../../shared/model'
import type { Entity, Reading } from '../../shared/privacy/evaluate'
import { evaluate, jidFits } from '../../shared/privacy/evaluate'
import type { PrivacyItem } from '../../shared/privacy/list'
import { mayReceive } from '../../shared/visibility/audience'
import type { Policy } from '../../shared/visibility/policy'
import { allows } from '../../shared/visibility/policy'

/** What was wished for, and ruled by the user's own lists, at one moment. */
export interface Moment {
  readonly policy: Policy
  readonly rules: readonly PrivacyItem[]
  readonly people: ReadonlyMap<string, Entity>
  readonly blocked: ReadonlySet<string>
  /** How the server reads lists, where it departs from what is specified. */
  readonly reading?: Reading
}

/** Whether the wish, the user's own rules and the block list all allow that somebody is shown presence. */
export function permitted(moment: Moment, jid: string): boolean {
  const who = personAt(moment, jid)
  const ruled = evaluate(moment.rules, 'presence-out', who, moment.reading).action === 'allow'
  return ruled && allows(moment.policy, who) && !isBlocked(moment, jid)
}

/** Whether somebody is blocked; a blocked domain blocks its people, too (XEP-0191 s.5). */
export function isBlocked({ blocked, reading }: Moment, jid: string): boolean {
  return [...blocked].some((pattern) => jidFits(pattern, jid, reading))
}

/** What an earlier wish says of what has come to be since. */
export function mixtures(before: Moment, { people, rules, blocked }: Moment): Moment[] {
  const since = { ...before, people, rules }
  return [before, since, { ...since, blocked }]
}

/** What the roster says of somebody. */
export function personAt({ people }: Moment, jid: string): Entity {
  return people.get(jid) ?? { jid, groups: [], subscription: 'none' }
}

/** Everybody who is to be shown the user in the end. */
export function allDue(moment: Moment): string[] {
  return [...moment.people.values()]
    .filter((who) => mayReceive(who) && permitted(moment, who.jid))
    .map((who) => who.jid)
    .sort()
}

/** Whether somebody is shown this very presence. */
export function samePresence(a: OwnPresence | null, b: OwnPresence): boolean {
  return a !== null && a.show === b.show && a.status === b.status && a.priority === b.priority
}

/**
 * Whom another device moved between two moments. At the invisible command the server tells of the end by the roster as it
 * is when the command arrives (XEP-0186 s.3.1): who was moved while that was on its way may be told of what they never saw.
 */
export function movedBetween(before: Moment, after: Moment): string[] {
  return [...after.people.keys()].filter((jid) => before.people.get(jid) !== after.people.get(jid))
}
