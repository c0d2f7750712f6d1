// Random people, rules, wishes and servers, all small, so that they meet often.
import type { OwnPresence } from '../../shared/model'
import type { Entity } from '../../shared/privacy/evaluate'
import type { PrivacyItem, PrivacyMatch, StanzaKind, Subscription } from '../../shared/privacy/list'
import type { Policy, Target } from '../../shared/visibility/policy'
import { matchOf, visibleToAll } from '../../shared/visibility/policy'
import type { Effect } from '../../shared/visibility/effects'
import type { Fault } from '../support/model-server'
import type { Random } from '../support/random'

const subscriptions: readonly Subscription[] = ['none', 'to', 'from', 'both', 'both', 'both']
const groups = ['Friends', 'Work', 'Kin'] as const
const domains = ['shire.example', 'rohan.example', 'edoras.rohan.example'] as const
const kinds: readonly StanzaKind[] = ['message', 'iq', 'presence-in', 'presence-out']
const names = ['ann', 'bob', 'cay', 'dan', 'eve', 'fay', 'gil', 'hal'] as const

/** Every person's address that may come up. */
export const people: readonly string[] = names.map((name, index) => {
  return `${name}@${domains[index % domains.length] ?? ''}`
})

/** The address of a gateway: the domain of some of the people. */
export const gateway: string = domains[1]

/** Somebody with that address. */
export function person(random: Random, jid: string): Entity {
  return { jid, groups: random.some(groups), subscription: random.pick(subscriptions) }
}

/** A roster of some of these. */
export function roster(random: Random, pool: readonly string[]): Entity[] {
  return random.some(pool).map((jid) => person(random, jid))
}

/** A wish with up to three exceptions. */
export function policy(random: Random): Policy {
  const exceptions = Array.from({ length: random.below(4) }, () => ({
    target: target(random),
    sees: random.chance(0.5),
  }))
  return { ...visibleToAll, base: random.pick(['visible', 'invisible']), exceptions }
}

/** An availability; few of them, so that the same comes again. */
export function presence(random: Random): OwnPresence {
  return { show: random.pick([null, 'away']), status: random.pick(['', 'tea']), priority: 0 }
}

/** The user's own rules: up to three items, of every type and about every kind of stanza. */
export function rules(random: Random): PrivacyItem[] {
  return Array.from({ length: 1 + random.below(3) }, (_, index) => ({
    action: random.pick(['allow', 'deny']),
    order: index * 3,
    match: match(random),
    kinds: random.chance(0.4) ? [] : [random.pick(kinds), 'presence-out' as const],
  }))
}

/**
 * What goes wrong with one effect; undefined where nothing of the kind can.
 * @param before the effect that was done before: what is read back wrongly is what was just done
 */
export function fault(random: Random, effect: Effect, before: Effect | null): Fault | undefined {
  const code = random.pick(['timeout', 'internal-server-error'])
  const asked = { kind: 'error', code, applied: false } as const
  switch (effect.kind) {
    case 'get-names':
      return before?.kind === 'set-active' && random.chance(0.5) ? { kind: 'misreported' } : asked
    case 'get-list':
      return before?.kind === 'set-list' && before.name === effect.name && random.chance(0.5)
        ? { kind: 'misreported' }
        : asked
    case 'set-list':
    case 'set-active':
    case 'set-default':
      return random.chance(0.3) ? { kind: 'ignored' } : { ...asked, applied: random.chance(0.5) }
    case 'cloak':
    case 'sync':
      return { ...asked, applied: random.chance(0.5) }
    default:
      return undefined
  }
}

function target(random: Random): Target {
  switch (random.below(7)) {
    case 0:
      return { type: 'domain', value: random.pick(domains) }
    case 1:
    case 2:
      return { type: 'jid', value: random.pick(people) }
    case 3:
    case 4:
      return { type: 'group', value: random.pick(groups) }
    default:
      return { type: 'subscription', value: random.pick(subscriptions) }
  }
}

function match(random: Random): PrivacyMatch {
  if (random.chance(0.2)) return { type: 'all' }
  if (random.chance(0.2)) return { type: 'jid', value: random.pick(domains) }
  return matchOf(target(random))
}
