// Where the privacy lists of old clients are kept (RFC 3921 s.10): those of one address are the same for all of its
// sessions and outlive them, as on a server; which list is active is each session's own.
import type { BareJid } from '../../shared/jid'
import type { ListChoice } from '../../shared/privacy/list'
import { named } from '../../shared/privacy/list'
import type { ClientListStore } from '../core/client-lists'
import type { StoredLists } from '../core/client-lists-schema'
import { noLists } from '../core/client-lists-schema'

/** A session that uses the lists of its address. */
export interface ListUser {
  active(): ListChoice
  /** Another session changed something. @param name the list that it changed; null for none */
  changed(name: string | null): void
}

/** The lists of one address. */
export interface ListShelf {
  read(): StoredLists
  /** Replaces them, and tells the other sessions. @param name the list that changed; null for none */
  write(lists: StoredLists, by: ListUser, name: string | null): void
  /** Whether another session is under that list: its active one, or the default one where it has none (s.10.2). */
  isUsed(name: string, by: ListUser): boolean
  /** @returns a function that ends it */
  use(user: ListUser): () => void
}

/** Builds the shelves of all addresses. @param store where what lasts longer than the bridge is */
export function createShelves(store: ClientListStore): (jid: BareJid) => ListShelf {
  const shelves = new Map<BareJid, ListShelf>()
  return (jid) => {
    const shelf = shelves.get(jid) ?? createShelf(jid, store)
    shelves.set(jid, shelf)
    return shelf
  }
}

function createShelf(jid: BareJid, store: ClientListStore): ListShelf {
  const users = new Set<ListUser>()
  let lists = store.read(jid) ?? noLists

  const others = (by: ListUser): ListUser[] => [...users].filter((user) => user !== by)
  const governs = (user: ListUser): ListChoice => {
    const active = user.active()
    if (active.kind === 'named' || lists.standard === null) return active
    return named(lists.standard)
  }

  return {
    read: () => lists,
    write: (next, by, name) => {
      lists = next
      store.write(jid, next)
      for (const user of others(by)) user.changed(name)
    },
    isUsed: (name, by) =>
      others(by).some((user) => {
        const choice = governs(user)
        return choice.kind === 'named' && choice.name === name
      }),
    use: (user) => {
      users.add(user)
      return () => void users.delete(user)
    },
  }
}
