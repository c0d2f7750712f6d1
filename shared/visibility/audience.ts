// Who sees the user, contact by contact, and why. `eyeOf` speaks of what the server confirmed, `wishedEye` of what
// the user asked for; the two are never mixed.
import type { Contact, Exposure } from '../model'
import { evaluate } from '../privacy/evaluate'
import type { PrivacyItem } from '../privacy/list'
import type { Policy, Target } from './policy'
import { decidingException } from './policy'

/** The answer for one contact. `reason` is a whole sentence. */
export interface Eye {
  readonly state: 'open' | 'closed' | 'unknown'
  readonly reason: string
}

type Who = Pick<Contact, 'jid' | 'name' | 'groups' | 'subscription'>

/** Whether a contact is shown the user's presence by what the server has confirmed. */
export function eyeOf(contact: Who, exposure: Exposure): Eye {
  if (exposure.kind === 'unknown') {
    return { state: 'unknown', reason: 'The server has not confirmed what is shown.' }
  }
  if (exposure.kind === 'nobody') {
    return { state: 'closed', reason: 'Nobody is shown that you are here.' }
  }
  if (exposure.kind === 'directed') {
    return exposure.to.includes(contact.jid)
      ? {
          state: 'open',
          reason: `${label(contact)} sees you: your presence was sent to them alone.`,
        }
      : {
          state: 'closed',
          reason: `${label(contact)} does not see you: your presence was not sent to them.`,
        }
  }
  if (!mayReceive(contact)) return { state: 'closed', reason: noSubscription(contact) }
  const { action, item } = evaluate(exposure.items, 'presence-out', contact)
  return action === 'allow'
    ? {
        state: 'open',
        reason: `${label(contact)} sees you: ${because(item, 'nothing hides you')}.`,
      }
    : {
        state: 'closed',
        reason: `${label(contact)} does not see you: ${because(item, 'hidden')}.`,
      }
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
