// Which rule of a list decides about somebody's stanzas, in words a person understands.
import type { Entity, Reading, Ruling } from './evaluate'
import { asSpecified, evaluate } from './evaluate'
import type { PrivacyItem, PrivacyMatch, StanzaKind } from './list'

/** A ruling and its reason, a whole sentence. */
export interface Explanation extends Ruling {
  readonly sentence: string
}

/** What the other party is called in the sentence, without a name by their address; and how the server reads lists. */
export interface ExplainWords {
  readonly name?: string
  readonly reading?: Reading
}

/**
 * Says what a list does with one kind of stanza from or to somebody, and by which rule.
 * Rules are named by their own number, their `order`. "May" in the words on outgoing presence is meant: the list
 * lets it out, the subscription decides whether it is sent.
 */
export function explain(
  items: readonly PrivacyItem[],
  kind: StanzaKind,
  entity: Entity,
  words: ExplainWords = {},
): Explanation {
  const { name, reading = asSpecified } = words
  const { action, item } = evaluate(items, kind, entity, reading)
  const who = name === undefined || name === '' ? entity.jid : name
  const reason = item === null ? without(items, kind) : because(item, reading)
  return { action, item, sentence: `${outcome(kind, action, who)}: ${reason}.` }
}

function outcome(kind: StanzaKind, action: Ruling['action'], who: string): string {
  const open = action === 'allow'
  const passage = open ? 'let through' : 'not let through'
  switch (kind) {
    case 'message':
      return `Messages from ${who} are ${passage}`
    case 'iq':
      return `Requests and replies from ${who} are ${passage}`
    case 'presence-in':
      return `Presence from ${who} is ${passage}`
    case 'presence-out':
      return `Your presence ${open ? 'may go' : 'does not go'} to ${who}`
  }
}

function without(items: readonly PrivacyItem[], kind: StanzaKind): string {
  if (items.length === 0) return 'there are no rules'
  const plural = kind === 'message' || kind === 'iq'
  return `no rule is about ${plural ? 'them' : 'it'}`
}

function because({ order, match }: PrivacyItem, reading: Reading): string {
  return `rule ${order}, for ${those(match, reading)}`
}

function those(match: PrivacyMatch, reading: Reading): string {
  switch (match.type) {
    case 'jid':
      return addressWords(match.value, reading)
    case 'group':
      return `the group ${match.value}`
    case 'subscription':
      return subscriptionWords[match.value]
    case 'all':
      return 'everybody'
  }
}

const subscriptionWords = {
  none: 'people without a subscription either way, strangers included',
  to: 'people to whose presence you are subscribed, but who are not to yours',
  from: 'people who are subscribed to your presence, but you are not to theirs',
  both: 'people who are subscribed to your presence and you to theirs',
}

// An address, or a whole domain (RFC 3921 s.10.1).
function addressWords(value: string, { exactDomains }: Reading): string {
  if (value.includes('@') || value.includes('/')) return `the address ${value}`
  return `everybody at ${value}, its subdomains ${exactDomains ? 'not ' : ''}included`
}
