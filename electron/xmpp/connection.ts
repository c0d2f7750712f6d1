// The connection of one account: attempts over all candidates, back-off, resumption, until it is stopped for good.
import { Resolver } from 'node:dns/promises'
import { appError } from '../../shared/errors'
import { domainOf } from '../../shared/jid'
import type { BareJid } from '../../shared/jid'
import type { CertificateView, ServerAddress } from '../../shared/model'
import { err } from '../../shared/result'
import type { AppError, Result } from '../../shared/result'
import type { Element } from '@xmpp/xml'
import { backOffDelay } from './back-off'
import { createBurden } from './burden'
import { failure, isFinal } from './connection-failure'
import type { Failure } from './connection-failure'
import type { Session } from './connection-negotiation'
import { openStream } from './connection-stream'
import type { Stream, StreamEnd, StreamHandlers } from './connection-stream'
import { defaultLimits, defaultTiming } from './connection-timing'
import type { Timing } from './connection-timing'
import type { Limits } from './library-guard'
import type { Resumption } from './library-stream-management'
import { redirected, resolveCandidates } from './resolve'
import type { Candidate, SrvLookup } from './resolve'

/** What a connection is made with. */
export interface ConnectionOptions {
  readonly jid: BareJid
  /** Asked anew for every attempt; undefined ends the attempt as `no-password`. */
  readonly password: () => Promise<string | undefined>
  readonly server: ServerAddress
  /** SHA-256 fingerprints of certificates that the user trusts for this account. */
  readonly trusted: () => readonly string[]
  /** Resource to ask for: random, says nothing of the device. Asked anew for each fresh session. */
  readonly resource: () => string
  /** Asked for each stanza that stream management wants to send again on resumption; false drops it. */
  readonly mayResend: (stanza: Element) => boolean
  /** What must be said before a started session is ended by our own doing, in the same write. */
  readonly goodbye?: () => readonly Element[]
  readonly timing?: Partial<Timing>
  readonly limits?: Partial<Limits>
  /** Looks SRV records up; the system's name servers by default. */
  readonly lookup?: SrvLookup
}

/** What is told of a connection. After `stopped`, or once stop() was called, nothing is. */
export interface ConnectionHandlers extends StreamHandlers {
  /** An attempt begins; counted from 1, anew after a stable session. */
  connecting(attempt: number): void
  /** The session ended or an attempt failed. `waiting` or `stopped` follows at once. */
  lost(error: AppError): void
  /** It will be tried again at that time, in ms since the epoch. */
  waiting(retryAt: number, attempt: number, error: AppError): void
  /** So much was under way that more should have waited; now it may come. */
  eased?(): void
  /** It will not be tried again: a person has to do something first. */
  stopped(error: AppError, certificate?: CertificateView): void
}

/** The connection of one account. Good for one start. */
export interface Connection {
  start(): void
  /**
   * Writes one stanza to the stream as it is. The outbox is the only caller.
   * @returns ok when the stream took it; with stream management its fate is told by `acknowledged` or
   * `unacknowledged`. Errors: `offline`, `invalid-jid`, `bad-request` (characters that XML does not have), `connection-lost`.
   */
  write(stanza: Element): Promise<Result<void>>
  /** Whether so much is under way that whatever can wait should: `eased` is told when it may come. */
  isFull(): boolean
  /** Ends for good: the last stanzas go out in one write with the end of the stream. Bounded by `closeTimeout`. */
  stop(last?: readonly Element[]): Promise<void>
  /** Retries now instead of waiting. */
  hurry(): void
}

/** Creates a connection; nothing happens before start(). */
export function createConnection(
  options: ConnectionOptions,
  handlers: ConnectionHandlers,
): Connection {
  const { jid } = options
  const timing: Timing = { ...defaultTiming, ...options.timing }
  const limits: Limits = { ...defaultLimits, ...options.limits }
  const lookup = options.lookup ?? systemLookup()
  const burden = createBurden(() => handlers.eased?.())
  const halt = Promise.withResolvers<undefined>()
  let state: 'new' | 'running' | 'over' = 'new'
  let stream: Stream | undefined
  let resumption: Resumption | undefined
  let hurry: () => void = () => undefined
  let everStarted = false
  let startedAt = 0

  async function run(): Promise<void> {
    for (let attempt = 1; state === 'running'; attempt += 1) {
      handlers.connecting(attempt)
      const end = await tryCandidates()
      if (!isRunning()) return
      handlers.lost(end.error)
      if (isFinal(end) || (end.error.code === 'remote-server-not-found' && !everStarted)) {
        state = 'over'
        forget()
        handlers.stopped(end.error, end.certificate)
        return
      }
      if (end.started && Date.now() - startedAt >= timing.stableAfter) attempt = 0
      await pause(attempt + 1, end.error)
    }
  }

  /** Runs a session on the first candidate that gives one. @returns how it ended, or the most telling failure. */
  async function tryCandidates(): Promise<StreamEnd> {
    const password = await orHalt(options.password().catch(() => undefined))
    if (password === undefined) return attemptEnd(failure('no-password'))
    const queue = [...((await orHalt(candidates())) ?? [])]
    let worst = attemptEnd(failure('remote-server-not-found'))
    for (let tried = 0; queue.length > 0 && isRunning() && tried < maxCandidates; tried += 1) {
      const candidate = queue.shift()
      if (!candidate) break
      const end = await runStream(candidate, password)
      if (end.started || (isFinal(end) && !mayDiffer.has(end.error.code))) return end
      const next = end.seeOtherHost && redirected(candidate, end.seeOtherHost)
      if (next) queue.unshift(next)
      if (tried === 0 || rank(end) > rank(worst)) worst = end
    }
    return worst
  }

  function candidates(): Promise<readonly Candidate[]> {
    return resolveCandidates(domainOf(jid), options.server, lookup, timing.backOff.jitter)
  }

  async function runStream(candidate: Candidate, password: string): Promise<StreamEnd> {
    const { resource, mayResend, goodbye = () => [] } = options
    const trusted = options.trusted()
    const kept = resumption
    resumption = undefined
    stream = openStream(
      {
        jid,
        password,
        candidate,
        trusted,
        resource,
        mayResend,
        goodbye,
        timing,
        limits,
        burden,
        resumption: kept,
      },
      { ...relay, started: onStarted },
    )
    const end = await stream.ended
    stream = undefined
    resumption = end.resumption
    return end
  }

  const relay: Omit<StreamHandlers, 'started'> = {
    stanza: (stanza) => handlers.stanza(stanza),
    acknowledged: (stanza) => {
      handlers.acknowledged(stanza)
      burden.drop(stanza)
    },
    unacknowledged,
    malformed: (detail) => handlers.malformed(detail),
  }

  function unacknowledged(stanza: Element): void {
    handlers.unacknowledged(stanza)
    burden.drop(stanza)
  }

  function onStarted(session: Session): void {
    everStarted = true
    startedAt = Date.now()
    handlers.started(session)
  }

  async function pause(next: number, error: AppError): Promise<void> {
    const wait = backOffDelay(timing.backOff, next - 1)
    handlers.waiting(Date.now() + wait, next, error)
    const over = Promise.withResolvers<void>()
    hurry = over.resolve
    const timer = setTimeout(over.resolve, wait)
    await Promise.race([over.promise, halt.promise])
    clearTimeout(timer)
    hurry = () => undefined
  }

  /** Nothing will be sent again. */
  function forget(): void {
    for (const { stanza } of resumption?.queue ?? []) unacknowledged(stanza)
    resumption = undefined
  }

  function isRunning(): boolean {
    return state === 'running'
  }

  function orHalt<T>(promise: Promise<T>): Promise<T | undefined> {
    return Promise.race([promise, halt.promise])
  }

  return {
    start() {
      if (state !== 'new') return
      state = 'running'
      void run()
    },
    write: (stanza) => stream?.write(stanza) ?? Promise.resolve(err(appError('offline'))),
    isFull: burden.isFull,
    async stop(last = []) {
      if (state === 'over') return
      state = 'over'
      halt.resolve(undefined)
      await stream?.close(last)
      forget()
    },
    hurry: () => hurry(),
  }
}

/** A candidate's redirections included. */
const maxCandidates = 16

/** Final failures that another host of the same domain need not have. */
const mayDiffer: ReadonlySet<string> = new Set(['certificate', 'tls-required', 'host-unknown'])

/** Which failure to report of several: what only a person can change before what passes. */
function rank({ error }: StreamEnd): number {
  return ['tls-required', 'certificate'].indexOf(error.code)
}

function attemptEnd(why: Failure): StreamEnd {
  return { ...why, started: false, resumption: undefined }
}

/** Asks the system's name servers, without their usual patience. */
function systemLookup(): SrvLookup {
  const resolver = new Resolver({ timeout: 3_000, tries: 2 })
  return (name) => resolver.resolveSrv(name)
}
