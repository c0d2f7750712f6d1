// A second account of the user's own, signed in to watch the first: it comes online, reads its roster, and answers nothing.
import type { BareJid, FullJid } from '../../shared/jid'
import { domainOf } from '../../shared/jid'
import type { ServerAddress } from '../../shared/model'
import type { Result } from '../../shared/result'
import { ok } from '../../shared/result'
import { bareAnswer } from '../xmpp/observed-stanza'
import { arrival, comeback, note, question } from '../xmpp/observer-stanzas'
import { tabledForm } from '../xmpp/absent'
import type { Judgement } from '../xmpp/outbox'
import { ping } from '../xmpp/ping'
import { getRoster } from '../xmpp/roster'
import type { StanzaFacts } from '../xmpp/stanza'
import type { Log } from './log'
import { describeError } from './log'
import type { ObservedElement, ObserverActs, OpenSource } from './observer-source'
import type { Stream } from './stream'
import { createStream } from './stream'

/** What the session is made with. The password is kept here alone, and as long as the session. */
export interface ObserverSessionOptions {
  readonly jid: BareJid
  readonly password: string
  readonly server: ServerAddress
  /** Certificates that the user trusts for the watched account. */
  readonly trusted: () => readonly string[]
  readonly watched: BareJid
  readonly log: Log
  /** How long a request waits for its reply, in ms. */
  readonly replyTimeout: number
}

/** What an observer may send: its presence, requests to its server, and what a check asks of whom it watches. */
export function judgeObserver(
  stanza: StanzaFacts,
  { jid, watched }: Pick<ObserverSessionOptions, 'jid' | 'watched'>,
): Judgement {
  return isAllowed(stanza, domainOf(jid), watched)
    ? { action: 'pass' }
    : { action: 'drop', reason: 'an observer sends nothing else' }
}

function isAllowed(stanza: StanzaFacts, domain: string, watched: BareJid): boolean {
  const { to } = stanza
  switch (stanza.kind) {
    case 'presence':
      if (to === null) return stanza.type === 'available' || stanza.type === 'unavailable'
      return to === watched && stanza.type === 'probe'
    case 'message':
      return to === watched && stanza.body
    case 'iq':
      return stanza.type === 'get' && (to === null || to === domain || to === watched)
  }
}

/** The answer of who gave none in time. */
const silence = 'silence'

/** Opens the session; it signs in at once and comes back by itself after a lost connection. */
export function observerSession(options: ObserverSessionOptions): OpenSource {
  const { jid, log, replyTimeout } = options
  return (listener) => {
    const answers = new Map<string, (answer: string) => void>()
    let self: FullJid | null = null

    const begin = async (): Promise<void> => {
      await getRoster(stream.iq)
      if (self === null) return
      listener.forgot()
      const sent = await stream.outbox.send(arrival())
      if (sent.ok) listener.state('online', null)
    }

    const take = (stanza: ObservedElement): void => {
      const { id = '', type = '' } = stanza.attrs
      if (stanza.name === 'iq') {
        stream.iq.receive(stanza)
        if (type === 'result' || type === 'error') answers.get(id)?.(bareAnswer(stanza))
      }
      listener.stanza(stanza)
    }

    const guarded = (act: () => void): void => {
      try {
        act()
      } catch (thrown) {
        log.error('an observer broke', { error: describeError(thrown, [options.password]) })
      }
    }

    const stream: Stream = createStream({
      jid,
      server: options.server,
      password: () => Promise.resolve(options.password),
      trusted: options.trusted,
      self: () => self,
      replyTimeout,
      judge: (facts) => judgeObserver(facts, options),
      absentForm: async () => tabledForm({ echo: null, text: null, code: null }),
      seen: () => undefined,
      heldBack: () => undefined,
      iqHandlers: [],
      goodbye: () => [],
      handlers: {
        connecting: () => listener.state('connecting', null),
        started: (session) => {
          self = session.jid
          if (session.resumed) {
            listener.state('online', null)
            return
          }
          begin().catch((thrown: unknown) => {
            log.error('an observer broke', { error: describeError(thrown, [options.password]) })
          })
        },
        stanza: (stanza) => guarded(() => take(stanza)),
        acknowledged: () => undefined,
        unacknowledged: () => undefined,
        malformed: () => undefined,
        lost: () => {
          self = null
          stream.iq.abandon()
        },
        waiting: (_at, _attempt, error) => listener.state('offline', error),
        stopped: (error) => {
          listener.forgot()
          listener.state('offline', error)
        },
      },
    })
    stream.connection.start()
    return {
      acts: actsOf(stream, options, answers, listener.forgot),
      close: () => end(stream, answers),
    }
  }
}

function end(
  stream: Stream,
  answers: ReadonlyMap<string, (answer: string) => void>,
): Promise<void> {
  stream.iq.abandon()
  for (const answer of answers.values()) answer(silence)
  return stream.connection.stop()
}

function actsOf(
  { outbox, iq }: Stream,
  { jid, watched, replyTimeout }: ObserverSessionOptions,
  answers: Map<string, (answer: string) => void>,
  forgot: () => void,
): ObserverActs {
  const settled = async (): Promise<Result<void>> => {
    const reply = await ping(iq, domainOf(jid))
    // An error is an answer as well.
    const gone = !reply.ok && (reply.error.code === 'offline' || reply.error.code === 'timeout')
    return gone ? reply : ok(undefined)
  }
  return {
    settled,
    again: async () => {
      const [gone, ...back] = comeback(watched)
      const left = gone ? await outbox.send(gone) : ok(undefined)
      if (!left.ok) return left
      const over = await settled()
      if (!over.ok) return over
      forgot()
      const sent = await Promise.all(back.map((stanza) => outbox.send(stanza)))
      return sent.find((one) => !one.ok) ?? settled()
    },
    ask: async (to, what) => {
      const request = question(to, what)
      const id = request.attrs['id'] ?? ''
      const answer = new Promise<string>((resolve) => {
        const timer = setTimeout(() => resolve(silence), replyTimeout)
        answers.set(id, (text) => {
          clearTimeout(timer)
          resolve(text)
        })
      })
      const sent = await outbox.send(request)
      if (!sent.ok) answers.get(id)?.('')
      const text = await answer
      answers.delete(id)
      return sent.ok ? ok(text) : sent
    },
    write: (body) => outbox.send(note(watched, body)),
  }
}
