// What an observer's client shows of the user and what it received, from what it received alone.
import type { BareJid } from '../../shared/jid'
import type { ResourcePresence } from '../../shared/model'
import type { ObservedStanza, Observer } from '../../shared/observer'
import type { ObservedFact } from '../xmpp/observed-stanza'
import type { Moment } from './observer-judgement'
import { isLeak, wordsOf } from './observer-judgement'

/** How many stanzas are kept. */
const keptStanzas = 200
/** How many resources of the user's are kept; no client shows more. */
const keptResources = 50

/** An observer before anything came. */
export function newObserver(jid: BareJid, kind: Observer['kind']): Observer {
  return { jid, kind, state: 'connecting', error: null, sees: [], received: [] }
}

/** Whether the client shows that resource. */
export function shows({ sees }: Observer, resource: string): boolean {
  return sees.some((one) => one.resource === resource)
}

/** The observer after one more stanza. @param at ms since the epoch */
export function received(
  observer: Observer,
  fact: ObservedFact,
  moment: Moment,
  at: number,
): Observer {
  const { kind, xml } = fact
  const id = (observer.received.at(-1)?.id ?? 0) + 1
  const words = wordsOf(fact, moment)
  const stanza: ObservedStanza = { id, at, kind, words, xml, leak: isLeak(fact, moment) }
  const sees = kind === 'presence' ? seenAfter(observer.sees, fact) : observer.sees
  return { ...observer, sees, received: [...observer.received.slice(1 - keptStanzas), stanza] }
}

function seenAfter(
  sees: readonly ResourcePresence[],
  { presence, resource }: Extract<ObservedFact, { readonly kind: 'presence' }>,
): readonly ResourcePresence[] {
  if (presence.kind === 'other') return sees
  // Unavailable from the bare address speaks for all resources (RFC 3921 s.5.1.3).
  const others = resource === '' ? [] : sees.filter((one) => one.resource !== resource)
  if (presence.kind === 'unavailable') return others
  const all = [...others, presence.resource].slice(-keptResources)
  return all.sort((a, b) => b.priority - a.priority)
}
