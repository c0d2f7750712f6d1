// Why somebody is shown the user's presence, or not, in the few words of the ledger: by the user's own wish where that is
// what the server does, else by the rule on the server that decides.
import type { LedgerPerson } from '../../shared/ledger'
import type { BareJid } from '../../shared/jid'
import type { Entity } from '../../shared/privacy/evaluate'
import type { PrivacyItem, PrivacyMatch } from '../../shared/privacy/list'
import { sameItems } from '../../shared/privacy/list'
import { createMatcher } from '../../shared/privacy/matcher'
import { mayReceive } from '../../shared/visibility/audience'
import type { Policy, Target } from '../../shared/visibility/policy'
import { allows, decidingException } from '../../shared/visibility/policy'
import type { EngineState } from '../../shared/visibility/state'
import { inForce, personOf } from '../../shared/visibility/state'
import type { Audience } from '../store/ledger-audience'

/** Why a person is shown the user or not, by the user's wish alone. */
export function wishWords(policy: Policy, person: Entity): string {
  const exception = decidingException(policy, person)
  const sees = allows(policy, person)
  if (!exception) return sees ? 'visible to all' : 'hidden: invisible to all'
  const { target } = exception
  if (target.type === 'jid')
    return sees ? 'because you let them see you' : 'hidden: from them alone'
  return sees ? `because ${nameOf(target)}` : `hidden: ${nameOf(target)}`
}

/** What the user wishes of everybody. */
export function policyWords({ base, exceptions }: Policy): string {
  const general = base === 'visible' ? 'visible to all' : 'invisible to all'
  const others = exceptions.filter(({ sees }) => sees !== (base === 'visible'))
  if (others.length === 0) return general
  const named = others.slice(0, 2).map(({ target }) => nameOf(target))
  const more = others.length > 2 ? ` and ${String(others.length - 2)} more` : ''
  return `${general}, but ${named.join(', ')}${more}`
}

/** Whether a person is shown what is broadcast in this state, and why. */
export function broadcastTo(state: EngineState, person: Entity): LedgerPerson {
  return judging(state)(person)
}

/** Whom a broadcast in this state is shown to, and from whom of those who might be it is kept. */
export function broadcastAudience(state: EngineState): Audience {
  return {
    people: () => {
      const judge = judging(state)
      return [...(state.roster?.values() ?? [])].filter(mayReceive).map(judge)
    },
  }
}

/** Whether a broadcast in either state has the same audience. */
export function sameAudience(a: EngineState, b: EngineState): boolean {
  if (a.roster !== b.roster || a.policy !== b.policy) return false
  const [rules, others] = [inForce(a.server), inForce(b.server)]
  return rules === null || others === null ? rules === others : sameItems(rules, others)
}

/** People who are all shown the same, for a reason that the row itself gives. */
export function theseAlone(jids: Iterable<string>): Audience {
  return { people: () => [...jids].map((jid) => ({ jid: jid as BareJid, sees: true, why: '' })) }
}

/** Why something was kept from somebody: what the gate says, and what the user wishes of them. */
export function heldWords({ policy, roster }: EngineState, jid: string, why: string): string {
  const known = roster?.get(jid)
  return `${why}; ${known ? wishWords(policy, known) : 'not a contact'}`
}

/** Whether presence that is taken back at this moment goes with the session: the engine did not ask for it. */
export function isLeaving({ inFlight }: EngineState): boolean {
  return !inFlight || !['unavailable', 'directed', 'set-active'].includes(inFlight.effect.kind)
}

/** Why presence is taken back from somebody. */
export function goingWords({ policy, roster }: EngineState, jid: string): string {
  const person = personOf(roster ?? new Map(), jid)
  return allows(policy, person) ? 'who sees you changes' : wishWords(policy, person)
}

/**
 * People from whom presence is taken back, each for their own reason; whom the rules in force keep from hearing it does
 * not. @param why the reason of all, given by the row itself; null where each has their own
 */
export function takenBack(state: EngineState, jids: Iterable<string>, why: '' | null): Audience {
  return {
    people: () => {
      const judge = judging(state)
      return [...jids].map((jid) => {
        const judged = judge(personOf(state.roster ?? new Map(), jid))
        return judged.sees ? { ...judged, why: why ?? goingWords(state, jid) } : judged
      })
    },
  }
}

/** Why presence that is sent to somebody directly is. */
export function directedWords({ policy, roster }: EngineState, jid: string): string {
  const person = personOf(roster ?? new Map(), jid)
  return mayReceive(person) && allows(policy, person) ? wishWords(policy, person) : 'you sent it'
}

function judging({ policy, server }: EngineState): (person: Entity) => LedgerPerson {
  const rules = inForce(server)
  const matcher = createMatcher(rules ?? [])
  return (person) => {
    const jid = person.jid as BareJid
    if (rules === null) {
      return { jid, sees: true, why: 'it was not known which rules were in force' }
    }
    const { action, item } = matcher.ruling('presence-out', person)
    const sees = action === 'allow'
    const wished = sees === allows(policy, person)
    return { jid, sees, why: wished ? wishWords(policy, person) : serverWords(sees, item) }
  }
}

function serverWords(sees: boolean, item: PrivacyItem | null): string {
  const rule = item === null ? 'no rule hid you' : `rule ${String(item.order)}${about(item.match)}`
  return `${sees ? 'because' : 'hidden:'} ${rule} on the server`
}

function about(match: PrivacyMatch): string {
  return match.type === 'all' ? ' for everybody' : ` for ${nameOf(match)}`
}

function nameOf({ type, value }: Target): string {
  if (type === 'jid') return value
  return `${type} ${value}`
}
