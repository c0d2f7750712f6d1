// Service discovery: XEP-0030 s.3 (information) and s.4 (items). What a server says of itself is a hint, no proof.
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import { appError } from '../../shared/errors'
import type { BareJid } from '../../shared/jid'
import { bareJid } from '../../shared/jid'
import type { Result } from '../../shared/result'
import { err, ok } from '../../shared/result'
import type { Iq } from './iq'
import { nsDiscoInfo, nsDiscoItems } from './namespaces'

/** What an entity is. */
export interface DiscoIdentity {
  readonly category: string
  readonly type: string
  readonly name: string
}

/** What an entity is and can do; both empty in a request. */
export interface DiscoInfo {
  readonly identities: readonly DiscoIdentity[]
  /** Namespaces. */
  readonly features: readonly string[]
}

/** Something that belongs to an entity. */
export interface DiscoItem {
  readonly jid: BareJid
  readonly name: string
}

/** More than any server needs to say; the rest is not read. */
const maxEntries = 1000

/** Asks somebody, such as the own server by its domain, what it is and can do (s.3.1). */
export async function getInfo(iq: Iq, to: string): Promise<Result<DiscoInfo>> {
  const reply = await iq.request('get', to, writeInfo({ identities: [], features: [] }))
  if (!reply.ok) return reply
  const info = readInfo(reply.value.getChild('query', nsDiscoInfo))
  return info ? ok(info) : err(appError('undefined-condition'))
}

/** Asks for the items of somebody, such as the components of the own server (s.4.1); each once. */
export async function getItems(iq: Iq, to: string): Promise<Result<readonly DiscoItem[]>> {
  const reply = await iq.request('get', to, xml('query', { xmlns: nsDiscoItems }))
  if (!reply.ok) return reply
  const items = reply.value.getChild('query', nsDiscoItems)?.getChildren('item') ?? []
  const found = new Map<BareJid, DiscoItem>()
  for (const { attrs } of items.slice(0, maxEntries)) {
    const jid = bareJid(attrs['jid'] ?? '')
    if (jid && !found.has(jid)) found.set(jid, { jid, name: attrs['name'] ?? '' })
  }
  return ok([...found.values()])
}

/** Reads an information query; undefined where the element is something else. */
export function readInfo(query: Element | undefined): DiscoInfo | undefined {
  if (!query?.is('query', nsDiscoInfo)) return undefined
  const identities = query.getChildren('identity').slice(0, maxEntries)
  const features = query.getChildren('feature').slice(0, maxEntries)
  return {
    identities: identities.map(({ attrs: { category = '', type = '', name = '' } }) => ({
      category,
      type,
      name,
    })),
    features: features.flatMap(({ attrs }) => attrs['var'] ?? []),
  }
}

/** Writes an information query. */
export function writeInfo({ identities, features }: DiscoInfo): Element {
  return xml(
    'query',
    { xmlns: nsDiscoInfo },
    identities.map(({ name, ...kind }) => xml('identity', name === '' ? kind : { ...kind, name })),
    features.map((feature) => xml('feature', { var: feature })),
  )
}
