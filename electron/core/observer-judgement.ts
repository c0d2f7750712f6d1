// What a contact was told by a stanza, in words, and whether they should not have been told.
import type { Guards } from '../../shared/visibility/policy'
import type { Observed, ObservedFact } from '../xmpp/observed-stanza'

/** What must be known of the moment to judge a stanza. */
export interface Moment {
  /** Whether it is this session of Casper's that speaks, and not another device of the user's. */
  readonly own: boolean
  /** Whether the contact's client shows the resource that speaks. */
  readonly shown: boolean
  /** Whether the contact may see the user. */
  readonly allowed: boolean
  /** What those are kept from besides presence who may not see the user. */
  readonly guards: Guards
}

/** Errors that servers give for a resource that is not there (RFC 6121 s.8.5.3.2.3). */
const asAbsent: ReadonlySet<string> = new Set([
  'service-unavailable',
  'recipient-unavailable',
  'item-not-found',
])

/** The resource of no session: the account itself speaks, or the server for it. */
const nobody = ''

/**
 * Whether a stanza tells a contact that the user is here who must not know it. What another device says, what a person
 * wrote, and acts about subscriptions never do.
 */
export function isLeak(fact: ObservedFact, { own, shown, allowed, guards }: Moment): boolean {
  if (allowed || !own || fact.resource === nobody) return false
  switch (fact.kind) {
    case 'presence':
      // The end of what was never shown tells that there was something.
      return fact.presence.kind === 'available' || (fact.presence.kind === 'unavailable' && !shown)
    case 'message':
      return isSignKept(fact.sign, guards)
    case 'iq':
      if (fact.type === 'get' || fact.type === 'set') return true
      return guards.requests && !(fact.type === 'error' && asAbsent.has(fact.condition))
  }
}

// Whether such a sign is kept from who may not see the user; a person's words and failures are none.
function isSignKept(sign: Observed<'message'>['sign'], { typing, receipts }: Guards): boolean {
  switch (sign) {
    case null:
    case 'error':
      return false
    case 'typing':
      return typing
    case 'receipt':
    case 'marker':
      return receipts
    case 'other':
      return true
  }
}

/** What a stanza told, in a few words. */
export function wordsOf(fact: ObservedFact, { own, shown }: Moment): string {
  const words = told(fact, shown)
  return own || fact.resource === nobody ? words : `${words} (another device)`
}

function told(fact: ObservedFact, shown: boolean): string {
  switch (fact.kind) {
    case 'presence':
      return presenceWords(fact, shown)
    case 'message':
      return messageWords(fact)
    case 'iq':
      return iqWords(fact)
  }
}

function presenceWords({ presence, status }: Observed<'presence'>, shown: boolean): string {
  const said = status === '' ? '' : `, ${quoted(status)}`
  switch (presence.kind) {
    case 'available': {
      const show = { chat: 'free to chat', away: 'away', xa: 'away for long', dnd: 'busy' }
      const is = presence.resource.show === null ? 'available' : show[presence.resource.show]
      return `${shown ? 'is now' : 'came online,'} ${is}${said}`
    }
    case 'unavailable':
      return `went offline${said}`
    case 'other':
      return subscriptions[presence.type] ?? `sent presence of the type ${short(presence.type)}`
  }
}

const subscriptions: Readonly<Record<string, string>> = {
  subscribe: 'asked to see their presence',
  subscribed: 'allowed them to see the presence',
  unsubscribe: 'does not wish to see their presence any more',
  unsubscribed: 'took back that they may see the presence',
  error: 'could not be reached',
}

function messageWords({ sign, body }: Observed<'message'>): string {
  if (sign === null) return `wrote: ${quoted(body)}`
  return {
    typing: 'told whether they are typing',
    receipt: 'confirmed that a message arrived',
    marker: 'told that a message was read',
    error: 'a message could not be delivered',
    other: 'sent a message without words',
  }[sign]
}

const requests: Readonly<Record<string, string>> = {
  'jabber:iq:version': 'the version',
  'jabber:iq:last': 'the last activity',
  'urn:xmpp:ping': 'a sign of life',
  'vcard-temp': 'the profile',
}

function iqWords({ type, about, condition }: Observed<'iq'>): string {
  const what = requests[about] ?? 'something'
  if (type === 'get' || type === 'set') return `asked for ${what}`
  if (type === 'result') return 'answered a request'
  return asAbsent.has(condition)
    ? 'answered as if nobody were there'
    : `refused a request: ${condition}`
}

function quoted(text: string): string {
  return `“${short(text)}”`
}

function short(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  const characters = [...line.slice(0, 400)]
  return characters.length <= 80 ? line : `${characters.slice(0, 79).join('')}…`
}
