// Fetches what did not arrive by itself from the archive on the server (XEP-0313): what was said while nobody was
// signed in, and what the server keeps back while the session is not available to it (RFC 6121 s.8.5.2.2).
import type { BareJid } from '../../shared/jid'
import type { AccountId } from '../../shared/model'
import type { Result } from '../../shared/result'
import { ok } from '../../shared/result'
import type { History } from '../store/history'
import type { Iq } from '../xmpp/iq'
import type { Archive, ArchivedMessage } from '../xmpp/mam'
import { createArchive } from '../xmpp/mam'
import type { Log } from './log'
import { describeError } from './log'

/** What the reader needs. */
export interface ArchiveReaderOptions {
  readonly account: AccountId
  readonly self: BareJid
  readonly history: History
  /** Takes what was found, oldest message first, page by page. */
  readonly deliver: (messages: readonly ArchivedMessage[]) => void
  /** Whether the session is not available to its server, which then keeps messages back. */
  readonly isCovered: () => boolean
  /** Whether it is clear by now if it is. */
  readonly isSettled: () => boolean
  readonly log: Log
  /** ms since the epoch. */
  readonly now: () => number
}

/** The reader of one account's archive. */
export interface ArchiveReader {
  /** A session is there: reads the archive, and goes on while there is more or the session is covered. */
  start(iq: Iq): void
  stop(): void
  /** Takes a message. @returns whether it is the archive's and not one for a person */
  receive(stanza: Parameters<Archive['receive']>[0]): boolean
}

/** ms between two looks. */
const every = 30_000
/** ms to wait where it is not clear yet what the session is. */
const settling = 500
/** How many pages are read in one look; what is left is read in the next. */
const maxPages = 20
/** How far back an archive is read that was never read before, in ms: a week. */
const firstReach = 7 * 24 * 3600 * 1000

const noArchive = new Set([
  'service-unavailable',
  'feature-not-implemented',
  'not-allowed',
  'forbidden',
])

/** Builds it. Nothing is asked before start(). */
export function createArchiveReader(options: ArchiveReaderOptions): ArchiveReader {
  const { account, self, history, deliver, isCovered, isSettled, log, now } = options
  let archive: Archive | null = null
  let timer: NodeJS.Timeout | undefined
  let owed = true

  /** @returns whether more is there. What answers a session before this one is not kept. */
  const readOn = async (current: Archive): Promise<Result<boolean>> => {
    for (let page = 0; page < maxPages; page++) {
      const place = history.archivePlace(account) ?? { id: null, at: now() - firstReach }
      const read = await current.readAfter(place)
      if (archive !== current) return ok(false)
      if (!read.ok) {
        if (read.error.code !== 'item-not-found' || place.id === null) return read
        // The archive has dropped that message by now; what it still has was said later.
        history.setArchivePlace(account, { ...place, id: null })
        continue
      }
      deliver(read.value.messages)
      history.setArchivePlace(account, read.value.next)
      if (read.value.complete) return ok(false)
    }
    log.info('the archive holds more; it is read on at the next look', { pages: maxPages })
    return ok(true)
  }

  const look = async (current: Archive): Promise<void> => {
    // What came before the session was available is still to be fetched once it is.
    const covered = isCovered()
    const more = covered || owed ? await readOn(current) : ok(false)
    if (archive !== current) return
    if (!more.ok) {
      log.info('the archive was not read', { code: more.error.code })
      if (noArchive.has(more.error.code)) return
    }
    owed = covered || !more.ok || more.value
    timer = setTimeout(begin, every, current)
  }

  const begin = (current: Archive): void => {
    // The first presence brings what the server kept for us; one server withholds it once the archive was asked.
    if (!isSettled()) {
      timer = setTimeout(begin, settling, current)
      return
    }
    look(current).catch((thrown: unknown) => {
      log.error('reading the archive broke', { error: describeError(thrown) })
      if (archive === current) timer = setTimeout(begin, every, current)
    })
  }

  const stop = (): void => {
    clearTimeout(timer)
    archive = null
  }

  return {
    start: (iq) => {
      stop()
      archive = createArchive(iq, self)
      owed = true
      begin(archive)
    },
    stop,
    receive: (stanza) => archive?.receive(stanza) ?? false,
  }
}
