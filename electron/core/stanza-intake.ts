// Takes what the stream brings, each kind to where it belongs; and what became of what was sent.
import type { BareJid } from '../../shared/jid'
import { bareJid, fullJid } from '../../shared/jid'
import { isOut } from '../../shared/visibility/state'
import type { ConnectionHandlers } from '../xmpp/connection'
import { archiveIdOf } from '../xmpp/mam'
import { bounceOf, isAstray, readMessage } from '../xmpp/message'
import { readPresence } from '../xmpp/presence'
import type { Absence } from './absence'
import type { CatchUp } from './catch-up'
import type { Conversations } from './conversations'
import type { ClientSide } from './legacy-client-side'
import type { Log } from './log'
import { describeError } from './log'
import type { PresenceIntake } from './presence-intake'
import type { Reveal } from './reveal'
import type { Rooms } from './rooms'
import type { Stream } from './stream'
import type { VisibilityLoop } from './visibility-loop'
import type { XmlConsole } from './console'

/** Where things belong. */
export interface StanzaIntakeOptions {
  readonly self: BareJid
  readonly absence: Pick<Absence, 'receive'>
  readonly catchUp: CatchUp
  readonly presence: PresenceIntake
  readonly conversations: Conversations
  readonly reveal: Pick<Reveal, 'settle'>
  readonly rooms: Rooms
  readonly loop: VisibilityLoop
  readonly xmlConsole: XmlConsole
  /** The legacy client whose session this is, if any: it is told of everything. */
  readonly client: ClientSide | undefined
  readonly log: Log
}

/**
 * A connection's handlers for stanzas.
 * @param stream what they came on
 */
export type StanzaIntake = (
  stream: () => Pick<Stream, 'iq' | 'outbox'>,
) => Pick<ConnectionHandlers, 'stanza' | 'acknowledged' | 'unacknowledged' | 'eased' | 'malformed'>

/** Builds the intake. */
export function createStanzaIntake(options: StanzaIntakeOptions): StanzaIntake {
  const { self, absence, catchUp, presence, conversations, reveal, rooms } = options
  const { loop, xmlConsole, client, log } = options

  const isRooms = (stanza: Parameters<Rooms['takeMessage']>[0]): boolean =>
    (stanza.name === 'presence' && rooms.takePresence(stanza)) ||
    (stanza.name === 'message' && rooms.takeMessage(stanza))

  return (stream) => ({
    stanza: (stanza) => {
      try {
        xmlConsole.received(stanza)
        if (catchUp.receive(stanza)) return
        if (absence.receive(stanza)) return
        client?.received(stanza)
        if (stanza.name === 'iq') stream().iq.receive(stanza)
        if (isRooms(stanza)) return
        if (isAstray(stanza, isOut(loop.state().server))) {
          void stream().outbox.reply(stanza, bounceOf(stanza))
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
      if (name !== 'message') return
      conversations.settle(attrs['id'] ?? '', 'sent')
      reveal.settle(bareJid(attrs['to'] ?? '') ?? '', attrs['id'] ?? '')
    },
    unacknowledged: (stanza) => {
      const { name, attrs } = stanza
      client?.lost(stanza)
      const room = bareJid(attrs['to'] ?? '')
      if (name === 'message') reveal.settle(room ?? '', attrs['id'] ?? '')
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
    eased: () => client?.moved(),
    malformed: (detail) => log.warn('a stanza was ignored', { detail }),
  })
}
