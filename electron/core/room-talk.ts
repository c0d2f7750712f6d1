// What was said in one room, in memory: the room itself repeats the last of it whenever it is entered.
import { createHash, randomUUID } from 'node:crypto'
import type { BareJid } from '../../shared/jid'
import type { Message } from '../../shared/model'
import type { RoomMessage } from '../xmpp/muc-facts'

/** The talk of one room. */
export interface RoomTalk {
  all(): readonly Message[]
  /** When the last message was said, ms since the epoch; null where there is none. */
  lastAt(): number | null
  /** Notes what the user says. @returns it, and the id under which it is to be sent */
  write(nick: string, body: string): Message
  /** Takes what was said. @returns the message as it now is; undefined where it is known already */
  take(said: RoomMessage & { kind: 'said' }, own: string): Message | undefined
  /** Notes what became of a message of the user's. @returns it; undefined where there is none such */
  settle(id: string, state: Message['state']): Message | undefined
  /** Of whatever was not reflected nobody knows whether it arrived. @returns those messages */
  doubt(): readonly Message[]
}

/** Messages kept of each room. */
const kept = 500
/** Characters kept of each room, all messages together. */
const keptLength = 1_000_000
/** How far the clocks of two servers, or of a server and this computer, may be apart for one message; ms. */
const clocksApart = 120_000

/** Builds it. @param now ms since the epoch */
export function createRoomTalk(room: BareJid, now: () => number): RoomTalk {
  const messages: Message[] = []
  /** By nick, id and body: what a repetition of a message is known by. */
  const known = new Map<string, number>()
  let length = 0

  const add = (message: Message, key: string): Message => {
    messages.push(message)
    known.set(key, message.at)
    length += message.body.length
    while (messages.length > kept || length > keptLength) {
      length -= messages.shift()?.body.length ?? 0
    }
    if (known.size > 2 * kept) known.delete(known.keys().next().value ?? '')
    return message
  }

  const change = (index: number, state: Message['state']): Message | undefined => {
    const message = messages[index]
    if (!message) return undefined
    const changed = { ...message, state }
    messages[index] = changed
    return changed
  }

  const settle = (id: string, state: Message['state']): Message | undefined =>
    change(
      messages.findIndex((message) => message.direction === 'out' && message.id === id),
      state,
    )

  return {
    all: () => [...messages],
    lastAt: () => messages.at(-1)?.at ?? null,
    write: (nick, body) => {
      const id = randomUUID()
      const at = now()
      const message = {
        id,
        peer: room,
        nick,
        direction: 'out',
        body,
        at,
        state: 'pending',
      } as const
      return add(message, keyOf(nick, id, body))
    },
    take: ({ id, nick, body, sentAt, whispered }, own) => {
      const mine = nick === own && !whispered
      const waiting = messages.findIndex(
        (message) =>
          message.direction === 'out' &&
          message.state !== 'sent' &&
          (message.id === id || (id === null && message.body === body)),
      )
      if (mine && waiting >= 0) return change(waiting, 'sent')
      const at = sentAt ?? now()
      const key = keyOf(nick, id, body)
      const before = known.get(key)
      if (before !== undefined && sentAt !== null && Math.abs(before - at) < clocksApart) {
        return undefined
      }
      const said = mine
        ? { direction: 'out', state: 'sent' }
        : { direction: 'in', state: 'received' }
      const message = {
        id: randomUUID(),
        peer: room,
        nick,
        whispered,
        body,
        at,
        ...said,
      } as Message
      return add(message, key)
    },
    settle,
    doubt: () =>
      messages.flatMap(({ id, state }) =>
        state === 'pending' ? (settle(id, 'unsure') ?? []) : [],
      ),
  }
}

function keyOf(nick: string | null, id: string | null, body: string): string {
  return createHash('sha256')
    .update(JSON.stringify([nick, id, body]))
    .digest('base64')
}
