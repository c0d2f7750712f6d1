// Keeps the presence of contacts fresh where the server does not send it by itself: it is asked for anew now and then,
// and who does not answer is taken for gone, since some servers say nothing of those who are (RFC 6121 s.4.3.2).
import type { ResourcePresence } from '../../shared/model'
import type { ContactBook } from './contact-book'

/** What refreshing needs. */
export interface PresenceRefreshOptions {
  readonly book: ContactBook
  /** Whether the server does not send the presence of contacts by itself. */
  readonly isBlind: () => boolean
  /** Has the presence of all contacts asked for. */
  readonly ask: () => void
}

/** Refreshing, for one account. */
export interface PresenceRefresh {
  start(): void
  stop(): void
}

/** ms between two rounds. */
const every = 5 * 60_000
/** How long answers may take, in ms. */
const patience = 30_000

/** Builds it. */
export function createPresenceRefresh(options: PresenceRefreshOptions): PresenceRefresh {
  const { book, isBlind, ask } = options
  let timer: NodeJS.Timeout | undefined

  const round = (): void => {
    if (!isBlind()) {
      timer = setTimeout(round, every)
      return
    }
    const old = new Set([...book.all()].flatMap(({ resources }) => resources))
    timer = setTimeout(forget, patience, old)
    ask()
  }

  // An answer brings a new object into the book, even if it says the same.
  const forget = (old: ReadonlySet<ResourcePresence>): void => {
    timer = setTimeout(round, every - patience)
    // Available again, we are sent changes, and silence means nothing.
    if (!isBlind()) return
    for (const { jid: from, resources } of [...book.all()]) {
      for (const presence of resources.filter((resource) => old.has(resource))) {
        book.presence({ kind: 'unavailable', from, resource: presence.resource })
      }
    }
  }

  const stop = (): void => clearTimeout(timer)

  return {
    start: () => {
      stop()
      timer = setTimeout(round, every)
    },
    stop,
  }
}
