// Who asks to see the user (RFC 3921 s.8.1). The server keeps a request until it is answered and repeats it in every
// session, so it is kept here in memory only.
import { appError } from '../../shared/errors'
import type { BareJid } from '../../shared/jid'
import type { AccountId } from '../../shared/model'
import type { AppEvent } from '../../shared/snapshot'
import type { ContactBook } from './contact-book'

/** How many are kept; the oldest give way. */
const kept = 200

/** The requests of one account. */
export interface Requests {
  /** The newest first; whoever was allowed meanwhile, here or elsewhere, asks no more. */
  all(): readonly BareJid[]
  add(from: BareJid): void
  /** The request was answered. */
  settle(from: BareJid): void
  /** A session begins: the server repeats what still waits. */
  clear(): void
}

/** What the requests need. */
export interface RequestsOptions {
  readonly account: AccountId
  readonly book: ContactBook
  readonly publish: (event: AppEvent) => void
  readonly changed: () => void
}

/** Builds them, empty. */
export function createRequests({ account, book, publish, changed }: RequestsOptions): Requests {
  const asking = new Set<BareJid>()
  const noticeId = `requests ${account}`
  let left = 0

  const dropOldest = (): void => {
    const [oldest] = asking
    if (oldest === undefined) return
    asking.delete(oldest)
    left += 1
    const error = appError('many-requests', `${left.toLocaleString('en')} more`)
    const notice = { id: noticeId, level: 'info', account, error } as const
    publish({ type: 'notice.added', notice })
  }

  return {
    all: () => [...asking].reverse().filter((jid) => !isAllowed(book, jid)),
    add: (from) => {
      asking.delete(from)
      asking.add(from)
      if (asking.size > kept) dropOldest()
      changed()
    },
    settle: (from) => {
      if (asking.delete(from)) changed()
    },
    clear: () => {
      asking.clear()
      if (left > 0) publish({ type: 'notice.removed', id: noticeId })
      left = 0
    },
  }
}

function isAllowed(book: ContactBook, jid: BareJid): boolean {
  const subscription = book.get(jid)?.subscription
  return subscription === 'from' || subscription === 'both'
}
