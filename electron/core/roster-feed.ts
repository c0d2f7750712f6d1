// Brings the roster to the contacts and to the visibility engine, first whole, then push by push.
import type { BareJid } from '../../shared/jid'
import type { RosterItem, RosterPush } from '../xmpp/roster'
import type { ContactBook } from './contact-book'
import type { VisibilityLoop } from './visibility-loop'

/** The feed of one account. */
export interface RosterFeed {
  /** A roster was asked for: pushes wait until it is there. */
  expect(): void
  /** The roster of a fresh session. `begin` is called when the contacts know it and the engine does not yet. */
  load(items: readonly RosterItem[], unread: ReadonlyMap<BareJid, number>, begin: () => void): void
  push(happened: RosterPush): void
}

/** Builds the feed. */
export function createRosterFeed(book: ContactBook, loop: VisibilityLoop): RosterFeed {
  let waiting: RosterPush[] | null = null

  const push = (happened: RosterPush): void => {
    if (waiting) {
      waiting.push(happened)
    } else if (happened.kind === 'changed') {
      book.change(happened.item)
      loop.tell({ type: 'roster-changed', person: happened.item })
    } else {
      book.remove(happened.jid)
      loop.tell({ type: 'roster-removed', jid: happened.jid })
    }
  }

  return {
    expect: () => {
      waiting = []
    },
    load: (items, unread, begin) => {
      book.load(items, unread)
      begin()
      loop.tell({ type: 'roster-loaded', people: items })
      const early = waiting ?? []
      waiting = null
      early.forEach(push)
    },
    push,
  }
}
