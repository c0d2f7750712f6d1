// Whose answers are whose: the client's requests that wait, and those of others that wait for the client (RFC 6120
// s.8.2.3). Ids are the client's own; an answer to any other is Casper's, or nobody's.
import type { Element } from '@xmpp/xml'
import { bareJid, fullJid } from '../../shared/jid'
import { nsBlocking } from '../xmpp/namespaces'

/** The requests under way on one session. */
export interface Requests {
  /** The client asks. */
  sent(request: Element): void
  /** Its request will not be answered from outside. */
  settled(request: Element): void
  /** Whether the client has asked for the block list, and so hears of its changes (XEP-0191 s.3.3). */
  readsBlocks(): boolean
  /** Whether the client still waits for the answer to that. */
  waits(request: Element): boolean
  /** An answer came. @returns whether it is the client's */
  answered(reply: Element): boolean
  /** Somebody asks the client. */
  asked(request: Element): void
  /** The client answers. @returns the request; undefined where nobody waits for it */
  answering(reply: Element): Element | undefined
}

/** So many are remembered of each kind; the oldest give way. */
const kept = 5000

/** Builds them; there are none. */
export function createRequests(): Requests {
  const waiting = new Map<string, number>()
  const asked = new Map<string, Element>()
  let readsBlocks = false

  const count = (id: string, change: 1 | -1): boolean => {
    const now = waiting.get(id) ?? 0
    if (now + change > 0) waiting.set(id, now + change)
    else waiting.delete(id)
    trim(waiting)
    return now > 0
  }

  return {
    sent: (request) => {
      if (request.getChild('blocklist', nsBlocking)) readsBlocks = true
      count(request.attrs['id'] ?? '', 1)
    },
    readsBlocks: () => readsBlocks,
    settled: ({ attrs }) => void count(attrs['id'] ?? '', -1),
    waits: ({ attrs }) => waiting.has(attrs['id'] ?? ''),
    answered: ({ attrs }) => count(attrs['id'] ?? '', -1),
    asked: (request) => {
      const { from = '', id = '' } = request.attrs
      asked.set(`${id} ${fullJid(from) ?? bareJid(from) ?? ''}`, request)
      trim(asked)
    },
    answering: ({ attrs }) => {
      const { to = '', id = '' } = attrs
      const key = `${id} ${to}`
      const request = asked.get(key)
      asked.delete(key)
      return request
    },
  }
}

function trim(collection: Map<string, unknown>): void {
  const [oldest] = collection.keys()
  if (collection.size > kept && oldest !== undefined) collection.delete(oldest)
}
