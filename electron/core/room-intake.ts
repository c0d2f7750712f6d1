// Takes what comes from the rooms of an account: who is there, what is said, what the room itself says.
import type { BareJid } from '../../shared/jid'
import { bareJid } from '../../shared/jid'
import type { AccountId } from '../../shared/model'
import type { AppError } from '../../shared/result'
import type { AppEvent } from '../../shared/snapshot'
import { unlockRoom } from '../xmpp/muc'
import type { RoomMessage, RoomPresence } from '../xmpp/muc-facts'
import { readRoomMessage, readRoomPresence } from '../xmpp/muc-facts'
import type { Log } from './log'
import { describeError } from './log'
import type { RoomLink, RoomState } from './room'
import { noteAnonymity, putOut, seat } from './room'
import { departureOf, isFinal, refusalOf } from './room-refusals'

/** What the intake needs. */
export interface RoomIntakeOptions {
  readonly account: AccountId
  readonly rooms: ReadonlyMap<BareJid, RoomState>
  readonly link: () => RoomLink | null
  readonly publish: (event: AppEvent) => void
  readonly show: (room: RoomState) => void
  /** Stores which rooms are to be entered again. */
  readonly keep: () => void
  readonly forget: (room: RoomState) => void
  readonly clearTheWay: () => void
  /** Enters the rooms that wait, if that may be now. */
  readonly settle: () => void
  readonly log: Log
}

type Taker = (stanza: Parameters<typeof readRoomPresence>[0]) => boolean

/** The intake. Each function says whether the stanza came from a room, and so is nothing of a contact's. */
export interface RoomIntake {
  readonly takePresence: Taker
  readonly takeMessage: Taker
  /** Notes that a message of the user's may be lost. */
  readonly doubt: (room: BareJid, id: string) => void
}

/** Builds it. */
export function createRoomIntake(options: RoomIntakeOptions): RoomIntake {
  const { account, rooms, link, publish, show, keep, forget, clearTheWay, log } = options

  const mark = (room: RoomState, id: string, state: 'failed' | 'unsure'): void => {
    const message = room.talk.settle(id, state)
    if (message) publish({ type: 'message.changed', account, message })
  }

  const shut = (room: RoomState, error: AppError): void => {
    for (const message of room.talk.doubt()) publish({ type: 'message.changed', account, message })
    room.wanted = room.wanted && !isFinal(error)
    putOut(room, 'out', error)
    keep()
    clearTheWay()
  }

  const arrive = (room: RoomState, codes: ReadonlySet<number>): void => {
    clearTimeout(room.timer)
    room.stage = 'inside'
    room.wanted = true
    room.renamed = false
    room.error = null
    noteAnonymity(room, codes, true)
    keep()
    const current = link()
    if (!codes.has(201) || !current) return
    unlockRoom(current.iq, room.jid).then(
      (done) => {
        if (!done.ok) log.warn('a new room was not unlocked', { code: done.error.code })
      },
      (thrown: unknown) => log.error('unlocking broke', { error: describeError(thrown) }),
    )
  }

  const came = (room: RoomState, fact: RoomPresence & { kind: 'available' }): void => {
    if (room.stage === 'leaving') return
    const self = seat(room, fact)
    if (self && room.stage === 'entering') arrive(room, fact.codes)
    else if (self) noteAnonymity(room, fact.codes, false)
  }

  const went = (room: RoomState, fact: RoomPresence & { kind: 'unavailable' }): void => {
    const self = fact.nick === room.nick
    if (!self || fact.renamed !== null) {
      room.occupants.delete(fact.nick)
      if (self && fact.renamed !== null) room.nick = fact.renamed
    } else if (room.stage === 'leaving') forget(room)
    else if (room.stage === 'inside') shut(room, departureOf(fact))
    // While entering, it is what the server said for us before: the answer is still to come.
  }

  const refused = (room: RoomState, error: AppError): void => {
    if (room.stage === 'leaving') forget(room)
    if (room.stage !== 'entering') return
    const refusal = refusalOf(error)
    // A legacy client hears of it itself, and chooses.
    if (refusal.code === 'room-nick-taken' && !room.renamed && !room.entrance) {
      room.renamed = true
      room.nick = `${room.nick}_`
      putOut(room, 'waiting')
      options.settle()
    } else shut(room, refusal)
  }

  const hear = (room: RoomState, fact: RoomMessage): void => {
    switch (fact.kind) {
      case 'error':
        mark(room, fact.id, 'failed')
        return
      case 'subject':
        room.subject = fact.subject
        return
      case 'changed':
        noteAnonymity(room, fact.codes, false)
        return
      case 'said': {
        const message = room.talk.take(fact, room.nick)
        if (!message) return
        publish({ type: 'message.changed', account, message })
        const isNews = fact.sentAt === null || room.returning
        if (message.direction === 'in' && isNews) room.unread += 1
      }
    }
  }

  return {
    takePresence: (stanza) => {
      const room = roomOf(rooms, stanza.attrs['from'])
      if (!room) return false
      const { stage } = room
      if (!link()) return true
      if (stage !== 'entering' && stage !== 'inside' && stage !== 'leaving') return true
      const fact = readRoomPresence(stanza)
      if (fact?.kind === 'available') came(room, fact)
      else if (fact?.kind === 'unavailable') went(room, fact)
      else if (fact) refused(room, fact.error)
      show(room)
      return true
    },
    takeMessage: (stanza) => {
      const room = roomOf(rooms, stanza.attrs['from'])
      if (!room) return false
      const fact = readRoomMessage(stanza)
      if (fact && (room.stage === 'inside' || room.stage === 'entering')) {
        hear(room, fact)
        show(room)
      }
      return true
    },
    doubt: (jid, id) => {
      const room = rooms.get(jid)
      if (room) mark(room, id, 'unsure')
    },
  }
}

function roomOf(
  rooms: ReadonlyMap<BareJid, RoomState>,
  from: string | undefined,
): RoomState | undefined {
  const jid = bareJid(from ?? '')
  return jid && rooms.get(jid)
}
