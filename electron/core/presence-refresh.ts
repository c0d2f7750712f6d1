// Keeps the presence of contacts fresh where the server does not send it by itself: it is asked for anew now and then,
// and whoever does not answer is taken for gone (RFC 6121 s.4.3; some servers say nothing of those who are).
import type { BareJid } from '../../shared/jid'
import type { PresenceFact } from '../xmpp/presence'
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
  /** Takes every presence that arrives. */
  heard(fact: PresenceFact): void
}

/** ms between two rounds. */
const every = 5 * 60_000
/** How long answers may take, in ms. */
const patience = 30_000

/** Builds it. */
export function createPresenceRefresh(options: PresenceRefreshOptions): PresenceRefresh {
  const { book, isBlind, ask } = options
  let heard = new Map<BareJid, Set<string>>()
  let timer: NodeJS.Timeout | undefined

  const askAll = (): void => {
    const asks = isBlind()
    heard = new Map()
    timer = asks ? setTimeout(forgetSilent, patience) : setTimeout(askAll, every)
    if (asks) ask()
  }

  const forgetSilent = (): void => {
    timer = setTimeout(askAll, every - patience)
    // Seen by the server again, it sends changes by itself, and silence means nothing.
    if (!isBlind()) return
    for (const { jid: from, resources } of [...book.all()]) {
      for (const { resource } of resources) {
        if (!heard.get(from)?.has(resource)) book.presence({ kind: 'unavailable', from, resource })
      }
    }
  }

  const stop = (): void => clearTimeout(timer)

  return {
    start: () => {
      stop()
      timer = setTimeout(askAll, every)
    },
    stop,
    heard: (fact) => {
      if (fact.kind !== 'available') return
      const resources = heard.get(fact.from) ?? new Set()
      heard.set(fact.from, resources.add(fact.resource.resource))
    },
  }
}
