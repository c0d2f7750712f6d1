// What a legacy client that is logged in through the bridge may ask of its session.
import { appError } from '../../shared/errors'
import type { BareJid, FullJid } from '../../shared/jid'
import { bareJid, fullJid } from '../../shared/jid'
import type { ConnectionView, OwnPresence, SubscriptionAct } from '../../shared/model'
import type { PrivacyItem } from '../../shared/privacy/list'
import type { AppError, Result } from '../../shared/result'
import { err } from '../../shared/result'
import type { RoomStanding } from '../../shared/visibility/disclosure'
import type { Dialect } from '../../shared/visibility/legacy-policy'
import type { LegacyStanza } from '../../shared/visibility/legacy-stanza'
import type { Person } from '../../shared/visibility/policy'
import type { EngineState } from '../../shared/visibility/state'
import { isOut, personOf } from '../../shared/visibility/state'
import type { BlockingPush } from '../xmpp/blocking'
import type { StanzaFacts } from '../xmpp/stanza'
import { createBlockingActs } from './blocking-acts'
import type { Stanza } from './legacy-client-side'
import { byItself, createClientWords } from './legacy-client-words'
import type { Parts } from './parts'
import type { Entrance } from './room'
import type { Stream } from './stream'

/** The session, as its client needs it. */
export interface ClientLine {
  /** The client's stream begins: nobody is shown anything until it says so. */
  begin(): void
  /** The full address of the session; null while there is no connection. */
  self(): FullJid | null
  connection(): ConnectionView
  /** Whether so much is on its way to the server that nothing more should go; `moved` is told when it may. */
  full(): boolean
  /** Whether the session is known to be visible to nobody but whom the wishes name, and that is what was wished. */
  hidden(): boolean
  /** Why the last wish could not be fulfilled; null where it was. */
  failure(): AppError | null
  /** Whether all is as it was last wished, or cannot be. */
  settled(): boolean
  /** Whether something that the client's presence said is not wished yet. */
  busy(): boolean
  /** Takes presence that says who is to see the user. @param dialect how this program means it */
  present(stanza: LegacyStanza, dialect: Dialect): void
  /** The privacy list that the client believes to be in force; null for none. */
  screen(items: readonly PrivacyItem[] | null): void
  /** What the roster says of somebody. */
  person(jid: BareJid): Person
  /** Somebody is about to be taken off the roster: whoever was shown presence directly is told first. */
  part(from: BareJid): void
  /** Blocks or unblocks; nothing that others would hear of may be sent before it resolves. */
  block(change: BlockingPush): Promise<Result<void>>
  subscribe(to: BareJid, act: SubscriptionAct): void
  /** What an address is to the user as a room. */
  room(jid: BareJid): RoomStanding | null
  /** Enters a room as the client does. Where that may not be it is told; the room's own word it hears itself. */
  enter(room: FullJid, entrance: Entrance): void
  /** Tells a room, in which the client is, its name and availability there. @param id of its stanza; null for none */
  tellRoom(room: FullJid, presence: OwnPresence, id: string | null): void
  leave(room: BareJid): void
  /** Sends a stanza through the gate. */
  send(stanza: Stanza): Promise<Result<void>>
  /**
   * Sends what a person wrote: whoever writes in such a client cannot be asked, and means it. Errors: `gate-automatic`
   * for what only looks so.
   */
  say(to: BareJid, stanza: Stanza): Promise<Result<void>>
  /** Answers a request through the gate. */
  reply(request: Stanza, answer: Stanza): Promise<Result<void>>
}

/** What a line is made of. */
export interface ClientLineOptions {
  readonly parts: Parts
  readonly stream: () => Stream | null
  readonly self: () => FullJid | null
  readonly connection: () => ConnectionView
}

const offline: Result<void> = err(appError('offline'))

/** Builds the line of a session. */
export function createClientLine(options: ClientLineOptions): ClientLine {
  const { parts, stream, self, connection } = options
  const { legacy, lists, loop, reveal, rooms } = parts
  const iq = () => (self() === null ? null : (stream()?.iq ?? null))
  const blocking = createBlockingActs({ ...parts, iq })
  const words = createClientWords()

  const send: ClientLine['send'] = async (stanza) => stream()?.outbox.send(stanza) ?? offline

  return {
    begin: () => legacy.begin(false),
    self,
    connection,
    full: () => stream()?.connection.isFull() ?? false,
    send,
    hidden: () => isHidden(loop.state()) && !legacy.absent(),
    failure: () => loop.state().failure,
    settled: () => isSettled(loop.state()) && !legacy.busy(),
    busy: legacy.busy,
    present: (stanza, dialect) => {
      const current = stream()
      if (current) legacy.take(stanza, current.outbox, dialect)
    },
    screen: lists.screen,
    person: (jid) => personOf(loop.state().roster ?? new Map(), jid),
    part: (from) => {
      const { server } = loop.state()
      if (isOut(server) || !server.shown.has(from)) return
      loop.tell({ type: 'subscription-wanted', act: 'unsubscribed', to: from })
    },
    block: (change) => {
      if (change.kind === 'unblock-all') return blocking.unblockAll()
      return blocking[change.kind](change.jids)
    },
    subscribe: (to, act) => loop.tell({ type: 'subscription-wanted', act, to }),
    room: (jid) => rooms.standing(jid),
    enter: (room, entrance) => {
      const { jid, nick } = occupantOf(room)
      const entered = rooms.join(jid, nick, null, entrance)
      if (!entered.ok) entrance.refused()
    },
    tellRoom: (room, presence, id) => {
      const { jid, nick } = occupantOf(room)
      rooms.tell(jid, nick, presence, id)
    },
    leave: (room) => void rooms.leave(room),
    say: async (to, stanza) => {
      const gate = stream()?.outbox
      if (gate?.asks(stanza) === true && !words.means(to, stanza)) {
        parts.seen(stanza, byItself)
        return err(appError('gate-automatic'))
      }
      words.said(to, stanza)
      reveal.give(to, stanza.attrs['id'] ?? '', 'once')
      return send(stanza)
    },
    reply: async (request, answer) => stream()?.outbox.reply(request, answer) ?? offline,
  }
}

/** The facts of an answer to that request, as the gate judges it. */
export function answerFacts({ attrs }: Stanza): StanzaFacts {
  const from = attrs['from'] ?? ''
  const toResource = fullJid(from) !== undefined
  return { kind: 'iq', type: 'result', to: bareJid(from) ?? null, toResource, publishes: false }
}

function occupantOf(room: FullJid): { readonly jid: BareJid; readonly nick: string } {
  const jid = bareJid(room) as BareJid
  return { jid, nick: room.slice(jid.length + 1) }
}

function isHidden({ policy, confirmedAt, failure }: EngineState): boolean {
  return policy.base === 'invisible' && confirmedAt !== null && failure === null
}

function isSettled({ session, roster, inFlight, confirmedAt, failure }: EngineState): boolean {
  const known = session !== null && roster !== null && inFlight === null
  return known && (confirmedAt !== null || failure !== null)
}
