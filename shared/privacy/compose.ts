// The overlay of XEP-0126 (implementation notes): what the user wants others to see AND the rules already in force,
// in one list, since a server applies one list only (XEP-0016 s.2.2: there is no layering).
import type { BareJid } from '../jid'
import { domainOf } from '../jid'
import type { Policy } from '../visibility/policy'
import { matchOf } from '../visibility/policy'
import type { Entity } from './evaluate'
import { asSpecified, concerns, jidFits } from './evaluate'
import type { PrivacyItem, PrivacyMatch } from './list'
import { sorted } from './list'
import type { Matcher } from './matcher'
import { createMatcher } from './matcher'

/**
 * Lays a policy over the rules in force. The rules survive, in effect and in order, below the items for presence
 * going out. Where a first-match list cannot say "both", or the server or the specification reads it otherwise, exact
 * items for the people concerned are put on top.
 * @param base the rules already in force; empty where there is no list
 * @param people everybody on the roster
 * @param reading how the server reads lists; what a wish means does not depend on it
 * @returns the items of the composed list, in ascending order, numbered from 1
 */
export function overlay(
  policy: Policy,
  base: readonly PrivacyItem[],
  people: readonly Entity[],
  reading = asSpecified,
): PrivacyItem[] {
  const rules = sorted(base)
  const wishes = policyItems(policy)
  const named = reading.exactDomains ? wishes.flatMap((item) => withBelow(item, people)) : wishes
  const written = reading.valuesAreAddresses ? named.flatMap((item) => singly(item, people)) : named
  const plain = numbered([...ownDenials(wishes, rules), ...written, ...rules])
  const wished = createMatcher(wishes)
  const ruled = createMatcher(rules, reading)
  const corrected = (given: readonly PrivacyItem[], whom: readonly Entity[]): PrivacyItem[] => {
    const said = [createMatcher(given, reading), createMatcher(given)]
    const corrections = whom.flatMap((person) => {
      const wanted = letsOut(wished, person) && letsOut(ruled, person)
      const isSaid = said.every((matcher) => letsOut(matcher, person) === wanted)
      return isSaid || (wanted && !canBeLetIn(person)) ? [] : [exactly(wanted, person)]
    })
    return numbered([...corrections, ...given])
  }
  // An address without a localpart matches its whole domain, so that people's own items must stand above it.
  const below = corrected(plain, people.filter(isDomain))
  return corrected(
    below,
    people.filter((person) => !isDomain(person)),
  )
}

/** The items that say the policy by themselves: only presence going out, exceptions first, base last. */
export function policyItems(policy: Policy): PrivacyItem[] {
  const exceptions = policy.exceptions.map(({ target, sees }) => rule(sees, matchOf(target)))
  const rest = policy.base === 'invisible' ? [rule(false, { type: 'all' })] : []
  const useful = policy.base === 'visible' ? dropIdle(exceptions) : exceptions
  return [...useful, ...rest]
}

/** Whether the policy needs no list at all: everybody may see the user. */
export function isTrivial(policy: Policy): boolean {
  return policyItems(policy).length === 0
}

// A rule that hides from a domain covers nobody below it: the subdomains that are known get one each, so that it holds for
// whoever comes there, or is moved, before the list is written again.
function withBelow(item: PrivacyItem, people: readonly Entity[]): PrivacyItem[] {
  const { action, match } = item
  if (action === 'allow' || match.type !== 'jid' || /[@/]/.test(match.value)) return [item]
  const domains = new Set(people.map(({ jid }) => domainOf(jid as BareJid)))
  const below = [...domains].filter((domain) => domain.endsWith(`.${match.value}`))
  return [item, ...below.map((value) => rule(false, { type: 'jid', value }))]
}

// A rule that lets a group see would also let the address see that the group is called by: it is written for each member.
function singly(item: PrivacyItem, people: readonly Entity[]): PrivacyItem[] {
  const { action, match } = item
  if (action === 'deny' || match.type !== 'group' || !mayBeAddress(match.value, people))
    return [item]
  return people
    .filter((person) => canBeLetIn(person) && person.groups.includes(match.value))
    .map((person) => exactly(true, person))
}

function mayBeAddress(name: string, people: readonly Entity[]): boolean {
  return /[.@/:]/.test(name) || people.some(({ jid }) => jidFits(name, jid))
}

function letsOut(matcher: Matcher, person: Entity): boolean {
  return matcher.ruling('presence-out', person).action === 'allow'
}

// An "allow" of the policy must not open what the user's own rules close, for people who are not on the roster yet
// either; who is closed out too widely by this is let in again by an exact item.
function ownDenials(wishes: readonly PrivacyItem[], rules: readonly PrivacyItem[]): PrivacyItem[] {
  if (!wishes.some(({ action }) => action === 'allow')) return []
  return rules
    .filter((item) => item.action === 'deny' && concerns(item, 'presence-out'))
    .map(({ match }) => rule(false, match))
}

// An exact "allow" is for somebody who is sent presence already, lest it go stale and open what other rules close;
// and never for a whole domain: a gateway that cannot be let in alone stays out.
function canBeLetIn(person: Entity): boolean {
  return !isDomain(person) && (person.subscription === 'from' || person.subscription === 'both')
}

function isDomain({ jid }: Entity): boolean {
  return !jid.includes('@')
}

function exactly(sees: boolean, { jid }: Entity): PrivacyItem {
  return rule(sees, { type: 'jid', value: jid })
}

// An "allow" at the end of a list whose base allows says nothing, and would only hide the user's own rules below.
function dropIdle(items: readonly PrivacyItem[]): PrivacyItem[] {
  const lastDeny = items.findLastIndex((item) => item.action === 'deny')
  return items.slice(0, lastDeny + 1)
}

function rule(sees: boolean, match: PrivacyMatch): PrivacyItem {
  return { action: sees ? 'allow' : 'deny', order: 0, match, kinds: ['presence-out'] }
}

function numbered(items: readonly PrivacyItem[]): PrivacyItem[] {
  return items.map((item, index) => ({ ...item, order: index + 1 }))
}
