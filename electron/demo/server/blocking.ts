// The blocking command: XEP-0191.
import { randomUUID } from 'node:crypto'
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import { bareJid, fullJid } from '../../../shared/jid'
import { nsBlocking } from '../../xmpp/namespaces'
import type { Handler } from './handlers'
import type { User } from './realm'
import type { Refusal } from './stanzas'
import { refuse } from './stanzas'

/** Blocked addresses of one account. */
const atMost = 10_000

/** What serves it. */
export const blockingHandlers: readonly Handler[] = [
  {
    type: 'get',
    name: 'blocklist',
    ns: nsBlocking,
    serve: (_realm, session) => {
      session.wantsBlocks = true
      return list('blocklist', session.user.account.blocked)
    },
  },
  {
    type: 'set',
    name: 'block',
    ns: nsBlocking,
    serve: (_realm, { user }, query) => block(user, query),
  },
  {
    type: 'set',
    name: 'unblock',
    ns: nsBlocking,
    serve: (_realm, { user }, query) => unblock(user, query),
  },
]

// s.3.3: whoever is blocked is sent unavailable presence first.
function block(user: User, query: Element): Refusal | null {
  const jids = addresses(query)
  const { blocked } = user.account
  if (!jids || jids.length === 0) return refuse('bad-request')
  if (blocked.size + jids.length > atMost) return refuse('resource-constraint')
  for (const jid of jids) {
    for (const { acts } of user.sessions.values()) acts.blocking(jid, acts.audience())
    blocked.add(jid)
  }
  push(user, list('block', jids))
  return null
}

// s.3.4 and s.3.5: some, or all.
function unblock(user: User, query: Element): Refusal | null {
  const jids = addresses(query)
  if (!jids) return refuse('bad-request')
  const { blocked } = user.account
  const freed = jids.length === 0 ? [...blocked] : jids
  for (const jid of freed) {
    if (!blocked.delete(jid)) continue
    for (const { acts } of user.sessions.values()) acts.unblocked(jid)
  }
  push(user, list('unblock', jids))
  return null
}

function push(user: User, payload: Element): void {
  for (const { stream, wantsBlocks } of user.sessions.values()) {
    if (wantsBlocks) {
      stream.send(xml('iq', { type: 'set', id: randomUUID(), to: stream.jid }, payload))
    }
  }
}

function addresses(query: Element): string[] | undefined {
  const jids = query
    .getChildren('item')
    .map(({ attrs: { jid = '' } }) => fullJid(jid) ?? bareJid(jid))
  return jids.every((jid) => jid !== undefined) ? jids : undefined
}

function list(name: string, jids: Iterable<string>): Element {
  return xml(
    name,
    { xmlns: nsBlocking },
    [...jids].map((jid) => xml('item', { jid })),
  )
}
