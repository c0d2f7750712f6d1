// One room as the user is in it, enters it or was refused: its occupants, its subject, and where the user stands.
import type { BareJid } from '../../shared/jid'
import type { Occupant, OwnPresence, Room } from '../../shared/model'
import type { AppError } from '../../shared/result'
import type { Iq } from '../xmpp/iq'
import type { readEntering } from '../xmpp/muc'
import type { RoomPresence } from '../xmpp/muc-facts'
import type { Outbox } from '../xmpp/outbox'
import type { RoomTalk } from './room-talk'

/**
 * Where the user stands: `looking`: it is being asked whether there is a room; `waiting`: to be entered once who sees
 * the user is confirmed; `entering`: told so, not answered yet.
 */
export type RoomStage = 'out' | 'looking' | 'waiting' | 'entering' | 'inside' | 'leaving'

/** What rooms are entered and spoken in through. */
export interface RoomLink {
  readonly iq: Iq
  readonly outbox: Outbox
}

/** How a legacy client enters a room. */
export interface Entrance {
  /** What it tells the room of entering. */
  readonly muc: NonNullable<ReturnType<typeof readEntering>>
  /** What it tells the room of itself. */
  readonly presence: OwnPresence
  /** Its stanza's; null for none. */
  readonly id: string | null
  /** Told where it may not be sent. */
  readonly refused: () => void
}

/** A room and everything about it. Changed in place by rooms.ts alone. */
export interface RoomState {
  readonly jid: BareJid
  readonly talk: RoomTalk
  readonly occupants: Map<string, Occupant>
  nick: string
  stage: RoomStage
  /** Whether it is to be entered again by itself. */
  wanted: boolean
  /** Kept in memory only. */
  password: string | null
  /** How a legacy client enters it. */
  entrance: Entrance | null
  subject: string
  anonymous: boolean | null
  error: AppError | null
  unread: number
  /** Whether the user was in it before, so that what it repeats is news. */
  returning: boolean
  /** What the room was told last of the user's availability. */
  told: OwnPresence | null
  /** Whether another nickname was tried already, this time. */
  renamed: boolean
  /** Ends the waiting for an answer. */
  timer: NodeJS.Timeout | undefined
}

/** Occupants that are kept; in a larger room the others are not shown. */
const maxOccupants = 1000

/** A room in which the user is not. */
export function newRoom(jid: BareJid, nick: string, talk: RoomTalk): RoomState {
  return {
    jid,
    nick,
    talk,
    occupants: new Map(),
    stage: 'out',
    wanted: false,
    password: null,
    entrance: null,
    subject: '',
    anonymous: null,
    error: null,
    unread: 0,
    returning: false,
    told: null,
    renamed: false,
    timer: undefined,
  }
}

/** The room as it is shown. */
export function roomView(room: RoomState): Room {
  const { jid, nick, subject, anonymous, error, unread, stage } = room
  const state = stage === 'inside' ? 'joined' : stage === 'out' ? 'left' : 'joining'
  return {
    jid,
    nick,
    state,
    subject,
    anonymous,
    occupants: [...room.occupants.values()],
    error,
    unread,
  }
}

/** Takes the user out of the room; what was said stays. */
export function putOut(
  room: RoomState,
  stage: 'out' | 'looking' | 'waiting',
  error: AppError | null = null,
): void {
  clearTimeout(room.timer)
  room.occupants.clear()
  room.stage = stage
  room.error = error
  room.told = null
}

/** Notes an occupant. @returns whether it is the user */
export function seat(
  room: RoomState,
  { codes, occupant }: RoomPresence & { kind: 'available' },
): boolean {
  const { occupants } = room
  // Only while entering may the room say that we are called otherwise: some let occupants write codes themselves.
  const self = occupant.nick === room.nick || (room.stage === 'entering' && codes.has(110))
  if (self || occupants.has(occupant.nick) || occupants.size < maxOccupants) {
    occupants.set(occupant.nick, occupant)
  }
  if (self) room.nick = occupant.nick
  return self
}

/** Notes what the codes say of the room's anonymity (XEP-0045 s.7.2.3, s.10.2.1). */
export function noteAnonymity(
  room: RoomState,
  codes: ReadonlySet<number>,
  entering: boolean,
): void {
  if (codes.has(100) || codes.has(172)) room.anonymous = false
  else if (codes.has(173) || codes.has(174) || entering) room.anonymous = true
}
