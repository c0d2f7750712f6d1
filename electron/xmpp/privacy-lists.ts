// Privacy lists on the wire: RFC 3921 s.10.3-10.8, XEP-0016 s.2. Items are written in ascending order, always.
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import type {
  ListChoice,
  PrivacyItem,
  PrivacyMatch,
  StanzaKind,
  Subscription,
} from '../../shared/privacy/list'
import { declined, named, renumber, sorted } from '../../shared/privacy/list'
import type { Result } from '../../shared/result'
import { ok } from '../../shared/result'
import type { Iq } from './iq'
import { nsPrivacy } from './namespaces'

const kinds: readonly StanzaKind[] = ['message', 'iq', 'presence-in', 'presence-out']

/** The names of all lists, and the choices. */
export interface ListNames {
  readonly names: readonly string[]
  readonly active: ListChoice
  readonly default: ListChoice
}

/** Asks for the names of all lists and for the choices (s.10.3). */
export async function getNames(iq: Iq): Promise<Result<ListNames>> {
  const reply = await iq.request('get', null, query())
  return reply.ok ? ok(readNames(reply.value)) : reply
}

/** Asks for the items of one list (s.10.4), in ascending order whatever order they came in. */
export async function getList(iq: Iq, name: string): Promise<Result<PrivacyItem[]>> {
  const reply = await iq.request('get', null, query(xml('list', { name })))
  return reply.ok ? ok(readItems(reply.value)) : reply
}

/** Creates or replaces a list (s.10.6). @throws RangeError for no items: that would remove the list (s.10.8) */
export async function setList(
  iq: Iq,
  name: string,
  items: readonly PrivacyItem[],
): Promise<Result<unknown>> {
  if (items.length === 0) throw new RangeError('an empty privacy list is a removal')
  const list = xml('list', { name }, ...renumber(items).map(writeItem))
  return iq.request('set', null, query(list))
}

/** Chooses or declines the active list of this session (s.10.5). */
export async function setActive(iq: Iq, choice: ListChoice): Promise<Result<unknown>> {
  const name = choice.kind === 'named' ? { name: choice.name } : {}
  return iq.request('set', null, query(xml('active', name)))
}

/** The list that a push says has changed (s.10.11). */
export function readListPush(push: Element): string | undefined {
  return push.getChild('list')?.attrs['name']
}

// An element without a name is "none", as one server writes it (ejabberd 23.01, measured).
function readNames(reply: Element): ListNames {
  const result = reply.getChild('query', nsPrivacy)
  return {
    names: (result?.getChildren('list') ?? []).flatMap((list) => list.attrs['name'] ?? []),
    active: readChoice(result?.getChild('active')),
    default: readChoice(result?.getChild('default')),
  }
}

function readItems(reply: Element): PrivacyItem[] {
  const list = reply.getChild('query', nsPrivacy)?.getChild('list')
  return sorted((list?.getChildren('item') ?? []).map(readItem))
}

function query(child?: Element): Element {
  return xml('query', { xmlns: nsPrivacy }, child)
}

function readChoice(element: Element | undefined): ListChoice {
  const name = element?.attrs['name']
  return name === undefined || name === '' ? declined : named(name)
}

function writeItem({ action, order, match, kinds: only }: PrivacyItem): Element {
  const matching = match.type === 'all' ? {} : { type: match.type, value: match.value }
  const attributes = { ...matching, action, order: String(order) }
  return xml('item', attributes, ...only.map((kind) => xml(kind, {})))
}

function readItem(item: Element): PrivacyItem {
  return {
    action: item.attrs['action'] === 'deny' ? 'deny' : 'allow',
    order: Number(item.attrs['order'] ?? 0),
    match: readMatch(item.attrs['type'], item.attrs['value'] ?? ''),
    kinds: kinds.filter((kind) => item.getChild(kind) !== undefined),
  }
}

function readMatch(type: string | undefined, value: string): PrivacyMatch {
  if (type === 'jid' || type === 'group') return { type, value }
  if (type === 'subscription' && isSubscription(value)) return { type, value }
  return { type: 'all' }
}

function isSubscription(value: string): value is Subscription {
  return value === 'none' || value === 'to' || value === 'from' || value === 'both'
}
