// Privacy lists as requests: RFC 3921 s.10.3-10.8, with its errors and pushes. What they mean is in the state room.
import { randomUUID } from 'node:crypto'
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import type { ListChoice } from '../../../shared/privacy/list'
import { named, sorted } from '../../../shared/privacy/list'
import { nsPrivacy } from '../../xmpp/namespaces'
import type { PrivacyQuery } from '../../xmpp/privacy-codec'
import { readPrivacyQuery, writePrivacyQuery } from '../../xmpp/privacy-codec'
import { chooseActive, chooseDefault, putList, removeList } from '../state/lists'
import type { Handler } from './handlers'
import type { OnlineSession, Realm, User } from './realm'
import type { Refusal } from './stanzas'
import { refuse } from './stanzas'

/** One account's lists and items of one list. */
const atMost = { lists: 50, items: 10_000 }
/** The greatest number that `order` can be (its type is unsignedInt). */
const greatestOrder = 0xffff_ffff

/** What serves them. */
export const privacyHandlers: readonly Handler[] = [
  {
    type: 'get',
    name: 'query',
    ns: nsPrivacy,
    serve: (_realm, session, query) => get(session, query),
  },
  { type: 'set', name: 'query', ns: nsPrivacy, serve: set },
]

// Names, or one list (s.10.3).
function get({ user, state }: OnlineSession, payload: Element): Element | Refusal {
  const query = readPrivacyQuery(payload)
  const { lists, default: standard } = user.account
  if (!query || query.lists.length > 1 || query.active || query.default) {
    return refuse('bad-request')
  }
  const [asked] = query.lists
  if (asked) {
    const items = lists.get(asked.name)
    if (!items) return refuse('item-not-found')
    return writePrivacyQuery({ lists: [{ name: asked.name, items }] })
  }
  return writePrivacyQuery({
    ...(state.active === null ? {} : { active: named(state.active) }),
    ...(standard === null ? {} : { default: named(standard) }),
    lists: [...lists.keys()].map((name) => ({ name, items: [] })),
  })
}

// One thing at a time (s.10.4-10.8).
function set(realm: Realm, session: OnlineSession, payload: Element): Refusal | null {
  const query = readPrivacyQuery(payload)
  if (!query || payload.getChildElements().length !== 1) return refuse('bad-request')
  const { state, user } = session
  if (query.active) return settled(chooseActive(state, nameOf(query.active)))
  if (query.default) return settled(chooseDefault(state, nameOf(query.default), realm.conduct))
  return change(realm, user, query)
}

function change({ conduct }: Realm, user: User, { lists: [list] }: PrivacyQuery): Refusal | null {
  const { account } = user
  if (!list || list.name === '') return refuse('bad-request')
  const { name, items } = list
  const orders = new Set(items.map(({ order }) => order))
  const sound = orders.size === items.length && Math.max(0, ...orders) <= greatestOrder
  const full = items.length > atMost.items || account.lists.size >= atMost.lists
  if (full && items.length > 0 && !account.lists.has(name)) return refuse('resource-constraint')
  const refusal = !sound
    ? putList(account, name, items, conduct)
    : items.length === 0
      ? removeList(account, name)
      : putList(account, name, sorted(items), conduct)
  if (refusal === null) push(user, name)
  return settled(refusal ?? (sound ? null : 'bad-request'))
}

// Every resource is told, the one that changed it too (s.10.2, rule 10).
function push(user: User, name: string): void {
  for (const { stream } of user.sessions.values()) {
    const query = writePrivacyQuery({ lists: [{ name, items: [] }] })
    stream.send(xml('iq', { type: 'set', id: randomUUID(), to: stream.jid }, query))
  }
}

function nameOf(choice: ListChoice): string | null {
  return choice.kind === 'named' ? choice.name : null
}

function settled(condition: string | null): Refusal | null {
  return condition === null ? null : refuse(condition)
}
