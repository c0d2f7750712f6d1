// The blocking command: XEP-0191. Blocked addresses may be of any form (s.6): with a local part, a resource, or bare
// domains. An `<unblock/>` without items means everybody, so it is never written or read by accident.
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import { appError } from '../../shared/errors'
import type { BareJid, FullJid } from '../../shared/jid'
import { bareJid, fullJid } from '../../shared/jid'
import type { Result } from '../../shared/result'
import { err, ok } from '../../shared/result'
import type { Iq, IqHandler } from './iq'
import { nsBlocking, nsBlockingErrors } from './namespaces'

/** An address that can be blocked. */
export type BlockedJid = BareJid | FullJid

/** What a push says has changed (s.3.3-3.5). */
export type BlockingPush =
  | { readonly kind: 'block' | 'unblock'; readonly jids: readonly BlockedJid[] }
  | { readonly kind: 'unblock-all' }

/** Everything that the protocol's elements can say. */
export type Blocking =
  BlockingPush | { readonly kind: 'blocklist'; readonly jids: readonly BlockedJid[] }

/** Asks whom the account blocks (s.3.2). From then on the server pushes changes to this session. */
export async function getBlocked(iq: Iq): Promise<Result<readonly BlockedJid[]>> {
  const reply = await iq.request('get', null, writeBlocking({ kind: 'blocklist', jids: [] }))
  if (!reply.ok) return reply
  const list = readBlocking(reply.value.getChild('blocklist', nsBlocking))
  return list?.kind === 'blocklist' ? ok(list.jids) : err(appError('undefined-condition'))
}

/**
 * Blocks (s.3.3). The server then sends them unavailable presence; some do so where none was shown before (measured).
 * @throws RangeError for nobody
 */
export async function block(iq: Iq, jids: readonly BlockedJid[]): Promise<Result<void>> {
  return set(iq, { kind: 'block', jids })
}

/** Unblocks (s.3.4). @throws RangeError for nobody, which would be everybody on the wire */
export async function unblock(iq: Iq, jids: readonly BlockedJid[]): Promise<Result<void>> {
  return set(iq, { kind: 'unblock', jids })
}

/** Unblocks everybody (s.3.5). */
export async function unblockAll(iq: Iq): Promise<Result<void>> {
  return set(iq, { kind: 'unblock-all' })
}

/** Serves the pushes of the own account; anybody else's are answered as unknown. */
export function blockingHandlers(changed: (push: BlockingPush) => void): IqHandler[] {
  return ['block', 'unblock'].map((name) => ({
    type: 'set',
    name,
    ns: nsBlocking,
    ownOnly: true,
    serve: (payload) => {
      const push = readBlocking(payload)
      if (push && push.kind !== 'blocklist') changed(push)
      return null
    },
  }))
}

/** Whether a stanza came back because the own account blocks whom it was for (s.3.3). */
export function isBlockedError(stanza: Element): boolean {
  return stanza.getChild('error')?.getChild('blocked', nsBlockingErrors) !== undefined
}

/**
 * Reads an element of the protocol; items with an address that is none are left out. Undefined where the element is
 * something else, or names nobody although it must: only a really empty `<unblock/>` is about everybody.
 */
export function readBlocking(element: Element | undefined): Blocking | undefined {
  if (element?.getNS() !== nsBlocking) return undefined
  const kind = element.name
  if (kind === 'unblock' && element.getChildElements().length === 0) return { kind: 'unblock-all' }
  const jids = element.getChildren('item').flatMap(({ attrs }) => anyJid(attrs['jid']) ?? [])
  if (kind === 'blocklist') return { kind, jids }
  return (kind === 'block' || kind === 'unblock') && jids.length > 0 ? { kind, jids } : undefined
}

/** Writes an element of the protocol. @throws RangeError for a block or unblock of nobody */
export function writeBlocking(blocking: Blocking): Element {
  if (blocking.kind === 'unblock-all') return xml('unblock', { xmlns: nsBlocking })
  const { kind, jids } = blocking
  if (kind !== 'blocklist' && jids.length === 0) throw new RangeError(`${kind} nobody`)
  return xml(
    kind,
    { xmlns: nsBlocking },
    jids.map((jid) => xml('item', { jid })),
  )
}

async function set(iq: Iq, change: BlockingPush): Promise<Result<void>> {
  const reply = await iq.request('set', null, writeBlocking(change))
  return reply.ok ? ok(undefined) : reply
}

function anyJid(text = ''): BlockedJid | undefined {
  return fullJid(text) ?? bareJid(text)
}
