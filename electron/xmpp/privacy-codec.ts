// The privacy query element: RFC 3921 s.10.1, XEP-0016 s.2.1 and its schema. Read whole or not at all: an item that
// is only half understood would be taken for another rule than the server applies.
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import type {
  ListChoice,
  PrivacyItem,
  PrivacyMatch,
  StanzaKind,
  Subscription,
} from '../../shared/privacy/list'
import { declined, named } from '../../shared/privacy/list'
import { nsPrivacy } from './namespaces'

/** A list as it stands in a query; without items it is asked for, pushed or, in a set, removed. */
export interface ListElement {
  readonly name: string
  readonly items: readonly PrivacyItem[]
}

/**
 * Everything that a query can say. Absent `active` and `default` are not there at all; `declined` is the element
 * without a name: in a request "no list any more", in a reply "none" (as ejabberd 23.01 writes it, measured).
 */
export interface PrivacyQuery {
  readonly active?: ListChoice
  readonly default?: ListChoice
  readonly lists: readonly ListElement[]
}

/** In the order of the schema. */
const stanzaKinds: readonly StanzaKind[] = ['iq', 'message', 'presence-in', 'presence-out']

/** Reads a query; undefined where it is none, or says something that the specification does not define. */
export function readPrivacyQuery(query: Element | undefined): PrivacyQuery | undefined {
  if (!query?.is('query', nsPrivacy)) return undefined
  const [active, more] = query.getChildren('active')
  const [standard, another] = query.getChildren('default')
  const lists = query.getChildren('list').map(readList)
  if (more || another || !lists.every((list) => list !== undefined)) return undefined
  return {
    ...(active ? { active: readChoice(active) } : {}),
    ...(standard ? { default: readChoice(standard) } : {}),
    lists,
  }
}

/**
 * Writes a query, items as they stand: put them in ascending order first.
 * @throws RangeError for an unknown choice, which nobody can ask for
 */
export function writePrivacyQuery({ active, default: standard, lists }: PrivacyQuery): Element {
  return xml(
    'query',
    { xmlns: nsPrivacy },
    active && xml('active', choiceAttributes(active)),
    standard && xml('default', choiceAttributes(standard)),
    lists.map(({ name, items }) => xml('list', { name }, items.map(writeItem))),
  )
}

function readChoice(element: Element): ListChoice {
  const { name } = element.attrs
  return name === undefined || name === '' ? declined : named(name)
}

function choiceAttributes(choice: ListChoice): Record<string, string> {
  if (choice.kind === 'unknown') throw new RangeError('an unknown choice is none to ask for')
  return choice.kind === 'named' ? { name: choice.name } : {}
}

function readList(list: Element): ListElement | undefined {
  const { name } = list.attrs
  const items = list.getChildren('item').map(readItem)
  if (name === undefined || !items.every((item) => item !== undefined)) return undefined
  return { name, items }
}

function readItem(item: Element): PrivacyItem | undefined {
  const { type, value, action, order = '' } = item.attrs
  const match = readMatch(type, value)
  const names = item.getChildElements().map((child) => child.name)
  if (!match || (action !== 'allow' && action !== 'deny') || !/^\d+$/.test(order)) return undefined
  if (!names.every(isStanzaKind)) return undefined
  return { action, order: Number(order), match, kinds: inOrder(names) }
}

function readMatch(type: string | undefined, value: string | undefined): PrivacyMatch | undefined {
  if (type === undefined) return { type: 'all' }
  if (value === undefined) return undefined
  if (type === 'jid' || type === 'group') return { type, value }
  return type === 'subscription' && isSubscription(value) ? { type, value } : undefined
}

function writeItem({ action, order, match, kinds }: PrivacyItem): Element {
  const matching = match.type === 'all' ? {} : { type: match.type, value: match.value }
  const attributes = { ...matching, action, order }
  return xml(
    'item',
    attributes,
    inOrder(kinds).map((kind) => xml(kind)),
  )
}

function inOrder(kinds: readonly StanzaKind[]): StanzaKind[] {
  return stanzaKinds.filter((kind) => kinds.includes(kind))
}

function isStanzaKind(name: string): name is StanzaKind {
  return stanzaKinds.some((kind) => kind === name)
}

function isSubscription(value: string): value is Subscription {
  return value === 'none' || value === 'to' || value === 'from' || value === 'both'
}
