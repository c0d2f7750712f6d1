// One account, signed in or not: the stream's facts go to the visibility engine, the contacts and the conversations;
// what the engine asks for goes to the wire, through the gate.
import { appError } from '../../shared/errors'
import type { BareJid, FullJid } from '../../shared/jid'
import type { ServerView } from '../../shared/model'
import type { Leave } from '../../shared/protocol'
import type { AppError, Result } from '../../shared/result'
import { err } from '../../shared/result'
import type { Verdict } from '../../shared/visibility/disclosure'
import { judge } from '../../shared/visibility/disclosure'
import type { Input } from '../../shared/visibility/effects'
import { farewell } from '../../shared/visibility/engine'
import { quirksOf } from '../../shared/visibility/quirks'
import type { ConnectionHandlers } from '../xmpp/connection'
import type { Outbox } from '../xmpp/outbox'
import type { StanzaFacts } from '../xmpp/stanza'
import type { Away } from './away'
import { createContactActs, type ContactActs } from './contact-acts'
import type { Decloak } from './decloak'
import { describeError, sparingly } from './log'
import { pushHandlers } from './pushes'
import { lastStanzas } from './farewell'
import type { LegacyClient } from './legacy-client'
import type { ClientLine } from './legacy-client-line'
import { answerFacts, createClientLine } from './legacy-client-line'
import { createParts } from './parts'
import type { Reveal } from './reveal'
import type { Rooms } from './rooms'
import { createRunner } from './runner'
import { askServer, serverView, unknownSoftware } from './server-facts'
import { standingOf } from './standing'
import type { SessionOptions } from './session-options'
import type { SessionView } from './session-view'
import { createSessionView } from './session-view'
import type { Stream } from './stream'
import { createStream } from './stream'
import type { XmlConsole } from './console'

type WishType = 'strategy-chosen' | 'scope-chosen' | 'retry' | 'policy-changed' | 'presence-chosen'

/** One account at work. */
export interface Session {
  view(): SessionView
  /** Signs in; while it waits to try again, tries at once. */
  signIn(): void
  /** Ends the session without telling anybody anything new. Never rejects. */
  signOut(): Promise<void>
  /** Tells the visibility engine a wish, past what is stored and what a legacy client said. */
  wish(input: Extract<Input, { type: WishType }>): void
  readonly own: Pick<LegacyClient, 'setPolicy' | 'setPresence'>
  readonly contacts: ContactActs
  readonly reveal: Pick<Reveal, 'revoke'>
  readonly decloak: Pick<Decloak, 'begin' | 'end'>
  readonly away: Away
  readonly rooms: Pick<Rooms, 'join' | 'leave'>
  openChat(peer: BareJid): void
  readChat(peer: BareJid): void
  /** Errors: `offline`, `gate-asks` and what else keeps it from leaving. */
  sendMessage(peer: BareJid, body: string, leave: Leave | null): Promise<Result<null>>
  readonly console: Pick<XmlConsole, 'open' | 'close'>
  /** Sends what was typed into the console. */
  sendXml(text: string): Promise<Result<null>>
  /** For the legacy client whose session this is. */
  readonly line: ClientLine
}

/** Builds the session of an account. @param changed called after every change of the view */
export function createSession(options: SessionOptions, changed: () => void): Session {
  const { stored, history, client, log, now } = options
  const { id: account, jid } = stored()
  const parts = createParts(options, changed)
  const { book, conversations, loop, feed, surroundings, requests, proof, catchUp, intake } = parts
  const { legacy, xmlConsole, rooms, decloak, away, reveal, absence, own, ended } = parts

  const noteHeld = sparingly(log.info)
  let stream: Stream | null = null
  let self: FullJid | null = null
  let leaving = false
  let wanted = false
  let ending: Promise<void> | null = null
  let acknowledges = false
  let secure: ServerView['secure'] | null = null
  let software = unknownSoftware
  let tidyTimer: NodeJS.Timeout | undefined
  let view: Pick<SessionView, 'connection' | 'certificate' | 'rosterLoaded'> = {
    connection: { state: 'signed-out', error: null },
    certificate: null,
    rosterLoaded: false,
  }
  book.load([], history.unread(account))

  const show = (change: Partial<typeof view>): void => {
    view = { ...view, ...change }
    changed()
    client?.moved()
  }

  const begin = async (current: Stream): Promise<void> => {
    feed.expect()
    requests.clear()
    const asked = await askServer(current.iq, jid)
    await client?.arrived
    if (stream !== current || self === null) return
    const { roster, services, blocked } = asked
    if (!roster.ok) {
      if (roster.error.code !== 'offline') await end(roster.error)
      return
    }
    software = asked.software
    const habits = quirksOf(software.name)
    absence.begin(current, habits)
    const { blockSwitchesList } = habits
    rooms.start(current, false)
    surroundings.load({ services, blocked, blockSwitchesList })
    feed.load(roster.value, history.unread(account), () => {
      loop.tell({ type: 'session-started', resumed: false, habits })
    })
    show({ rosterLoaded: true })
    catchUp.start(current.iq)
    tidyTimer = setTimeout(() => loop.tell({ type: 'tidy-due' }), options.tidyAfter)
  }

  // Signing in again while the session is still being ended waits for that.
  const end = (error: AppError | null): Promise<void> => {
    wanted = false
    if (!stream && !ending) return Promise.resolve()
    ending ??= leave(error).finally(() => {
      ending = null
      if (wanted) enter()
    })
    return ending
  }

  const leave = async (error: AppError | null): Promise<void> => {
    await decloak.release()
    const left = stream
    if (!left) return
    clearTimeout(tidyTimer)
    catchUp.stop()
    const last = self === null ? [] : goodbye(left.outbox)
    stream = null
    rooms.pause()
    loop.useRunner(null)
    await Promise.all([left.connection.stop(last), proof.stop()])
    left.iq.abandon()
    self = null
    loop.tell({ type: 'session-ended' })
    ended()
    show({ connection: { state: 'signed-out', error }, rosterLoaded: false })
  }

  // What takes our presence back is let through the gate for as long as it takes to say it.
  const goodbye = (outbox: Outbox): ReturnType<Outbox['lastWords']> => {
    leaving = true
    // Rooms and strangers first: what comes after may no longer reach them.
    const words = outbox.lastWords([
      ...rooms.farewell(),
      ...legacy.farewell(),
      ...lastStanzas(farewell(loop.state())),
    ])
    leaving = false
    return words
  }

  const enter = (): void => {
    if (stream) {
      stream.connection.hurry()
      return
    }
    stream = open()
    stream.connection.start()
  }

  const handlersOf = (current: () => Stream): ConnectionHandlers => ({
    connecting: (attempt) => show({ connection: { state: 'connecting', attempt } }),
    started: (session) => {
      decloak.settle()
      self = session.jid
      options.started(self)
      secure = session.secure
      acknowledges = session.features.streamManagement
      const { iq, outbox } = current()
      const runner = createRunner({ iq, outbox, self, prove: proof.prove })
      loop.useRunner(rooms.watching(runner))
      const { resumed } = session
      show({ connection: { state: 'online', since: now(), resumed }, certificate: null })
      if (resumed) {
        loop.tell({ type: 'session-started', resumed, habits: quirksOf(software.name) })
        rooms.start({ iq, outbox }, true)
        catchUp.start(iq)
        return
      }
      legacy.fresh()
      begin(current()).catch((thrown: unknown) => {
        log.error('signing in broke', { error: describeError(thrown) })
      })
    },
    ...intake(current),
    lost: () => {
      self = null
      clearTimeout(tidyTimer)
      catchUp.stop()
      loop.useRunner(null)
      rooms.pause()
      void proof.stop()
      loop.tell({ type: 'session-lost' })
      current().iq.abandon()
    },
    waiting: (retryAt, attempt, error) =>
      show({ connection: { state: 'waiting', retryAt, attempt, error } }),
    stopped: (error, certificate) => {
      stream = null
      ended()
      show({
        connection: { state: 'signed-out', error },
        certificate: certificate ?? null,
        rosterLoaded: false,
      })
    },
  })

  const verdictOn = (facts: StanzaFacts): Verdict => {
    const passing = legacy.passing(leaving)
    return judge(
      facts,
      standingOf(jid, loop.state(), book, leaving, rooms.standing, passing, reveal.covers),
    )
  }
  const isOpenTo = (request: Parameters<typeof answerFacts>[0]): boolean =>
    verdictOn(answerFacts(request)).action === 'pass'

  const open = (): Stream => {
    const opened: Stream = createStream({
      jid,
      server: stored().server,
      password: options.password,
      trusted: () => stored().trusted,
      self: () => self,
      replyTimeout: options.replyTimeout,
      judge: verdictOn,
      absentForm: absence.form,
      seen: parts.seen,
      heldBack: ({ kind }, reason) => noteHeld('held back', { kind, reason }),
      iqHandlers: pushHandlers({
        roster: feed.push,
        list: (name) => loop.tell({ type: 'list-pushed', name }),
        blocking: surroundings.push,
      }),
      // Whoever may not know that somebody is here is answered as by nobody, and the client hears nothing of it.
      relay: client && ((asked) => isOpenTo(asked) && client.asks(asked)),
      goodbye,
      handlers: handlersOf(() => opened),
    })
    return opened
  }

  const viewOf = createSessionView(parts)
  return {
    view: () =>
      viewOf({ ...view, serverInfo: secure && serverView(secure, software, loop.state().server) }),
    signIn: () => {
      wanted = true
      if (!ending) enter()
    },
    signOut: () => end(null),
    wish: away.under.tell,
    own,
    decloak,
    away,
    reveal,
    line: createClientLine({
      parts,
      stream: () => stream,
      self: () => self,
      connection: () => view.connection,
    }),
    console: xmlConsole,
    contacts: createContactActs({
      self: jid,
      iq: () => (self === null ? null : (stream?.iq ?? null)),
      ...parts,
    }),
    rooms,
    openChat: (peer) => (rooms.has(peer) ? rooms : conversations).open(peer),
    readChat: (peer) => (rooms.has(peer) ? rooms : conversations).read(peer),
    sendMessage: async (peer, body, leave) => {
      if (!stream || self === null) return err(appError('offline'))
      if (rooms.has(peer)) return rooms.send(peer, body)
      return conversations.send(stream.outbox, { peer, body, leave }, acknowledges)
    },
    sendXml: async (text) => {
      // Before the contacts are known the gate cannot tell them from others.
      if (!stream || loop.state().session === null) return err(appError('offline'))
      return xmlConsole.send(text, stream.outbox)
    },
  }
}
