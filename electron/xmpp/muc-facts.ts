// What a room says, as typed facts: XEP-0045 s.7.2 (presence of occupants), s.7.4 and s.7.5 (messages), s.8.1 (subject),
// s.15.6 (status codes). Whoever is in a room may write what they like into it: everything is bounded here.
import type { Element } from '@xmpp/xml'
import type { BareJid } from '../../shared/jid'
import { bareJid, parseJid } from '../../shared/jid'
import type { Occupant } from '../../shared/model'
import type { AppError } from '../../shared/result'
import { readStamp } from './message'
import { nsMucUser } from './namespaces'
import { readPresence } from './presence'
import { errorOf } from './stanza'

/** Presence that came from a room. */
export type RoomPresence =
  | {
      readonly kind: 'available'
      readonly room: BareJid
      readonly codes: ReadonlySet<number>
      readonly occupant: Occupant
    }
  | {
      readonly kind: 'unavailable'
      readonly room: BareJid
      readonly nick: string
      readonly codes: ReadonlySet<number>
      /** The nickname they changed to (s.7.6); null where they are gone. */
      readonly renamed: string | null
      readonly destroyed: boolean
      /** What a moderator gave as the reason, or the room for its end. */
      readonly reason: string
    }
  | { readonly kind: 'error'; readonly room: BareJid; readonly error: AppError }

/** A message that came from a room. */
export type RoomMessage =
  | {
      readonly kind: 'said'
      readonly room: BareJid
      readonly id: string | null
      /** Null where the room itself speaks. */
      readonly nick: string | null
      readonly body: string
      /** When it was said, ms since the epoch, if it is repeated (XEP-0203). */
      readonly sentAt: number | null
      /** Said to the user alone (s.7.5). */
      readonly whispered: boolean
    }
  | { readonly kind: 'subject'; readonly room: BareJid; readonly subject: string }
  | { readonly kind: 'error'; readonly room: BareJid; readonly id: string }
  /** What the room became (s.10.2.1). */
  | { readonly kind: 'changed'; readonly room: BareJid; readonly codes: ReadonlySet<number> }

/** Characters of a reason that are kept. */
const reasonLength = 1024
/** Characters of a message that are kept: as many as servers usually let anybody send. */
const bodyLength = 65_536
/** Characters of a subject that are kept. */
const subjectLength = 4096

/** Reads presence from a room; undefined where it says nothing of an occupant. */
export function readRoomPresence(stanza: Element): RoomPresence | undefined {
  const from = senderOf(stanza)
  const fact = readPresence(stanza)
  if (!from || !fact) return undefined
  const { room, nick } = from
  if (fact.kind === 'other') {
    return fact.type === 'error' ? { kind: 'error', room, error: errorOf(stanza) } : undefined
  }
  if (nick === '') return undefined
  const user = stanza.getChild('x', nsMucUser)
  const codes = codesOf(user)
  const item = user?.getChild('item')
  if (fact.kind === 'available') {
    const { show, status } = fact.resource
    const occupant: Occupant = {
      nick,
      show,
      status,
      role: roleOf(item?.attrs['role']),
      affiliation: affiliationOf(item?.attrs['affiliation']),
      jid: bareJid(item?.attrs['jid'] ?? '') ?? null,
    }
    return { kind: 'available', room, codes, occupant }
  }
  const destroy = user?.getChild('destroy')
  const reason = (destroy ?? item)?.getChildText('reason') ?? ''
  return {
    kind: 'unavailable',
    room,
    nick,
    codes,
    renamed: codes.has(303) ? nickOf(room, item?.attrs['nick']) : null,
    destroyed: destroy !== undefined,
    reason: reason.slice(0, reasonLength),
  }
}

/** Reads a message from a room; undefined where there is nothing for a person in it. */
export function readRoomMessage(stanza: Element): RoomMessage | undefined {
  const from = senderOf(stanza)
  if (!from) return undefined
  const { room } = from
  const { type, id = null } = stanza.attrs
  if (type === 'error') return id === null ? undefined : { kind: 'error', room, id }
  const body = cut(stanza.getChildText('body') ?? '')
  const subject = stanza.getChildText('subject')
  // A subject that comes with words is not the room's (s.8.1).
  if (type === 'groupchat' && subject !== null && body === '') {
    return { kind: 'subject', room, subject: subject.slice(0, subjectLength) }
  }
  const nick = from.nick === '' ? null : from.nick
  if (body === '') {
    const codes = nick === null ? codesOf(stanza.getChild('x', nsMucUser)) : new Set<number>()
    return codes.size > 0 ? { kind: 'changed', room, codes } : undefined
  }
  const whispered = type !== 'groupchat'
  if (whispered && nick === null) return undefined
  return { kind: 'said', room, id, nick, body, sentAt: readStamp(stanza), whispered }
}

function cut(body: string): string {
  return body.length <= bodyLength ? body : `${body.slice(0, bodyLength)}…`
}

function senderOf(stanza: Element): { room: BareJid; nick: string } | undefined {
  const room = bareJid(stanza.attrs['from'] ?? '')
  const nick = parseJid(stanza.attrs['from'] ?? '')?.resource ?? ''
  return room && { room, nick }
}

function nickOf(room: BareJid, nick: string | undefined): string | null {
  return parseJid(`${room}/${nick ?? ''}`)?.resource ?? null
}

function codesOf(user: Element | undefined): ReadonlySet<number> {
  const codes = user?.getChildren('status').map(({ attrs }) => Number(attrs['code'])) ?? []
  return new Set(codes.filter(Number.isInteger))
}

function roleOf(role: string | undefined): Occupant['role'] {
  return role === 'moderator' || role === 'visitor' ? role : 'participant'
}

function affiliationOf(affiliation: string | undefined): Occupant['affiliation'] {
  const known = ['owner', 'admin', 'member'] as const
  return known.find((name) => name === affiliation) ?? 'none'
}
