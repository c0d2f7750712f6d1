// The roster as its owner asks for it and changes it: RFC 3921 s.7.
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import { bareJid } from '../../../shared/jid'
import { nsRoster } from '../../xmpp/namespaces'
import type { RosterItem } from '../state/account'
import type { Handler } from './handlers'
import type { Realm, User } from './realm'
import { atMost } from './realm'
import { itemElement, pushRoster } from './roster-push'
import type { Refusal } from './stanzas'
import { refuse } from './stanzas'
import { cancelSubscriptions } from './subscriptions'

/** What serves it. */
export const rosterHandlers: readonly Handler[] = [
  {
    type: 'get',
    name: 'query',
    ns: nsRoster,
    serve: (_realm, session) => {
      session.wantsRoster = true
      const items = [...session.user.account.roster.values()]
      return xml('query', { xmlns: nsRoster }, items.map(itemElement))
    },
  },
  {
    type: 'set',
    name: 'query',
    ns: nsRoster,
    serve: (realm, { user }, query) => change(realm, user, query),
  },
]

function change(realm: Realm, user: User, query: Element): Refusal | null {
  const [item, ...more] = query.getChildren('item')
  const jid = bareJid(item?.attrs['jid'] ?? '')
  if (!item || more.length > 0 || jid === undefined || jid === user.account.jid) {
    return refuse('bad-request')
  }
  const { roster } = user.account
  const before = roster.get(jid)
  if (item.attrs['subscription'] === 'remove') {
    if (!before) return refuse('item-not-found')
    cancelSubscriptions(realm, user, jid)
    roster.delete(jid)
    pushRoster(user, { gone: jid })
    for (const { acts } of user.sessions.values()) acts.rosterChanged(jid, before, undefined)
    return null
  }
  if (!before && roster.size >= atMost.rosterItems) return refuse('resource-constraint')
  const groups = [...new Set(item.getChildren('group').map((group) => group.getText()))]
  if (groups.includes('')) return refuse('not-acceptable')
  const { name } = item.attrs
  // Only the server changes a subscription (s.7.3).
  const { subscription = 'none', ask = false } = before ?? {}
  const after: RosterItem = { jid, groups, subscription, ask, ...(name ? { name } : {}) }
  roster.set(jid, after)
  pushRoster(user, after)
  return null
}
