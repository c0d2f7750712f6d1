// A second session of the account, opened for one question and closed after it: it sees what the server makes of presence
// that the first one sends to it alone. It sends nothing at all, so that nobody is shown it, and asks for no roster.
import type { FullJid } from '../../shared/jid'
import { readPresence } from '../xmpp/presence'
import type { Log } from './log'
import { describeError } from './log'
import type { PresenceEcho } from './presence-echo'
import { createPresenceEcho } from './presence-echo'
import type { SessionOptions } from './session-options'
import type { Stream } from './stream'
import { createStream } from './stream'

/** What it signs in with: the account's own address and password. */
export type WitnessOptions = Pick<SessionOptions, 'stored' | 'password' | 'replyTimeout'> & {
  readonly log: Log
}

/** The session. */
export interface Witness {
  /** Its full address once it is there; null where it does not come to be. */
  readonly ready: Promise<FullJid | null>
  readonly next: PresenceEcho['next']
  close(): Promise<void>
}

/** Opens it. */
export function openWitness(options: WitnessOptions): Witness {
  const { stored, log } = options
  const { jid, server } = stored()
  const heard = createPresenceEcho()
  const ready = Promise.withResolvers<FullJid | null>()
  let self: FullJid | null = null

  const gone = (): void => {
    self = null
    ready.resolve(null)
    heard.end()
  }

  const stream: Stream = createStream({
    jid,
    server,
    password: options.password,
    trusted: () => stored().trusted,
    self: () => self,
    replyTimeout: options.replyTimeout,
    judge: () => ({ action: 'drop', reason: 'a witness says nothing' }),
    absentForm: () => Promise.resolve(null),
    seen: () => undefined,
    heldBack: () => undefined,
    iqHandlers: [],
    goodbye: () => [],
    handlers: {
      connecting: () => undefined,
      started: (session) => {
        self = session.jid
        ready.resolve(self)
      },
      stanza: (stanza) => {
        try {
          const fact = stanza.name === 'presence' ? readPresence(stanza) : undefined
          if (fact) heard.take(fact)
        } catch (thrown) {
          log.error('a witness broke', { error: describeError(thrown) })
        }
      },
      acknowledged: () => undefined,
      unacknowledged: () => undefined,
      malformed: () => undefined,
      lost: gone,
      waiting: () => undefined,
      stopped: gone,
    },
  })
  stream.connection.start()
  return {
    ready: ready.promise,
    next: heard.next,
    close: () => {
      gone()
      return stream.connection.stop()
    },
  }
}
