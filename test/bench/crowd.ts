// A large roster and a long wish, the same at every run.
import type { Entity } from '../../shared/privacy/evaluate'
import type { Exception, Policy } from '../../shared/visibility/policy'
import { invisibleToAll } from '../../shared/visibility/policy'
import { seeded } from '../support/random'

const domains = Array.from({ length: 60 }, (_, i) =>
  i % 3 === 0 ? `town${i}.example` : `street${i}.town${i - (i % 3)}.example`,
)
const groups = Array.from({ length: 200 }, (_, i) => `Group ${i}`)

/** Contacts of sixty domains, each in up to three of two hundred groups, most of them with a subscription both ways. */
export function contacts(count: number): Entity[] {
  const random = seeded(count)
  return Array.from({ length: count }, (_, i) => ({
    jid: `contact${i}@${random.pick(domains)}`,
    groups: Array.from({ length: random.below(4) }, () => random.pick(groups)),
    subscription: random.pick(['none', 'to', 'from', 'both', 'both', 'both', 'both', 'both']),
  }))
}

/** A wish that comes to so many rules: exceptions by person, domain and group, in this order, and a base of invisible. */
export function policyOf(rules: number, people: readonly Entity[]): Policy {
  const random = seeded(rules)
  const sets: Exception[] = [
    ...domains.slice(0, 6).map((value) => ({ type: 'domain' as const, value })),
    ...groups.slice(0, 40).map((value) => ({ type: 'group' as const, value })),
  ].map((target) => ({ target, sees: random.chance(0.5) }))
  const count = rules - sets.length - 1
  const step = Math.floor(people.length / count)
  const persons = people
    .filter((_, i) => i % step === 0)
    .slice(0, count)
    .map(({ jid }): Exception => ({
      target: { type: 'jid', value: jid },
      sees: random.chance(0.5),
    }))
  return { ...invisibleToAll, exceptions: [...persons, ...sets] }
}
