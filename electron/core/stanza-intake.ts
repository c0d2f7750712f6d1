// Takes what the stream brings, each kind to where it belongs; and what became of what was sent.
import type { BareJid } from '../../shared/jid'
import { bareJid, fullJid } from '../../shared/jid'
import type { ConnectionHandlers } from '../xmpp/connection'
import { archiveIdOf } from '../xmpp/mam'
import { bounceOf, isAstray, readMessage } from '../xmpp/message'
import { readPresence } from '../xmpp/presence'
import type { CatchUp } from './catch-up'
import type { Conversations } from './conversations'
import type { Log } from './log'
import { describeError } from './log'
import type { PresenceIntake } from './presence-intake'
import type { Rooms } from './rooms'
import type { Stream } from './stream'
import type { VisibilityLoop } from './visibility-loop'
import type { XmlConsole } from './console'

/** Where things belong. */
export interface StanzaIntakeOptions {
  readonly self: BareJid
  readonly catchUp: CatchUp
  readonly presence: PresenceIntake
  readonly conversations: Conversations
  readonly rooms: Rooms
  readonly loop: VisibilityLoop
  readonly xmlConsole: XmlConsole
  readonly log: Log
}

/**
 * A connection's handlers for stanzas.
 * @param stream what they came on
 * @param bounces whether the server refuses what is for a room where no such resource is (RFC 6121 s.8.5.3.2.1)
 */
export type StanzaIntake = (
  stream: () => Pick<Stream, 'iq' | 'outbox'>,
  bounces: () => boolean,
) => Pick<ConnectionHandlers, 'stanza' | 'acknowledged' | 'unacknowledged' | 'malformed'>

/** Builds the intake. */
export function createStanzaIntake(options: StanzaIntakeOptions): StanzaIntake {
  const { self, catchUp, presence, conversations, rooms, loop, xmlConsole, log } = options

  const isRooms = (stanza: Parameters<Rooms['takeMessage']>[0]): boolean =>
    (stanza.name === 'presence' && rooms.takePresence(stanza)) ||
    (stanza.name === 'message' && rooms.takeMessage(stanza))

  return (stream, bounces) => ({
    stanza: (stanza) => {
      try {
        xmlConsole.received(stanza)
        if (catchUp.receive(stanza)) return
        if (stanza.name === 'iq') stream().iq.receive(stanza)
        if (isRooms(stanza)) return
        if (isAstray(stanza)) {
          if (bounces()) void stream().outbox.reply(stanza, bounceOf(stanza))
          return
        }
        const shown = stanza.name === 'presence' ? readPresence(stanza) : undefined
        if (shown) presence.take(shown)
        const said = stanza.name === 'message' ? readMessage(stanza) : undefined
        if (said) conversations.receive(said, archiveIdOf(stanza, self))
      } catch (thrown) {
        // A session must not end for what somebody sent: on some servers its end is announced to everybody.
        log.error('a stanza could not be taken', { error: describeError(thrown) })
      }
    },
    acknowledged: ({ name, attrs }) => {
      if (name === 'message') conversations.settle(attrs['id'] ?? '', 'sent')
    },
    unacknowledged: ({ name, attrs }) => {
      const room = bareJid(attrs['to'] ?? '')
      if (room && rooms.has(room)) {
        if (name === 'message') rooms.doubt(room, attrs['id'] ?? '')
        return
      }
      if (name === 'message') conversations.settle(attrs['id'] ?? '', 'unsure')
      const { type, to = null } = attrs
      // Presence to one resource enters a room or leaves it, and is no directed presence to a contact.
      if (fullJid(to ?? '') !== undefined) return
      if (name !== 'presence' || (type !== undefined && type !== 'unavailable')) return
      loop.tell({ type: 'presence-unsure', to, available: type === undefined })
    },
    malformed: (detail) => log.warn('a stanza was ignored', { detail }),
  })
}
