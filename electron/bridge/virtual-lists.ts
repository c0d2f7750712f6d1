// The privacy lists that a client believes the server keeps for it (RFC 3921 s.10): kept here, since several clients make
// a list of their own active at every login, which would end the hiding on the server.
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import * as v from 'valibot'
import { bareJid, fullJid } from '../../shared/jid'
import type { ListChoice, PrivacyItem } from '../../shared/privacy/list'
import { declined, named, sorted } from '../../shared/privacy/list'
import type { StoredLists } from '../core/client-lists-schema'
import { storedListsSchema } from '../core/client-lists-schema'
import { nsPrivacy } from '../xmpp/namespaces'
import type { PrivacyQuery } from '../xmpp/privacy-codec'
import { readPrivacyQuery, writePrivacyQuery } from '../xmpp/privacy-codec'
import type { ListShelf, ListUser } from './list-shelf'
import { answer, refusal } from './stanzas'

/** What they need. */
export interface VirtualListsOptions {
  /** Where the lists of its address are. */
  readonly shelf: ListShelf
  /** Whether that may be in force; where it may not, nothing changes and nothing is answered. */
  readonly allows: (items: readonly PrivacyItem[] | null) => boolean
  readonly deliver: (push: Element) => void
  /** What is in force may be another by the doing of another session. */
  readonly changed: () => void
}

/** The lists of one client. */
export interface VirtualLists {
  /** Answers a request about lists. @returns what to send: the answer, and a push where a list changed (s.10.11) */
  serve(request: Element): Element[]
  /** The list that is in force: the active one, else the default one; null for none. */
  inForce(): readonly PrivacyItem[] | null
  /** The client is gone, and with it what it had made active. */
  end(): void
}

/** Builds them: those of its address, of which none is active. */
export function createVirtualLists(options: VirtualListsOptions): VirtualLists {
  const { shelf, allows, deliver, changed } = options
  let active: ListChoice = declined
  let pushes = 0

  const self: ListUser = {
    active: () => active,
    changed: (name) => {
      if (name !== null) deliver(push(name))
      changed()
    },
  }
  const leave = shelf.use(self)

  const push = (name: string): Element => {
    pushes += 1
    const said = xml('query', { xmlns: nsPrivacy }, xml('list', { name }))
    return xml('iq', { type: 'set', id: `list-push-${String(pushes)}` }, said)
  }

  const standardOf = ({ standard }: StoredLists): ListChoice =>
    standard === null ? declined : named(standard)
  const itemsOf = (kept: StoredLists, name: string): readonly PrivacyItem[] | undefined =>
    kept.lists.find((list) => list.name === name)?.items
  const forceOf = (kept: StoredLists, own: ListChoice): readonly PrivacyItem[] | null => {
    const [choice] = [own, standardOf(kept)].filter(({ kind }) => kind === 'named')
    return choice?.kind === 'named' ? (itemsOf(kept, choice.name) ?? null) : null
  }
  const isUsed = (name: string): boolean =>
    [active, standardOf(shelf.read())].some((one) => one.kind === 'named' && one.name === name) ||
    shelf.isUsed(name, self)

  // Everything or nothing: whoever may not hide does not find a list in force at the next login, either.
  const keep = (next: StoredLists, name: string | null): boolean => {
    if (!allows(forceOf(next, active))) return false
    shelf.write(next, self, name)
    return true
  }

  const get = (request: Element, { lists: [asked, more], ...others }: PrivacyQuery): Element => {
    if (more || 'active' in others || 'default' in others) return refusal(request, 'bad-request')
    const kept = shelf.read()
    if (!asked) {
      const names = kept.lists.map(({ name }) => ({ name, items: [] }))
      const standard = standardOf(kept)
      const choices = {
        ...(active.kind === 'named' ? { active } : {}),
        ...(standard.kind === 'named' ? { default: standard } : {}),
      }
      return answer(request, writePrivacyQuery({ ...choices, lists: names }))
    }
    const items = itemsOf(kept, asked.name)
    if (!items) return refusal(request, 'item-not-found')
    return answer(request, writePrivacyQuery({ lists: [{ name: asked.name, items }] }))
  }

  const change = (request: Element, name: string, items: readonly PrivacyItem[]): Element[] => {
    const kept = shelf.read()
    const others = kept.lists.filter((list) => list.name !== name)
    if (items.length === 0) {
      if (others.length === kept.lists.length) return [refusal(request, 'item-not-found')]
      if (isUsed(name)) return [refusal(request, 'conflict')]
      return keep({ ...kept, lists: others }, name) ? [answer(request), push(name)] : []
    }
    const distinct = new Set(items.map(({ order }) => order)).size === items.length
    if (!distinct) return [refusal(request, 'bad-request')]
    const normal = items.flatMap((item) => normalItem(item) ?? [])
    if (normal.length < items.length) return [refusal(request, 'jid-malformed')]
    const next = { ...kept, lists: [...others, { name, items: sorted(normal) }] }
    if (!v.is(storedListsSchema, next)) return [refusal(request, 'not-allowed')]
    return keep(next, name) ? [answer(request), push(name)] : []
  }

  const choose = (request: Element, choice: ListChoice): Element[] => {
    if (!allows(forceOf(shelf.read(), choice))) return []
    active = choice
    return [answer(request)]
  }

  // Not while another session is under the one before (s.10.6).
  const chooseStandard = (request: Element, choice: ListChoice): Element[] => {
    const kept = shelf.read()
    const standard = choice.kind === 'named' ? choice.name : null
    if (standard === kept.standard) return [answer(request)]
    const busy = kept.standard !== null && shelf.isUsed(kept.standard, self)
    if (busy) return [refusal(request, 'conflict')]
    return keep({ ...kept, standard }, null) ? [answer(request)] : []
  }

  const set = (request: Element, query: PrivacyQuery): Element[] => {
    const { active: chosen, default: usual, lists: changes } = query
    const [list, ...others] = changes
    const said = [chosen, usual, list].filter((one) => one !== undefined)
    if (said.length !== 1 || others.length > 0) return [refusal(request, 'bad-request')]
    if (list) return change(request, list.name, list.items)
    const choice = chosen ?? usual ?? declined
    const isThere = choice.kind !== 'named' || itemsOf(shelf.read(), choice.name) !== undefined
    if (!isThere) return [refusal(request, 'item-not-found')]
    return chosen ? choose(request, choice) : chooseStandard(request, choice)
  }

  return {
    serve: (request) => {
      const query = readPrivacyQuery(request.getChild('query', nsPrivacy))
      if (!query) return [refusal(request, 'bad-request')]
      return request.attrs['type'] === 'get' ? [get(request, query)] : set(request, query)
    },
    inForce: () => forceOf(shelf.read(), active),
    end: leave,
  }
}

// Addresses are compared in their normal form, as a server does.
function normalItem(item: PrivacyItem): PrivacyItem | undefined {
  const { match } = item
  if (match.type !== 'jid') return item
  const value = fullJid(match.value) ?? bareJid(match.value)
  return value && { ...item, match: { ...match, value } }
}
