// A client's presence, translated: who is to see the user goes to the visibility engine, rooms are entered and left, acts
// about subscriptions are the engine's to time. None of it goes out as it came.
import type { Element } from '@xmpp/xml'
import { bareJid, fullJid, localOf } from '../../shared/jid'
import type { LegacyStanza } from '../../shared/visibility/legacy-stanza'
import { understood } from '../../shared/visibility/legacy-stanza'
import type { Dialect } from '../../shared/visibility/legacy-policy'
import type { ClientLine } from '../core/legacy-client-line'
import { readEntering } from '../xmpp/muc'
import { dialectOf, readPresence, readSubscription } from './dialect'
import { readdressed, refusal } from './stanzas'

/** What it needs. */
export interface PresenceOutOptions {
  readonly line: ClientLine
  readonly believed: string
  readonly deliver: (stanza: Element) => void
  /** The client is about to hide. @returns whether it may */
  readonly hiding: () => boolean
}

/** The translation. */
export interface PresenceOut {
  send(presence: Element): void
  /** As presence of that type. */
  cloak(type: 'invisible' | 'visible'): void
}

/** Types that say nothing of the client itself: what they ask is the session's to know, and they go nowhere. */
const silent: ReadonlySet<string> = new Set(['probe', 'error'])

/** Builds it. */
export function createPresenceOut(options: PresenceOutOptions): PresenceOut {
  const { line, believed, deliver, hiding } = options
  /** Whether the client has shown itself to everybody, and not taken that back. */
  let present = false
  /** How its program means what it sends, as far as it said what it is. */
  let dialect: Dialect = 'cautious'
  /** Whether it hid by a command, which presence of no type ends (XEP-0186 s.3). */
  let commanded = false

  const toRoom = (presence: Element): boolean => {
    const { to = '', type } = presence.attrs
    const occupant = fullJid(to)
    const jid = bareJid(to)
    if (jid === undefined) return false
    const stands = line.room(jid)
    const inside = stands === 'inside' || stands === 'entering'
    const said = type === undefined ? readPresence(presence) : undefined
    const muc = readEntering(presence)
    const id = presence.attrs['id'] ?? null
    if (said && inside) {
      if (occupant) line.tellRoom(occupant, understood(said).presence, id)
    } else if (said && occupant && muc) {
      const refused = (): void =>
        deliver(refusal(presence, 'service-unavailable', 'There is no such room.'))
      line.enter(occupant, { muc, presence: understood(said).presence, id, refused })
    } else if (stands === null || stands === 'service') return false
    else if (type === 'unavailable') line.leave(jid)
    return true
  }

  // A server reflects presence to whoever sent it (RFC 6121 s.4.2.2): what is reflected is what the client believes.
  const reflect = (presence: Element): void => {
    if (presence.attrs['to'] !== undefined || presence.attrs['type'] !== undefined) return
    deliver(readdressed(presence, { from: believed, to: believed }))
  }

  return {
    send: (presence) => {
      const act = readSubscription(presence)
      const to = bareJid(presence.attrs['to'] ?? '')
      if (act) {
        if (to !== undefined) line.subscribe(to, act)
        return
      }
      if (toRoom(presence)) return
      const said = readPresence(presence)
      if (!said) {
        const { type = '' } = presence.attrs
        if (!silent.has(type)) deliver(refusal(presence, 'bad-request'))
        return
      }
      if (hides(said, present) && !hiding()) return
      if (said.to === null) present = said.type === 'available' || said.type === 'visible'
      if (said.to === null && said.type === 'visible') commanded = false
      dialect = dialectOf(presence) ?? dialect
      line.present(said, commanded && said.to === null ? 'xep-0018' : dialect)
      reflect(presence)
    },
    cloak: (type) => {
      if (type === 'invisible' && !hiding()) return
      present = type === 'visible'
      commanded = type === 'invisible'
      line.present({ type, to: null, show: null, status: '', priority: 0 }, 'xep-0018')
    },
  }
}

// Who shows itself to one person alone hides from the others.
function hides({ type, to, show }: LegacyStanza, present: boolean): boolean {
  if (type === 'invisible' || show === 'invisible') return true
  const person = bareJid(to ?? '')
  if (person === undefined || localOf(person) === '') return false
  return type === 'unavailable' || !present
}
