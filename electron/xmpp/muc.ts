// Rooms as an occupant writes to them: XEP-0045 s.7 (entering, talking, leaving) and s.10.1.2 (instant rooms).
// Whether presence may go to a room at all is not decided here.
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import type { BareJid, FullJid } from '../../shared/jid'
import { fullJid } from '../../shared/jid'
import type { OwnPresence } from '../../shared/model'
import type { Result } from '../../shared/result'
import { ok } from '../../shared/result'
import type { Iq } from './iq'
import { nsForms, nsMuc, nsMucOwner } from './namespaces'
import { available, unavailable } from './presence'

/** How a room is entered. */
export interface Entrance {
  readonly password: string | null
  /** How many of the last messages the room is to repeat (s.7.2.13). */
  readonly maxStanzas: number
  /** Only messages since then, ms since the epoch; null for no such limit. */
  readonly since: number | null
}

/** The address of an occupant; undefined where a nickname cannot be one. */
export function occupantJid(room: BareJid, nick: string): FullJid | undefined {
  return fullJid(`${room}/${nick}`)
}

/** Presence that enters a room (s.7.2.1), with a password (s.7.2.5). */
export function joinPresence(
  to: FullJid,
  presence: OwnPresence,
  { password, maxStanzas, since }: Entrance,
): Element {
  const history = {
    maxstanzas: String(maxStanzas),
    ...(since === null ? {} : { since: new Date(since).toISOString() }),
  }
  const stanza = roomPresence(to, presence)
  stanza.append(
    xml(
      'x',
      { xmlns: nsMuc },
      xml('history', history),
      password === null ? null : xml('password', {}, password),
    ),
  )
  return stanza
}

/** What a client's presence says of entering a room, without whatever else it has put there; undefined where nothing. */
export function readEntering(presence: Element): Element | undefined {
  const said = presence.getChild('x', nsMuc)
  if (!said) return undefined
  const history = said.getChild('history')
  const { maxchars, maxstanzas, seconds, since } = history?.attrs ?? {}
  const password = said.getChildText('password')
  return xml(
    'x',
    { xmlns: nsMuc },
    history && xml('history', { maxchars, maxstanzas, seconds, since }),
    password === null ? null : xml('password', {}, password),
  )
}

/** Availability told to a room one is in (s.7.7). Rooms have no use for a priority, and strangers none for the rest. */
export function roomPresence(to: FullJid, presence: OwnPresence): Element {
  const { show, status } = presence
  return available({ show, status, priority: 0 }, to)
}

/** Presence that leaves a room (s.7.14); without a word, as all presence that ends something. */
export function leavePresence(to: FullJid): Element {
  return unavailable(to)
}

/** A message to everybody in the room (s.7.4). */
export function groupMessage(room: BareJid, id: string, body: string): Element {
  return xml('message', { type: 'groupchat', to: room, id }, xml('body', {}, body))
}

/** Takes a new room as it is, without setting it up (s.10.1.2). */
export async function unlockRoom(iq: Iq, room: BareJid): Promise<Result<null>> {
  const form = xml('x', { xmlns: nsForms, type: 'submit' })
  const reply = await iq.request('set', room, xml('query', { xmlns: nsMucOwner }, form))
  return reply.ok ? ok(null) : reply
}
