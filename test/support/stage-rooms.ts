// The rooms of the stage: one to be in, one that refuses, one that does not answer yet.
import { appError } from '../../shared/errors'
import type { BareJid } from '../../shared/jid'
import type { Message, Occupant, Room, Show } from '../../shared/model'
import type { AppSnapshot } from '../../shared/snapshot'

const minute = 60_000

/** The snapshot with rooms of mira's. */
export function withRooms(snapshot: AppSnapshot): AppSnapshot {
  const rooms = [
    room('garden', { subject: 'What grows, what does not, and why', unread: 4 }),
    room('chess-club', {
      state: 'left',
      occupants: [],
      error: appError('room-members-only', 'registration-required'),
    }),
    room('a-room-with-a-name-that-is-longer-than-the-column-is-wide', { state: 'joining' }),
  ]
  return { ...snapshot, rooms: { mira: Object.fromEntries(rooms.map((one) => [one.jid, one])) } }
}

function room(name: string, change: Partial<Room>): Room {
  const jid = `${name}@conference.example.org` as BareJid
  const occupants: readonly Occupant[] = [
    occupant('mira', 'participant', 'none'),
    occupant('Ines', 'moderator', 'owner'),
    occupant('jon', 'moderator', 'member', 'away'),
    occupant('Tomasz with a nickname that goes on for a while', 'participant', 'none', 'dnd'),
    occupant('نور', 'visitor', 'none', 'xa'),
    ...Array.from({ length: 30 }, (_, index) =>
      occupant(`guest-${index + 1}`, 'participant', 'none'),
    ),
  ]
  const rest = { state: 'joined', subject: '', anonymous: true, error: null, unread: 0 } as const
  return { jid, nick: 'mira', occupants, ...rest, ...change }
}

function occupant(
  nick: string,
  role: Occupant['role'],
  affiliation: Occupant['affiliation'],
  show: Show | null = null,
): Occupant {
  return { nick, show, status: '', role, affiliation, jid: null }
}

/** What was said in a room before the curtain rose. @param now ms since the epoch */
export function pastIn(peer: BareJid, now: number): readonly Message[] {
  const lines: readonly (readonly [nick: string | null, before: number, body: string])[] = [
    ['Ines', 62, 'The tomatoes are in. Fourteen of them.'],
    ['Ines', 61, 'Do not tell me that it is too early.'],
    ['jon', 40, 'It is too early.'],
    ['mira', 38, 'It is too early, but it will be warm all week.'],
    ['Tomasz with a nickname that goes on for a while', 20, 'https://example.org/weather/week'],
    ['نور', 8, 'أين البذور؟'],
    [null, 3, 'This room is kept for a month.'],
  ]
  return lines.map(([nick, before, body], index) => {
    const said = { id: `said-in-${index}`, peer, nick, body, at: now - before * minute }
    return nick === 'mira'
      ? { ...said, direction: 'out', state: 'sent' }
      : { ...said, direction: 'in', state: 'received', whispered: nick === 'jon' }
  })
}
