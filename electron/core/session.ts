// One account, signed in or not: the stream's facts go to the visibility engine, the contacts and the conversations;
// what the engine asks for goes to the wire, through the gate.
import { appError } from '../../shared/errors'
import type { BareJid, FullJid } from '../../shared/jid'
import { domainOf } from '../../shared/jid'
import type { AccountView } from '../../shared/model'
import type { AppError, Result } from '../../shared/result'
import { err } from '../../shared/result'
import type { AppEvent } from '../../shared/snapshot'
import { eyeOf } from '../../shared/visibility/audience'
import { judge } from '../../shared/visibility/disclosure'
import type { Input } from '../../shared/visibility/effects'
import { needsFarewell } from '../../shared/visibility/engine'
import { quirksOf } from '../../shared/visibility/quirks'
import { exposureOf, visibilityView } from '../../shared/visibility/view'
import type { History } from '../store/history'
import type { ConnectionHandlers } from '../xmpp/connection'
import { readMessage } from '../xmpp/message'
import { readPresence, unavailable } from '../xmpp/presence'
import type { RosterPush } from '../xmpp/roster'
import { getRoster } from '../xmpp/roster'
import type { Software } from '../xmpp/software-version'
import { getVersion } from '../xmpp/software-version'
import { createContactBook } from './contact-book'
import { createConversations } from './conversations'
import type { Log } from './log'
import { pushHandlers } from './pushes'
import { createRunner } from './runner'
import type { StoredAccount } from './settings-schema'
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
}

/** What of the account's view the session itself knows. */
export type SessionView = Pick<
  AccountView,
  'connection' | 'certificate' | 'serverInfo' | 'visibility' | 'rosterLoaded'
>

/** One account at work. */
export interface Session {
  view(): SessionView
  signIn(): void
  /** Ends the session without telling anybody anything new. Never rejects. */
  signOut(): Promise<void>
  /** Tells the visibility engine a wish. */
  wish(input: Extract<Input, { type: 'policy-changed' | 'presence-chosen' | 'retry' }>): void
  openChat(peer: BareJid): void
  readChat(peer: BareJid): void
  sendMessage(peer: BareJid, body: string): Promise<Result<null>>
}

/** How long a server is waited for to say what software it is, in ms; hiding does not depend on it. */
const versionTimeout = 5000

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

  let stream: Stream | null = null
  let self: FullJid | null = null
  let leaving = false
  let acknowledges = false
  let software: Software = { name: '', version: '' }
  let waitingPushes: RosterPush[] | null = null
  let view: Omit<SessionView, 'visibility'> = {
    connection: { state: 'signed-out', error: null },
    certificate: null,
    serverInfo: null,
    rosterLoaded: false,
  }
  book.load([], history.unread(account))

  const show = (change: Partial<typeof view>): void => {
    view = { ...view, ...change }
    changed()
  }

  const sees = (peer: string): boolean => {
    const contact = book.get(peer as BareJid)
    return contact !== undefined && eyeOf(contact, exposureOf(loop.state())).state === 'open'
  }

  const push = (happened: RosterPush): void => {
    if (waitingPushes) {
      waitingPushes.push(happened)
    } else if (happened.kind === 'changed') {
      book.change(happened.item)
      loop.tell({ type: 'roster-changed', person: happened.item })
    } else {
      book.remove(happened.jid)
      loop.tell({ type: 'roster-removed', jid: happened.jid })
    }
  }

  const begin = async (current: Stream): Promise<void> => {
    waitingPushes = []
    const [roster, version] = await Promise.all([
      getRoster(current.iq),
      within(versionTimeout, getVersion(current.iq, domainOf(jid))),
    ])
    if (stream !== current || self === null) return
    if (!roster.ok) {
      if (roster.error.code !== 'offline') await giveUp(roster.error)
      return
    }
    software = version?.ok ? version.value : { name: '', version: '' }
    const quirks = quirksOf(software.name)
    book.load(roster.value, history.unread(account))
    loop.tell({ type: 'session-started', resumed: false, blocksProbes: quirks.blocksProbes })
    loop.tell({ type: 'roster-loaded', people: roster.value })
    show({ rosterLoaded: true })
    const early = waitingPushes
    waitingPushes = null
    early.forEach(push)
  }

  const giveUp = async (error: AppError): Promise<void> => {
    await session.signOut()
    show({ connection: { state: 'signed-out', error } })
  }

  const handlersOf = (current: () => Stream): ConnectionHandlers => ({
    connecting: (attempt) => show({ connection: { state: 'connecting', attempt } }),
    started: (started) => {
      const { iq, outbox } = current()
      self = started.jid
      acknowledges = started.features.streamManagement
      loop.useRunner(createRunner(iq, outbox))
      show({
        connection: { state: 'online', since: now(), resumed: started.resumed },
        certificate: null,
        serverInfo: { ...serverFacts(software), secure: started.secure, privacyLists: 'unknown' },
      })
      if (started.resumed) {
        const { blocksProbes } = quirksOf(software.name)
        loop.tell({ type: 'session-started', resumed: true, blocksProbes })
      } else {
        begin(current()).catch((thrown: unknown) => {
          log.error('signing in broke', { error: String(thrown) })
        })
      }
    },
    stanza: (stanza) => {
      if (stanza.name === 'iq') current().iq.receive(stanza)
      if (stanza.name === 'presence') {
        const fact = readPresence(stanza)
        if (fact) book.presence(fact)
      }
      if (stanza.name === 'message') {
        const fact = readMessage(stanza)
        if (fact) conversations.receive(fact)
      }
    },
    lost: () => {
      self = null
      loop.useRunner(null)
      current().iq.abandon()
      loop.tell({ type: 'session-lost' })
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
    acknowledged: (stanza) => {
      if (stanza.name === 'message') conversations.settle(stanza.attrs['id'] ?? '', 'sent')
    },
    unacknowledged: (stanza) => {
      if (stanza.name === 'message') conversations.settle(stanza.attrs['id'] ?? '', 'unsure')
      if (stanza.name === 'presence') {
        const to = stanza.attrs['to'] ?? null
        const available = stanza.attrs['type'] === undefined
        loop.tell({ type: 'presence-unsure', to, available })
      }
    },
    malformed: (detail) => log.warn('a stanza was ignored', { detail }),
  })

  const session: Session = {
    view: () => ({
      ...view,
      serverInfo: view.serverInfo && {
        ...view.serverInfo,
        ...serverFacts(software),
        privacyLists: listSupport(loop.state().server.lists),
      },
      visibility: visibilityView(loop.state(), book.all()),
    }),
    signIn: () => {
      if (stream) {
        stream.connection.hurry()
        return
      }
      leaving = false
      const created: Stream = createStream({
        jid,
        server: stored().server,
        password: options.password,
        trusted: () => stored().trusted,
        self: () => self,
        judge: (facts) =>
          judge(facts, {
            self: jid,
            domain: domainOf(jid),
            asked: loop.state().inFlight?.effect ?? null,
            leaving: leaving && needsFarewell(loop.state()),
            sees,
          }),
        absentForm: () => quirksOf(software.name).absent,
        heldBack: ({ kind }, reason) => log.info('held back', { kind, reason }),
        iqHandlers: pushHandlers({
          roster: push,
          list: (name) => loop.tell({ type: 'list-pushed', name }),
        }),
        handlers: handlersOf(() => created),
      })
      stream = created
      created.connection.start()
    },
    signOut: async () => {
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
      show({ connection: { state: 'signed-out', error: null }, rosterLoaded: false })
    },
    wish: loop.tell,
    openChat: conversations.open,
    readChat: conversations.read,
    sendMessage: async (peer, body) => {
      if (!stream || self === null) return err(appError('offline'))
      return conversations.send(stream.outbox, peer, body, acknowledges)
    },
  }
  return session
}

function serverFacts({ name, version }: Software) {
  return { software: name, version, leaks: quirksOf(name).leaks }
}

function listSupport(lists: unknown): 'unknown' | 'yes' | 'no' {
  if (lists === 'unknown') return 'unknown'
  return lists === 'unsupported' ? 'no' : 'yes'
}

async function within<T>(ms: number, promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms)
  })
  const first = await Promise.race([promise, late])
  clearTimeout(timer)
  return first
}
