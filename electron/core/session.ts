// One account, signed in or not: the stream's facts go to the visibility engine, the contacts and the conversations;
// what the engine asks for goes to the wire, through the gate.
import { appError } from '../../shared/errors'
import type { BareJid, FullJid } from '../../shared/jid'
import type { AccountView, ServerView } from '../../shared/model'
import type { AppError, Result } from '../../shared/result'
import { err } from '../../shared/result'
import type { AppEvent } from '../../shared/snapshot'
import { judge } from '../../shared/visibility/disclosure'
import type { Input } from '../../shared/visibility/effects'
import { farewell } from '../../shared/visibility/engine'
import { quirksOf } from '../../shared/visibility/quirks'
import { countAgain, uncounted } from '../../shared/visibility/seen-count'
import { exposureOf, visibilityView } from '../../shared/visibility/view'
import type { History } from '../store/history'
import type { ConnectionHandlers } from '../xmpp/connection'
import type { Outbox } from '../xmpp/outbox'
import { createCatchUp } from './catch-up'
import { createContactBook } from './contact-book'
import { createConversations } from './conversations'
import type { Log } from './log'
import { describeError } from './log'
import { createPresenceIntake } from './presence-intake'
import { pushHandlers } from './pushes'
import { lastStanzas } from './farewell'
import { createRosterFeed } from './roster-feed'
import { createRunner } from './runner'
import { askServer, serverView, unknownSoftware } from './server-facts'
import type { StoredAccount } from './settings-schema'
import { defaultKeeper, wishesOf } from './stored-wishes'
import { standingOf } from './standing'
import { createStanzaIntake } from './stanza-intake'
import type { Stream } from './stream'
import { createStream } from './stream'
import { createSurroundings } from './surroundings'
import { createVisibilityLoop } from './visibility-loop'

/** What a session needs. */
export interface SessionOptions {
  /** What is stored of the account, as of now. */
  readonly stored: () => StoredAccount
  readonly password: () => Promise<string | undefined>
  /** Tells this installation from the user's others, in the names of lists. */
  readonly installation: string
  /** Changes what is stored. */
  readonly store: (change: Partial<StoredAccount>) => void
  readonly history: History
  readonly publish: (event: AppEvent) => void
  readonly log: Log
  readonly now: () => number
  /** How long a request waits for its reply, in ms. */
  readonly replyTimeout: number
}

/** What of the account's view the session itself knows. */
export type SessionView = Pick<
  AccountView,
  'connection' | 'certificate' | 'serverInfo' | 'visibility' | 'rosterLoaded'
>

type WishType = 'policy-changed' | 'presence-chosen' | 'strategy-chosen' | 'scope-chosen' | 'retry'

/** After that long, in ms, a session that was lost before this one has expired on any usual server. */
const tidyAfter = 900_000

/** One account at work. */
export interface Session {
  view(): SessionView
  /** Signs in; while it waits to try again, tries at once. */
  signIn(): void
  /** Ends the session without telling anybody anything new. Never rejects. */
  signOut(): Promise<void>
  /** Tells the visibility engine a wish. */
  wish(input: Extract<Input, { type: WishType }>): void
  openChat(peer: BareJid): void
  readChat(peer: BareJid): void
  sendMessage(peer: BareJid, body: string): Promise<Result<null>>
}

/** Builds the session of an account. @param changed called after every change of the view */
export function createSession(options: SessionOptions, changed: () => void): Session {
  const { stored, history, publish, log, now } = options
  const { id: account, jid } = stored()
  const keepDefault = defaultKeeper(stored(), options.store)
  const book = createContactBook(account, publish)
  const conversations = createConversations({ account, history, book, publish, now })
  const loop = createVisibilityLoop({
    wishes: wishesOf(stored()),
    slots: [`casper-${options.installation}-a`, `casper-${options.installation}-b`],
    log,
    now,
    changed: () => {
      keepDefault(loop.state().keptDefault)
      changed()
    },
  })
  const feed = createRosterFeed(book, loop)
  const surroundings = createSurroundings(loop)
  const presence = createPresenceIntake({ account, self: jid, book, loop, publish })
  const deliver = conversations.takeArchived
  const catchUp = createCatchUp({ account, self: jid, history, book, loop, deliver, log, now })
  const intake = createStanzaIntake({ self: jid, catchUp, presence, conversations, loop, log })

  let stream: Stream | null = null
  let self: FullJid | null = null
  let leaving = false
  let wanted = false
  let ending: Promise<void> | null = null
  let acknowledges = false
  let secure: ServerView['secure'] | null = null
  let software = unknownSoftware
  let seen = uncounted
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
  }

  const begin = async (current: Stream): Promise<void> => {
    feed.expect()
    const asked = await askServer(current.iq, jid)
    if (stream !== current || self === null) return
    const { roster, services, blocked } = asked
    if (!roster.ok) {
      if (roster.error.code !== 'offline') await end(roster.error)
      return
    }
    software = asked.software
    const { blocksProbes } = quirksOf(software.name)
    surroundings.load(services, blocked)
    feed.load(roster.value, history.unread(account), () => {
      loop.tell({ type: 'session-started', resumed: false, blocksProbes })
    })
    show({ rosterLoaded: true })
    catchUp.start(current.iq)
    tidyTimer = setTimeout(() => loop.tell({ type: 'tidy-due' }), tidyAfter)
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
    const left = stream
    if (!left) return
    clearTimeout(tidyTimer)
    catchUp.stop()
    const last = self === null ? [] : goodbye(left.outbox)
    stream = null
    loop.useRunner(null)
    await left.connection.stop(last)
    left.iq.abandon()
    self = null
    loop.tell({ type: 'session-ended' })
    book.forgetPresence()
    show({ connection: { state: 'signed-out', error }, rosterLoaded: false })
  }

  // What takes our presence back is let through the gate for as long as it takes to say it.
  const goodbye = (outbox: Outbox): ReturnType<Outbox['lastWords']> => {
    leaving = true
    const words = outbox.lastWords(lastStanzas(farewell(loop.state())))
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
      self = session.jid
      secure = session.secure
      acknowledges = session.features.streamManagement
      const { iq, outbox } = current()
      loop.useRunner(createRunner({ iq, outbox, self, nextOwnPresence: presence.nextOwn }))
      const { resumed } = session
      show({ connection: { state: 'online', since: now(), resumed }, certificate: null })
      if (resumed) {
        const { blocksProbes } = quirksOf(software.name)
        loop.tell({ type: 'session-started', resumed, blocksProbes })
        catchUp.start(iq)
        return
      }
      begin(current()).catch((thrown: unknown) => {
        log.error('signing in broke', { error: describeError(thrown) })
      })
    },
    ...intake(() => current().iq),
    lost: () => {
      self = null
      clearTimeout(tidyTimer)
      catchUp.stop()
      loop.useRunner(null)
      loop.tell({ type: 'session-lost' })
      current().iq.abandon()
    },
    waiting: (retryAt, attempt, error) =>
      show({ connection: { state: 'waiting', retryAt, attempt, error } }),
    stopped: (error, certificate) => {
      stream = null
      book.forgetPresence()
      show({
        connection: { state: 'signed-out', error },
        certificate: certificate ?? null,
        rosterLoaded: false,
      })
    },
  })

  const open = (): Stream => {
    const opened: Stream = createStream({
      jid,
      server: stored().server,
      password: options.password,
      trusted: () => stored().trusted,
      self: () => self,
      replyTimeout: options.replyTimeout,
      judge: (facts) => judge(facts, standingOf(jid, loop.state(), book, leaving)),
      absentForm: () => quirksOf(software.name).absent,
      heldBack: ({ kind }, reason) => log.info('held back', { kind, reason }),
      iqHandlers: pushHandlers({
        roster: feed.push,
        list: (name) => loop.tell({ type: 'list-pushed', name }),
        blocking: surroundings.push,
      }),
      goodbye,
      handlers: handlersOf(() => opened),
    })
    return opened
  }

  return {
    view: () => {
      const engine = loop.state()
      seen = countAgain(seen, exposureOf(engine), engine.roster)
      return {
        ...view,
        serverInfo: secure && serverView(secure, software, engine.server),
        visibility: visibilityView(engine, seen.count),
      }
    },
    signIn: () => {
      wanted = true
      if (!ending) enter()
    },
    signOut: () => end(null),
    wish: loop.tell,
    openChat: conversations.open,
    readChat: conversations.read,
    sendMessage: async (peer, body) => {
      if (!stream || self === null) return err(appError('offline'))
      return conversations.send(stream.outbox, peer, body, acknowledges)
    },
  }
}
