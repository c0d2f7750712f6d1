// The rooms of one account (XEP-0045): entered once it is confirmed who sees the user, entered again whenever the server
// took the user out of them, left before the session ends.
import { appError } from '../../shared/errors'
import type { BareJid } from '../../shared/jid'
import { domainOf, localOf } from '../../shared/jid'
import type { AccountId, Message, OwnPresence } from '../../shared/model'
import type { Result } from '../../shared/result'
import { err, ok } from '../../shared/result'
import type { AppEvent } from '../../shared/snapshot'
import type { RoomStanding } from '../../shared/visibility/disclosure'
import { getInfo } from '../xmpp/disco'
import { groupMessage, occupantJid } from '../xmpp/muc'
import type { Outbox } from '../xmpp/outbox'
import type { Log } from './log'
import { newRoom, putOut, roomView } from './room'
import type { Entrance, RoomLink, RoomState } from './room'
import { createRoomDoor } from './room-door'
import type { RoomIntake } from './room-intake'
import { createRoomIntake } from './room-intake'
import { createRoomTalk } from './room-talk'
import type { StoredAccount } from './settings-schema'
import type { Surroundings } from './surroundings'
import type { Runner } from './runner'
import type { VisibilityLoop } from './visibility-loop'

/** What the rooms need. */
export interface RoomsOptions {
  readonly account: AccountId
  readonly self: BareJid
  readonly stored: () => StoredAccount
  readonly store: (change: Partial<StoredAccount>) => void
  readonly loop: VisibilityLoop
  readonly surroundings: Surroundings
  readonly publish: (event: AppEvent) => void
  readonly log: Log
  readonly now: () => number
  /** How long a room may take to answer, in ms. */
  readonly replyTimeout: number
}

/** The rooms. */
export interface Rooms extends RoomIntake {
  /** Whether this is a room of the user's, in whatever state. */
  has(jid: BareJid): boolean
  /** What the gate must know of a bare address. */
  standing(jid: string): RoomStanding | null
  /**
   * Enters a room as soon as that may be; what comes of it is shown with the room.
   * @param entrance how a legacy client does it
   */
  join(room: BareJid, nick: string, password: string | null, entrance?: Entrance): Result<null>
  /** As a legacy client that is in a room tells it something; see RoomDoor. */
  tell(room: BareJid, nick: string, presence: OwnPresence, id: string | null): void
  leave(room: BareJid): Result<null>
  open(room: BareJid): void
  read(room: BareJid): void
  send(room: BareJid, body: string): Promise<Result<null>>
  /** Something changed of who sees the user: rooms that wait for it may now be entered. */
  settle(): void
  /** Watches what is done for the user's visibility: it takes them out of rooms, or changes what rooms are told. */
  watching(runner: Runner): Runner
  /** A session is there. @param resumed whether the server still holds what the one before was told */
  start(link: RoomLink, resumed: boolean): void
  /** The stream broke. */
  pause(): void
  /** The session is over. */
  stop(): void
  /** What takes the user out of every room. */
  farewell(): Parameters<Outbox['lastWords']>[0]
}

/** More rooms than this are not kept. */
const maxRooms = 200
/** How often a room is shown anew at the most, in ms. */
const showEvery = 50

/** Builds the rooms that are stored; none is entered before start(). */
export function createRooms(options: RoomsOptions): Rooms {
  const { account, self, stored, store, loop, surroundings, publish, log, now } = options
  const rooms = new Map<BareJid, RoomState>()
  const dirty = new Set<RoomState>()
  let link: RoomLink | null = null
  let showing: NodeJS.Timeout | undefined

  const flush = (): void => {
    clearTimeout(showing)
    showing = undefined
    for (const room of dirty) {
      if (rooms.get(room.jid) !== room || room.stage === 'leaving') continue
      publish({ type: 'room.changed', account, room: roomView(room) })
    }
    dirty.clear()
  }

  // A room may fill and empty faster than anybody can look.
  const show = (room: RoomState): void => {
    dirty.add(room)
    showing ??= setTimeout(flush, showEvery)
  }

  const showMessages = (messages: readonly Message[]): void => {
    for (const message of messages) publish({ type: 'message.changed', account, message })
  }

  const keep = (): void => {
    const wished = [...rooms.values()].filter(({ wanted }) => wanted)
    const list = wished.map(({ jid, nick }) => ({ jid, nick }))
    if (JSON.stringify(list) !== JSON.stringify(stored().rooms)) store({ rooms: list })
  }

  // Lists must let presence out to a room before it is entered, and until it was left.
  const clearTheWay = (): void => {
    const used = [...rooms.values()].filter(({ stage }) => stage !== 'out' && stage !== 'looking')
    surroundings.setRooms(used.map(({ jid }) => jid))
  }

  const forget = (room: RoomState): void => {
    clearTimeout(room.timer)
    if (room.stage !== 'leaving') publish({ type: 'room.removed', account, jid: room.jid })
    rooms.delete(room.jid)
    keep()
    clearTheWay()
  }

  const door = createRoomDoor({ ...options, rooms, link: () => link, show, forget })
  const intake = createRoomIntake({
    ...options,
    rooms,
    link: () => link,
    show,
    keep,
    forget,
    clearTheWay,
    settle: door.settle,
  })

  const outOfAll = (stage: 'out' | 'waiting'): void => {
    for (const room of [...rooms.values()]) {
      if (room.stage === 'leaving') {
        forget(room)
        continue
      }
      const next = room.wanted ? stage : 'out'
      if (room.stage === 'out' && next === 'out') continue
      showMessages(room.talk.doubt())
      putOut(room, next, next === 'out' ? room.error : null)
      show(room)
    }
  }

  const takeOut = (): void => {
    for (const room of rooms.values()) {
      if (room.stage !== 'inside' && room.stage !== 'entering') continue
      putOut(room, 'waiting')
      show(room)
    }
  }

  // Whatever is entered is told that the user is here: it must be a room, and no person.
  const look = async (room: RoomState, { iq }: RoomLink): Promise<void> => {
    const domain = domainOf(room.jid)
    const known = surroundings.services().includes(domain)
    const info = known ? null : await getInfo(iq, domain)
    if (room.stage !== 'looking' || rooms.get(room.jid) !== room) return
    const found =
      known || (info?.ok && info.value.identities.some((one) => one.category === 'conference'))
    if (!found) {
      putOut(
        room,
        'out',
        appError('room-not-a-room', info?.ok === false ? info.error.code : undefined),
      )
      room.entrance?.refused()
      show(room)
      return
    }
    room.stage = 'waiting'
    clearTheWay()
    door.settle()
  }

  for (const { jid, nick } of stored().rooms) {
    const room = newRoom(jid, nick, createRoomTalk(jid, now))
    room.wanted = true
    rooms.set(jid, room)
    show(room)
  }
  flush()

  return {
    ...intake,
    settle: door.settle,
    farewell: door.farewell,
    has: (jid) => rooms.has(jid),
    standing: (jid) => {
      const room = rooms.get(jid as BareJid)
      if (room?.stage === 'entering' || room?.stage === 'inside') return room.stage
      if (room?.stage === 'leaving') return 'leaving'
      const keeps = [...rooms.values()].some(
        (one) => one.stage !== 'out' && domainOf(one.jid) === jid,
      )
      return keeps ? 'service' : null
    },
    join: (jid, nick, password, entrance) => {
      if (!link) return err(appError('offline'))
      const as = nick.trim().normalize('NFC')
      if (as === '' || occupantJid(jid, as) === undefined) return err(appError('room-nick-invalid'))
      if (localOf(jid) === '' || jid === self) return err(appError('room-not-a-room', jid))
      if (loop.state().roster?.has(jid) ?? false) return err(appError('room-is-contact', jid))
      const before = rooms.get(jid)
      if (before && before.stage !== 'out' && before.stage !== 'leaving') return ok(null)
      if (!before && rooms.size >= maxRooms) return err(appError('room-too-many'))
      const room = before ?? newRoom(jid, as, createRoomTalk(jid, now))
      rooms.set(jid, room)
      room.nick = as
      room.password = password
      room.entrance = entrance ?? null
      room.renamed = false
      putOut(room, 'looking')
      show(room)
      look(room, link).catch((thrown: unknown) => {
        log.error('looking for a room broke', { error: String(thrown) })
      })
      return ok(null)
    },
    tell: (jid, nick, presence, id) => {
      const room = rooms.get(jid)
      if (room) door.tell(room, nick, presence, id)
    },
    leave: (jid) => {
      const room = rooms.get(jid)
      if (!room) return err(appError('not-found'))
      showMessages(room.talk.doubt())
      publish({ type: 'chat.opened', account, peer: jid, messages: [] })
      door.leave(room)
      if (room.stage === 'leaving') publish({ type: 'room.removed', account, jid })
      keep()
      return ok(null)
    },
    open: (jid) => {
      const messages = rooms.get(jid)?.talk.all() ?? []
      publish({ type: 'chat.opened', account, peer: jid, messages })
    },
    read: (jid) => {
      const room = rooms.get(jid)
      if (!room || room.unread === 0) return
      room.unread = 0
      show(room)
    },
    send: async (jid, body) => {
      const room = rooms.get(jid)
      if (!link) return err(appError('offline'))
      if (room?.stage !== 'inside') return err(appError('room-outside'))
      const message = room.talk.write(room.nick, body)
      showMessages([message])
      const sent = await link.outbox.send(groupMessage(jid, message.id, body))
      if (sent.ok) return ok(null)
      const failed = room.talk.settle(message.id, 'failed')
      showMessages(failed ? [failed] : [])
      return sent
    },
    start: (next, resumed) => {
      link = next
      if (!resumed) outOfAll('waiting')
      clearTheWay()
      door.again()
    },
    pause: () => {
      link = null
      for (const room of rooms.values()) clearTimeout(room.timer)
    },
    stop: () => {
      link = null
      outOfAll('out')
      flush()
    },
    watching: (runner) => async (effect) => {
      // The server takes us out of every room with it; what they answer may be here before this is done.
      if (effect.kind === 'unavailable') takeOut()
      const result = await runner(effect)
      if (effect.kind === 'presence' && result.ok) door.tellAll(effect.presence)
      return result
    },
  }
}
