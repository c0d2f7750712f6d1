// The roster: RFC 3921 s.7 (RFC 6121 s.2). What is changed here comes back as a push, and counts only then.
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import type { BareJid } from '../../shared/jid'
import { bareJid } from '../../shared/jid'
import type { Subscription } from '../../shared/privacy/list'
import type { Result } from '../../shared/result'
import { ok } from '../../shared/result'
import type { Iq } from './iq'
import { nsRoster } from './namespaces'

/** One roster item as the server holds it. */
export interface RosterItem {
  readonly jid: BareJid
  readonly name: string
  readonly groups: readonly string[]
  readonly subscription: Subscription
  readonly ask: boolean
}

/** What a roster push says. */
export type RosterPush =
  | { readonly kind: 'changed'; readonly item: RosterItem }
  | { readonly kind: 'removed'; readonly jid: BareJid }

/** Asks for the roster. Items with an address that is none are left out. */
export async function getRoster(iq: Iq): Promise<Result<RosterItem[]>> {
  const reply = await iq.request('get', null, xml('query', { xmlns: nsRoster }))
  if (!reply.ok) return reply
  const items = reply.value.getChild('query', nsRoster)?.getChildren('item') ?? []
  return ok(items.flatMap((item) => readItem(item) ?? []))
}

/**
 * Adds an item, or gives it another name and other groups (s.7.4-7.5); the subscription stays as it is.
 * An empty name is no name.
 */
export async function setItem(
  iq: Iq,
  { jid, name, groups }: Pick<RosterItem, 'jid' | 'name' | 'groups'>,
): Promise<Result<void>> {
  const item = xml(
    'item',
    { jid, ...(name === '' ? {} : { name }) },
    groups.map((group) => xml('group', {}, group)),
  )
  return set(iq, item)
}

/** Removes an item; the server ends the subscriptions in both directions (s.7.6, s.8.6). */
export async function removeItem(iq: Iq, jid: BareJid): Promise<Result<void>> {
  return set(iq, xml('item', { jid, subscription: 'remove' }))
}

/** What a roster push says; undefined where it says nothing that can be understood. */
export function readPush(query: Element): RosterPush | undefined {
  const element = query.getChild('item')
  const jid = bareJid(element?.attrs['jid'] ?? '')
  if (!element || !jid) return undefined
  if (element.attrs['subscription'] === 'remove') return { kind: 'removed', jid }
  const item = readItem(element)
  return item && { kind: 'changed', item }
}

async function set(iq: Iq, item: Element): Promise<Result<void>> {
  const reply = await iq.request('set', null, xml('query', { xmlns: nsRoster }, item))
  return reply.ok ? ok(undefined) : reply
}

function readItem(item: Element): RosterItem | undefined {
  const jid = bareJid(item.attrs['jid'] ?? '')
  if (!jid) return undefined
  const groups = item.getChildren('group').map((group) => group.getText())
  return {
    jid,
    name: item.attrs['name'] ?? '',
    groups: [...new Set(groups.filter((group) => group !== ''))],
    subscription: readSubscription(item.attrs['subscription']),
    ask: item.attrs['ask'] === 'subscribe',
  }
}

function readSubscription(text: string | undefined): Subscription {
  return text === 'to' || text === 'from' || text === 'both' ? text : 'none'
}
