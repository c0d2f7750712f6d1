// Privacy lists as requests: RFC 3921 s.10.3-10.8, XEP-0016 s.2. Items are written in ascending order, always.
import type { Element } from '@xmpp/xml'
import { appError } from '../../shared/errors'
import type { ListChoice, PrivacyItem } from '../../shared/privacy/list'
import { declined, renumber, sorted } from '../../shared/privacy/list'
import type { Result } from '../../shared/result'
import { err, ok } from '../../shared/result'
import type { Iq } from './iq'
import { nsPrivacy } from './namespaces'
import type { PrivacyQuery } from './privacy-codec'
import { readPrivacyQuery, writePrivacyQuery } from './privacy-codec'

/** The names of all lists, and the choices. */
export interface ListNames {
  readonly names: readonly string[]
  readonly active: ListChoice
  readonly default: ListChoice
}

/** Asks for the names of all lists and for the choices (s.10.3); a choice that is not told is "none". */
export async function getNames(iq: Iq): Promise<Result<ListNames>> {
  const reply = await ask(iq, { lists: [] })
  if (!reply.ok) return reply
  const { active = declined, default: standard = declined, lists } = reply.value
  return ok({ names: lists.map(({ name }) => name), active, default: standard })
}

/**
 * Asks for the items of one list (s.10.4), in ascending order whatever order they came in.
 * Fails with `item-not-found` where there is no such list, `undefined-condition` where it cannot be understood.
 */
export async function getList(iq: Iq, name: string): Promise<Result<PrivacyItem[]>> {
  const reply = await ask(iq, { lists: [{ name, items: [] }] })
  if (!reply.ok) return reply
  const list = reply.value.lists.find((other) => other.name === name)
  return list ? ok(sorted(list.items)) : err(appError('item-not-found'))
}

/**
 * Creates or replaces a list (s.10.6, s.10.7). `bad-request` is the server's word for equal orders.
 * @throws RangeError for no items: that would remove the list (s.10.8)
 */
export async function setList(
  iq: Iq,
  name: string,
  items: readonly PrivacyItem[],
): Promise<Result<void>> {
  if (items.length === 0) throw new RangeError('an empty privacy list is a removal')
  return set(iq, { lists: [{ name, items: renumber(items) }] })
}

/**
 * Removes a list (s.10.8). Fails with `conflict` where another resource is under it, `item-not-found` where there is
 * none. Measured: two servers of three remove it even under another session, so never remove so what others may use;
 * and a list that is not there is a success on two, `bad-request` on the third.
 */
export async function removeList(iq: Iq, name: string): Promise<Result<void>> {
  return set(iq, { lists: [{ name, items: [] }] })
}

/** Chooses or declines the active list of this session (s.10.4). @throws RangeError for an unknown choice */
export async function setActive(iq: Iq, choice: ListChoice): Promise<Result<void>> {
  return set(iq, { active: choice, lists: [] })
}

/**
 * Chooses or declines the default list of the account (s.10.5). Fails with `conflict` where another resource is under
 * the present one. @throws RangeError for an unknown choice
 */
export async function setDefault(iq: Iq, choice: ListChoice): Promise<Result<void>> {
  return set(iq, { default: choice, lists: [] })
}

/** The list that a push says has changed (s.10.2 rule 10, s.10.6); whatever else it holds, it is to be read anew. */
export function readListPush(push: Element): string | undefined {
  return push.getChild('list')?.attrs['name']
}

async function ask(iq: Iq, query: PrivacyQuery): Promise<Result<PrivacyQuery>> {
  const reply = await iq.request('get', null, writePrivacyQuery(query))
  if (!reply.ok) return reply
  const answer = readPrivacyQuery(reply.value.getChild('query', nsPrivacy))
  return answer ? ok(answer) : err(appError('undefined-condition', 'not a privacy list query'))
}

async function set(iq: Iq, query: PrivacyQuery): Promise<Result<void>> {
  const reply = await iq.request('set', null, writePrivacyQuery(query))
  return reply.ok ? ok(undefined) : reply
}
