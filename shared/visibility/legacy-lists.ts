// A legacy client's own privacy list as a policy: whom it denies the user's presence to is hidden from; what it allows is
// no wish to be seen (XEP-0016 s.2.1, XEP-0126).
import { bareJid } from '../jid'
import { concerns, evaluate } from '../privacy/evaluate'
import type { PrivacyItem } from '../privacy/list'
import { sorted } from '../privacy/list'
import type { Exception, Person, Policy, Target } from './policy'
import { allows } from './policy'

/** The policy under that list. @param self the own address, which clients allow first @param people the roster */
export function screened(
  policy: Policy,
  items: readonly PrivacyItem[],
  self: string,
  people: readonly Person[],
): Policy {
  const rules = sorted(items)
    .filter((item) => {
      return (
        concerns(item, 'presence-out') && !(item.match.type === 'jid' && item.match.value === self)
      )
    })
    .map(ofPerson)
  const last = rules.findLastIndex(({ action }) => action === 'deny')
  if (last < 0) return policy
  const masked = rules.slice(0, last).some(({ action }) => action === 'allow')
  const all = rules.some(({ action, match }) => action === 'deny' && match.type === 'all')
  if (!masked && !all) {
    const denied = rules.filter(({ action }) => action === 'deny').flatMap(hidingFrom)
    return { ...policy, exceptions: [...denied, ...policy.exceptions] }
  }
  return oneByOne(policy, rules, people, all)
}

// No policy hides from one resource: who is denied at one is hidden from, and who is allowed at one is not shown.
function ofPerson(item: PrivacyItem): PrivacyItem {
  const { action, match } = item
  if (action !== 'deny' || match.type !== 'jid') return item
  const value = bareJid(match.value) ?? match.value
  return { ...item, match: { ...match, value } }
}

// Where what is allowed stands before what is denied, only a rule for each person says the same.
function oneByOne(
  policy: Policy,
  rules: readonly PrivacyItem[],
  people: readonly Person[],
  all: boolean,
): Policy {
  const denied = (person: Person): boolean =>
    evaluate(rules, 'presence-out', person).action === 'deny'
  const shown = people.filter((person) => allows(policy, person) && !denied(person))
  const hidden = people.filter((person) => allows(policy, person) && denied(person))
  const one = (sees: boolean) => {
    return ({ jid }: Person): Exception => ({ target: { type: 'jid', value: jid }, sees })
  }
  if (all) return { ...policy, base: 'invisible', exceptions: shown.map(one(true)) }
  return { ...policy, exceptions: [...hidden.map(one(false)), ...policy.exceptions] }
}

function hidingFrom({ match }: PrivacyItem): Exception[] {
  if (match.type === 'all') return []
  // A rule of a list that names a domain is one for everybody there.
  const target: Target =
    match.type === 'jid' && !match.value.includes('@') ? { ...match, type: 'domain' } : match
  return [{ target, sees: false }]
}
