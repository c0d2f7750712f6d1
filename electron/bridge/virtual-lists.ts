// The privacy lists that a client believes the server keeps for it (RFC 3921 s.10): kept here for the length of its
// session. Several clients make a list of their own active at every login, which would end the hiding on the server.
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import { bareJid, fullJid } from '../../shared/jid'
import type { ListChoice, PrivacyItem } from '../../shared/privacy/list'
import { declined, sorted } from '../../shared/privacy/list'
import { nsPrivacy } from '../xmpp/namespaces'
import type { PrivacyQuery } from '../xmpp/privacy-codec'
import { readPrivacyQuery, writePrivacyQuery } from '../xmpp/privacy-codec'
import { answer, refusal } from './stanzas'

/** The lists of one client. */
export interface VirtualLists {
  /** Answers a request about lists. @returns what to send: the answer, and a push where a list changed (s.10.11) */
  serve(request: Element): Element[]
  /** The list that is in force: the active one, else the default one; null for none. */
  inForce(): readonly PrivacyItem[] | null
}

/** More lists than this are not kept, nor longer ones. */
const maxLists = 100
const maxItems = 5000

/** Builds them; there are none. */
export function createVirtualLists(): VirtualLists {
  const lists = new Map<string, readonly PrivacyItem[]>()
  let active: ListChoice = declined
  let standard: ListChoice = declined
  let pushes = 0

  const isThere = (choice: ListChoice): boolean => choice.kind !== 'named' || lists.has(choice.name)
  const isUsed = (name: string): boolean =>
    [active, standard].some((choice) => choice.kind === 'named' && choice.name === name)

  const get = (request: Element, { lists: [asked, more], ...others }: PrivacyQuery): Element => {
    if (more || 'active' in others || 'default' in others) return refusal(request, 'bad-request')
    if (!asked) {
      const names = [...lists.keys()].map((name) => ({ name, items: [] }))
      const choices = {
        ...(active.kind === 'named' ? { active } : {}),
        ...(standard.kind === 'named' ? { default: standard } : {}),
      }
      return answer(request, writePrivacyQuery({ ...choices, lists: names }))
    }
    const items = lists.get(asked.name)
    if (!items) return refusal(request, 'item-not-found')
    return answer(request, writePrivacyQuery({ lists: [{ name: asked.name, items }] }))
  }

  const change = (request: Element, name: string, items: readonly PrivacyItem[]): Element[] => {
    if (items.length === 0) {
      if (!lists.has(name)) return [refusal(request, 'item-not-found')]
      if (isUsed(name)) return [refusal(request, 'conflict')]
      lists.delete(name)
    } else {
      const distinct = new Set(items.map(({ order }) => order)).size === items.length
      if (!distinct) return [refusal(request, 'bad-request')]
      const full = lists.size >= maxLists && !lists.has(name)
      if (full || items.length > maxItems) return [refusal(request, 'not-allowed')]
      const normal = items.flatMap((item) => normalItem(item) ?? [])
      if (normal.length < items.length) return [refusal(request, 'jid-malformed')]
      lists.set(name, sorted(normal))
    }
    pushes += 1
    const changed = xml('query', { xmlns: nsPrivacy }, xml('list', { name }))
    return [answer(request), xml('iq', { type: 'set', id: `list-push-${String(pushes)}` }, changed)]
  }

  const set = (request: Element, query: PrivacyQuery): Element[] => {
    const { active: chosen, default: usual, lists: changed } = query
    const [list, ...others] = changed
    const said = [chosen, usual, list].filter((one) => one !== undefined)
    if (said.length !== 1 || others.length > 0) return [refusal(request, 'bad-request')]
    if (list) return change(request, list.name, list.items)
    const choice = chosen ?? usual ?? declined
    if (!isThere(choice)) return [refusal(request, 'item-not-found')]
    if (chosen) active = choice
    else standard = choice
    return [answer(request)]
  }

  return {
    serve: (request) => {
      const query = readPrivacyQuery(request.getChild('query', nsPrivacy))
      if (!query) return [refusal(request, 'bad-request')]
      return request.attrs['type'] === 'get' ? [get(request, query)] : set(request, query)
    },
    inForce: () => {
      const [choice] = [active, standard].filter(({ kind }) => kind === 'named')
      return choice?.kind === 'named' ? (lists.get(choice.name) ?? null) : null
    },
  }
}

// Addresses are compared in their normal form, as a server does.
function normalItem(item: PrivacyItem): PrivacyItem | undefined {
  const { match } = item
  if (match.type !== 'jid') return item
  const value = fullJid(match.value) ?? bareJid(match.value)
  return value && { ...item, match: { ...match, value } }
}
