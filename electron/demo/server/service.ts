// What the server says of itself and of its users: XEP-0030, XEP-0012, XEP-0054, XEP-0092, XEP-0199.
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import { writeInfo } from '../../xmpp/disco'
import {
  nsBlocking,
  nsDiscoInfo,
  nsDiscoItems,
  nsInvisible,
  nsPing,
  nsPrivacy,
  nsRoster,
  nsVersion,
} from '../../xmpp/namespaces'
import { maySee } from '../state/presence'
import { bareOf } from '../state/account'
import type { OnlineSession, Realm, User } from './realm'
import type { Refusal } from './stanzas'
import { refuse } from './stanzas'

const nsLast = 'jabber:iq:last'
const nsVcard = 'vcard-temp'

/** What a request is answered with; undefined where nobody knows it. */
export type Answer = Element | Refusal | null | undefined

/** UTF-16 units of one vCard. */
const vcardAtMost = 100_000

/** The server is asked. @param startedAt ms of the clock */
export function askServer(realm: Realm, iq: Element, startedAt: number): Answer {
  const payload = iq.getChildElements()[0]
  if (!payload || iq.attrs['type'] !== 'get') return undefined
  if (payload.is('query', nsDiscoInfo)) {
    const identities = [{ category: 'server', type: 'im', name: 'Casper' }]
    return writeInfo({ identities, features: featuresOf(realm) })
  }
  if (payload.is('query', nsDiscoItems)) {
    const items = [...realm.components.keys()].map((jid) => xml('item', { jid }))
    return xml('query', { xmlns: nsDiscoItems }, items)
  }
  if (payload.is('query', nsVersion)) {
    return xml(
      'query',
      { xmlns: nsVersion },
      xml('name', null, 'Casper'),
      xml('version', null, '1'),
    )
  }
  if (payload.is('query', nsLast)) return secondsSince(realm, startedAt, '')
  return payload.is('ping', nsPing) ? null : undefined
}

/** Somebody asks a user's account, which answers whether or not the user is there. */
export function askAccount(realm: Realm, user: User, iq: Element): Answer {
  const payload = iq.getChildElements()[0]
  if (!payload || iq.attrs['type'] !== 'get') return undefined
  const asker = bareOf(iq.attrs['from'] ?? '')
  const known = asker === user.account.jid || maySee(user.account.roster.get(asker))
  if (payload.is('vCard', nsVcard)) return user.vcard ?? refuse('item-not-found')
  if (!known) return undefined
  if (payload.is('query', nsDiscoInfo)) {
    const identities = [{ category: 'account', type: 'registered', name: '' }]
    return writeInfo({ identities, features: [nsDiscoInfo, nsVcard] })
  }
  if (payload.is('query', nsDiscoItems)) return xml('query', { xmlns: nsDiscoItems })
  return payload.is('query', nsLast) ? lastActivity(realm, user, asker) : undefined
}

/** A user changes what is kept of them. */
export function changeVcard(user: User, payload: Element): Answer {
  if (!payload.is('vCard', nsVcard)) return undefined
  if (payload.toString().length > vcardAtMost) return refuse('not-acceptable')
  user.vcard = payload
  return null
}

// Whoever is shown no session is told of the last one that was shown (XEP-0012 s.4).
function lastActivity(realm: Realm, user: User, asker: string): Element {
  const shown = [...user.sessions.values()].some((session) => isShownTo(session, asker))
  const { at, status } = user.lastSeen
  return shown ? secondsSince(realm, realm.now(), '') : secondsSince(realm, at, status)
}

function isShownTo({ state, acts }: OnlineSession, asker: string): boolean {
  return state.broadcast !== null && acts.reaches(asker)
}

function secondsSince(realm: Realm, at: number, status: string): Element {
  const seconds = String(Math.max(0, Math.floor((realm.now() - at) / 1000)))
  return xml('query', { xmlns: nsLast, seconds }, status || null)
}

function featuresOf({ offers }: Realm): string[] {
  return [
    nsDiscoInfo,
    nsDiscoItems,
    nsLast,
    nsPing,
    nsRoster,
    nsVcard,
    nsVersion,
    ...(offers.lists ? [nsPrivacy] : []),
    ...(offers.blocking ? [nsBlocking] : []),
    ...(offers.command ? [nsInvisible] : []),
  ]
}
