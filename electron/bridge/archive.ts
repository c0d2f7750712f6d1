// Messages that the server kept back while the session was hidden by being unavailable: brought to the client as if they
// had come late, each once (XEP-0313 s.5.1, XEP-0203).
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import type { BareJid } from '../../shared/jid'
import { bareJid } from '../../shared/jid'
import { archiveIdOf } from '../xmpp/mam'
import type { ArchivedMessage } from '../xmpp/mam'
import { nsDelay } from '../xmpp/namespaces'

/** The messages of one session. */
export interface Late {
  /** Notes a message that came by itself. @returns whether the client has it already */
  isKnown(message: Element, self: BareJid): boolean
  /** Those that the client does not have yet, for it. @param to its address */
  bring(messages: readonly ArchivedMessage[], to: string): Element[]
}

/** So many ids are remembered; the oldest give way. */
const kept = 2000

/** Builds it; nothing is known. */
export function createLate(): Late {
  const known = new Set<string>()

  const note = (id: string): boolean => {
    if (known.has(id)) return true
    known.add(id)
    const [oldest] = known
    if (known.size > kept && oldest !== undefined) known.delete(oldest)
    return false
  }

  return {
    isKnown: (message, self) => {
      const id = archiveIdOf(message, self)
      return id !== null && note(id)
    },
    bring: (messages, to) =>
      messages
        .filter(({ direction, archiveId }) => direction === 'in' && !note(archiveId))
        .map(({ id, peer, body, at }) =>
          xml(
            'message',
            { type: 'chat', from: peer, to, ...(id === null ? {} : { id }) },
            xml('body', null, body),
            xml('delay', {
              xmlns: nsDelay,
              from: bareJid(to),
              stamp: new Date(at).toISOString(),
            }),
          ),
        ),
  }
}
