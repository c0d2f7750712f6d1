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
import { quirksOf } from '../../shared/visibility/quirks'
import { visibilityView } from '../../shared/visibility/view'
import type { History } from '../store/history'
import type { ConnectionHandlers } from '../xmpp/connection'
import { readMessage } from '../xmpp/message'
import { readPresence, unavailable } from '../xmpp/presence'
import { createContactBook } from './contact-book'
import { createConversations } from './conversations'
import type { Log } from './log'
import { describeError } from './log'
import { pushHandlers } from './pushes'
import { createRosterFeed } from './roster-feed'
import { createRunner } from './runner'
import { askServer, serverView, unknownSoftware } from './server-facts'
import type { StoredAccount } from './settings-schema'
import { standingOf } from './standing'
import type { Stream } from './stream'
import { createStream } from './stream'
import { createVisibilityLoop } from './visibility-loop'

/** What a session needs. */
export interface SessionOptions {
  /** What is stored of the account, as of now. */
  readonly stored: () => StoredAccount
  readonly password: () => Promise<string | undefined>
  /** Tells this installation from the user's others, in the names of lists. */
  readonly installation: string
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

/** One account at work. */
export interface Session {
  view(): SessionView
  /** Signs in; while it waits to try again, tries at once. */
  signIn(): void
  /** Ends the session without telling anybody anything new. Never rejects. */
  signOut(): Promise<void>
  /** Tells the visibility engine a wish. */
  wish(input: Extract<Input, { type: 'policy-changed' | 'presence-chosen' | 'retry' }>): void
  openChat(peer: BareJid): void
  readChat(peer: BareJid): void
  sendMessage(peer: BareJid, body: string): Promise<Result<null>>
}

/** Builds the session of an account. @param changed called after every change of the view */
export function createSession(options: SessionOptions, changed: () => void): Session {
  const { stored, history, publish, log, now } = options
  const { id: account, jid, policy, presence } = stored()
  const book = createContactBook(account, publish)
  const conversations = createConversations({ account, history, book, publish, now })
  const loop = createVisibilityLoop({
    policy,
    presence,
    slots: [`casper-${options.installation}-a`, `casper-${options.installation}-b`],
    log,
    now,
    changed,
  })
  const feed = createRosterFeed(book, loop)

  let stream: Stream | null = null
  let self: FullJid | null = null
  let leaving = false
  let acknowledges = false
  let secure: ServerView['secure'] | null = null
  let software = unknownSoftware
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

  const askedFor = (from: BareJid): void => {
    const error = appError('subscription-asked', from)
    const notice = { id: `subscribe ${account} ${from}`, level: 'info', account, error } as const
    publish({ type: 'notice.added', notice })
  }

  const begin = async (current: Stream): Promise<void> => {
    feed.expect()
    const asked = await askServer(current.iq, jid)
    if (stream !== current || self === null) return
    const { roster } = asked
    if (!roster.ok) {
      if (roster.error.code !== 'offline') await end(roster.error)
      return
    }
    software = asked.software
    const { blocksProbes } = quirksOf(software.name)
    feed.load(roster.value, history.unread(account), () => {
      loop.tell({ type: 'session-started', resumed: false, blocksProbes })
    })
    show({ rosterLoaded: true })
  }

  const end = async (error: AppError | null): Promise<void> => {
    const ending = stream
    if (!ending) return
    leaving = true
    stream = null
    const last = self === null ? [] : ending.outbox.lastWords([unavailable()])
    loop.useRunner(null)
    await ending.connection.stop(last)
    ending.iq.abandon()
    self = null
    loop.tell({ type: 'session-ended' })
    book.forgetPresence()
    show({ connection: { state: 'signed-out', error }, rosterLoaded: false })
  }

  const handlersOf = (current: () => Stream): ConnectionHandlers => ({
    connecting: (attempt) => show({ connection: { state: 'connecting', attempt } }),
    started: (session) => {
      self = session.jid
      secure = session.secure
      acknowledges = session.features.streamManagement
      loop.useRunner(createRunner(current().iq, current().outbox))
      const { resumed } = session
      show({ connection: { state: 'online', since: now(), resumed }, certificate: null })
      if (resumed) {
        const { blocksProbes } = quirksOf(software.name)
        loop.tell({ type: 'session-started', resumed, blocksProbes })
        return
      }
      begin(current()).catch((thrown: unknown) => {
        log.error('signing in broke', { error: describeError(thrown) })
      })
    },
    stanza: (stanza) => {
      if (stanza.name === 'iq') current().iq.receive(stanza)
      const shown = stanza.name === 'presence' ? readPresence(stanza) : undefined
      if (shown) book.presence(shown)
      if (shown?.kind === 'other' && shown.type === 'subscribe') askedFor(shown.from)
      const said = stanza.name === 'message' ? readMessage(stanza) : undefined
      if (said) conversations.receive(said)
    },
    lost: () => {
      self = null
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
    acknowledged: ({ name, attrs }) => {
      if (name === 'message') conversations.settle(attrs['id'] ?? '', 'sent')
    },
    unacknowledged: ({ name, attrs }) => {
      if (name === 'message') conversations.settle(attrs['id'] ?? '', 'unsure')
      if (name !== 'presence') return
      const available = attrs['type'] === undefined
      loop.tell({ type: 'presence-unsure', to: attrs['to'] ?? null, available })
    },
    malformed: (detail) => log.warn('a stanza was ignored', { detail }),
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
      }),
      handlers: handlersOf(() => opened),
    })
    return opened
  }

  return {
    view: () => ({
      ...view,
      serverInfo: secure && serverView(secure, software, loop.state().server),
      visibility: visibilityView(loop.state(), book.all()),
    }),
    signIn: () => {
      if (stream) {
        stream.connection.hurry()
        return
      }
      leaving = false
      stream = open()
      stream.connection.start()
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
