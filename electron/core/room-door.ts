// Going into rooms and out of them (XEP-0045 s.7.2 and s.7.14): not before it is confirmed who sees the user, and with
// no more of the user's availability than everybody else may see.
import { appError } from '../../shared/errors'
import type { BareJid } from '../../shared/jid'
import type { OwnPresence } from '../../shared/model'
import { isTrivial } from '../../shared/privacy/compose'
import { joinPresence, leavePresence, occupantJid, roomPresence } from '../xmpp/muc'
import type { Outbox } from '../xmpp/outbox'
import type { RoomLink, RoomState } from './room'
import { putOut } from './room'
import type { VisibilityLoop } from './visibility-loop'

/** What the door needs. */
export interface RoomDoorOptions {
  readonly rooms: ReadonlyMap<BareJid, RoomState>
  readonly loop: VisibilityLoop
  readonly link: () => RoomLink | null
  readonly show: (room: RoomState) => void
  readonly forget: (room: RoomState) => void
  /** ms */
  readonly replyTimeout: number
}

/** The door. */
export interface RoomDoor {
  /** Enters the rooms that wait, if that may be now. */
  settle(): void
  /**
   * A legacy client tells a room that the user is in of another name or availability; of that, the room hears no more
   * than everybody else may.
   * @param id of the client's stanza; null for none
   */
  tell(room: RoomState, nick: string, presence: OwnPresence, id: string | null): void
  leave(room: RoomState): void
  /** After a resumption: whatever was on its way may be lost. */
  again(): void
  /** Tells the rooms what everybody was just told. */
  tellAll(presence: OwnPresence): void
  /** What leaves every room. */
  farewell(): Parameters<Outbox['lastWords']>[0]
}

/** How many of its last messages a room is to repeat. */
const maxStanzas = 50
/** What a room is told of somebody who is hidden from anybody else: that they are there, no more. */
const plain: OwnPresence = { show: null, status: '', priority: 0 }

/** Builds it. */
export function createRoomDoor(options: RoomDoorOptions): RoomDoor {
  const { rooms, loop, link, show, forget, replyTimeout } = options

  const mayEnter = (): boolean => {
    const { session, inFlight, failure, confirmedAt } = loop.state()
    return session !== null && inFlight === null && failure === null && confirmedAt !== null
  }

  const goodbye = ({ jid, nick }: RoomState): ReturnType<typeof leavePresence>[] => {
    const to = occupantJid(jid, nick)
    return to === undefined ? [] : [leavePresence(to)]
  }

  const sayGoodbye = (room: RoomState): void => {
    for (const stanza of goodbye(room)) void link()?.outbox.send(stanza)
  }

  const depart = (room: RoomState): void => {
    clearTimeout(room.timer)
    room.timer = setTimeout(() => forget(room), replyTimeout)
    sayGoodbye(room)
  }

  const enter = (room: RoomState): void => {
    const current = link()
    const to = occupantJid(room.jid, room.nick)
    if (!current || to === undefined) return
    const { password, entrance } = room
    const { policy, presence } = loop.state()
    const told = isTrivial(policy) ? (entrance?.presence ?? presence) : plain
    const since = room.talk.lastAt()
    room.stage = 'entering'
    room.told = told
    room.returning = since !== null
    clearTimeout(room.timer)
    room.timer = setTimeout(() => {
      // An answer that comes later must not leave us in there unseen by ourselves.
      sayGoodbye(room)
      putOut(room, 'out', appError('room-silent'))
      show(room)
    }, replyTimeout)
    show(room)
    const stanza = entrance
      ? named(roomPresence(to, told), entrance.id)
      : joinPresence(to, told, { password, maxStanzas, since })
    if (entrance) stanza.append(entrance.muc)
    void current.outbox.send(stanza).then((sent) => {
      if (sent.ok || room.stage !== 'entering' || link() !== current) return
      putOut(room, 'out', sent.error)
      entrance?.refused()
      show(room)
    })
  }

  const settle = (): void => {
    if (!mayEnter()) return
    for (const room of rooms.values()) if (room.stage === 'waiting') enter(room)
  }

  return {
    settle,
    tell: (room, nick, presence, id) => {
      const to = occupantJid(room.jid, nick)
      if (to === undefined) return
      // Where somebody is hidden from, that the user comes and goes at the keyboard is no news for occupants.
      const told = isTrivial(loop.state().policy) ? presence : (room.told ?? plain)
      if (nick === room.nick && isTold(room, told)) return
      room.told = told
      void link()?.outbox.send(named(roomPresence(to, told), id))
    },
    leave: (room) => {
      room.wanted = false
      if (!link() || (room.stage !== 'entering' && room.stage !== 'inside')) {
        forget(room)
        return
      }
      room.stage = 'leaving'
      depart(room)
    },
    again: () => {
      for (const room of rooms.values()) {
        if (room.stage === 'entering') room.stage = 'waiting'
        if (room.stage === 'leaving') depart(room)
      }
      settle()
    },
    tellAll: (presence) => {
      if (!isTrivial(loop.state().policy)) return
      for (const room of rooms.values()) {
        const to = occupantJid(room.jid, room.nick)
        if (room.stage !== 'inside' || to === undefined || isTold(room, presence)) continue
        room.told = presence
        void link()?.outbox.send(roomPresence(to, presence))
      }
    },
    farewell: () =>
      [...rooms.values()]
        .filter(({ stage }) => stage === 'inside' || stage === 'entering' || stage === 'leaving')
        .flatMap(goodbye),
  }
}

// An answer to it is known by its id.
function named(stanza: ReturnType<typeof roomPresence>, id: string | null): typeof stanza {
  if (id !== null) stanza.attrs['id'] = id
  return stanza
}

function isTold({ told }: RoomState, { show, status }: OwnPresence): boolean {
  return told !== null && told.show === show && told.status === status
}
