// Who sees the user, contact by contact, and why. `eyeOf` speaks of what the server confirmed, `wishedEye` of what
// the user asked for; the two are never mixed. `eyesUnder` and `wishesUnder` are for many contacts.
import type { Contact, Exposure } from '../model'
import { policyItems } from '../privacy/compose'
import type { Entity } from '../privacy/evaluate'
import type { PrivacyItem } from '../privacy/list'
import type { Matcher } from '../privacy/matcher'
import { createMatcher } from '../privacy/matcher'
import type { Policy, Target } from './policy'
import { decidingException } from './policy'

/** The answer for one contact. `reason` is a whole sentence. */
export interface Eye {
  readonly state: 'open' | 'closed' | 'unknown'
  readonly reason: string
}

type Who = Entity & Pick<Contact, 'name'>

/** Whether contacts are shown the user's presence by what the server has confirmed: made ready once, for any number. */
export function eyesUnder(exposure: Exposure): (contact: Who) => Eye {
  switch (exposure.kind) {
    case 'unknown':
      return () => ({ state: 'unknown', reason: 'The server has not confirmed what is shown.' })
    case 'nobody':
      return () => ({ state: 'closed', reason: 'Nobody is shown that you are here.' })
    case 'directed':
      return eyesOfDirected(new Set(exposure.to))
    case 'available':
      return eyesOfRules(createMatcher(exposure.items, exposure.reading))
  }
}

/** The same for one contact. */
export function eyeOf(contact: Who, exposure: Exposure): Eye {
  return eyesUnder(exposure)(contact)
}

function eyesOfDirected(shown: ReadonlySet<string>): (contact: Who) => Eye {
  return (contact) =>
    shown.has(contact.jid)
      ? open(contact, 'your presence was sent to them alone')
      : closed(contact, 'your presence was not sent to them')
}

function eyesOfRules(matcher: Matcher): (contact: Who) => Eye {
  return (contact) => {
    if (!mayReceive(contact)) return { state: 'closed', reason: noSubscription(contact) }
    const { action, item } = matcher.ruling('presence-out', contact)
    return action === 'allow'
      ? open(contact, because(item, 'nothing hides you'))
      : closed(contact, because(item, 'hidden'))
  }
}

function open(contact: Who, why: string): Eye {
  return { state: 'open', reason: `${label(contact)} sees you: ${why}.` }
}

function closed(contact: Who, why: string): Eye {
  return { state: 'closed', reason: `${label(contact)} does not see you: ${why}.` }
}

/** What the user asked for, whether or not it is in force yet. */
export function wishedEye(contact: Who, policy: Policy): Eye {
  if (!mayReceive(contact)) return { state: 'closed', reason: noSubscription(contact) }
  const exception = decidingException(policy, contact)
  const sees = exception?.sees ?? policy.base === 'visible'
  const rule = exception ? targetWords(exception.target) : 'the general rule'
  return {
    state: sees ? 'open' : 'closed',
    reason: `You asked that ${label(contact)} ${sees ? 'sees' : 'does not see'} you, by ${rule}.`,
  }
}

/** Whether the user asked to be seen by contacts: made ready once, for any number. */
export function wishesUnder(policy: Policy): (contact: Who) => boolean {
  const matcher = createMatcher(policyItems(policy))
  return (contact) =>
    mayReceive(contact) && matcher.ruling('presence-out', contact).action === 'allow'
}

/** One eye for many: half where they differ. */
export function groupEye(eyes: readonly Eye[]): 'open' | 'closed' | 'half' | 'unknown' {
  const states = new Set(eyes.map((eye) => eye.state))
  if (states.has('unknown')) return 'unknown'
  if (states.size > 1) return 'half'
  return states.has('open') ? 'open' : 'closed'
}

/** Whether the server sends the user's presence to that contact at all (RFC 3921 s.5.1.2). */
export function mayReceive(contact: Pick<Who, 'subscription'>): boolean {
  return contact.subscription === 'from' || contact.subscription === 'both'
}

function because(item: PrivacyItem | null, otherwise: string): string {
  if (item === null) return otherwise
  return item.match.type === 'all'
    ? `the general rule (rule ${item.order})`
    : `${targetWords(item.match)} (rule ${item.order})`
}

function targetWords(target: Target): string {
  if (target.type === 'jid') return 'the rule for this address'
  if (target.type === 'domain') return `the rule for the domain ${target.value}`
  if (target.type === 'group') return `the rule for the group ${target.value}`
  return `the rule for subscription ${target.value}`
}

function noSubscription(contact: Who): string {
  return `${label(contact)} has not subscribed to your presence, so the server does not send it.`
}

function label(contact: Who): string {
  return contact.name === '' ? contact.jid : contact.name
}
