// A client's presence, translated: who is to see the user goes to the visibility engine, rooms are entered and left, acts
// about subscriptions are the engine's to time. None of it goes out as it came, but to rooms.
import type { Element } from '@xmpp/xml'
import { bareJid, fullJid } from '../../shared/jid'
import type { LegacyStanza } from '../../shared/visibility/legacy-stanza'
import type { ClientLine } from '../core/legacy-client-line'
import { nsMuc } from '../xmpp/namespaces'
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

/** Builds it. */
export function createPresenceOut(options: PresenceOutOptions): PresenceOut {
  const { line, believed, deliver, hiding } = options

  const toRoom = (presence: Element): boolean => {
    const { to = '', type } = presence.attrs
    const occupant = fullJid(to)
    const jid = bareJid(to)
    if (jid === undefined) return false
    const stands = line.room(jid)
    const inside = stands === 'inside' || stands === 'entering'
    if (type === undefined && inside) void line.send(presence)
    else if (type === undefined && occupant && presence.getChild('x', nsMuc)) {
      line.enter(occupant, presence, () => {
        deliver(refusal(presence, 'service-unavailable', 'There is no such room.'))
      })
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
      if (!said || (hides(said) && !hiding())) return
      line.present(said, dialectOf(presence))
      reflect(presence)
    },
    cloak: (type) => {
      if (type === 'invisible' && !hiding()) return
      line.present({ type, to: null, show: null, status: '', priority: 0 }, 'xep-0018')
    },
  }
}

function hides({ type, to, show }: LegacyStanza): boolean {
  return type === 'invisible' || show === 'invisible' || (type === 'unavailable' && to !== null)
}
