// The contacts of one account: roster items, the presence of their resources, unread counts. Says each change once.
import type { BareJid } from '../../shared/jid'
import type { AccountId, Contact, ResourcePresence } from '../../shared/model'
import type { AppEvent } from '../../shared/snapshot'
import type { PresenceFact } from '../xmpp/presence'
import type { RosterItem } from '../xmpp/roster'

/** The book. */
export interface ContactBook {
  /** Replaces the roster. Presence known so far is dropped: it belonged to another session. */
  load(items: readonly RosterItem[], unread: ReadonlyMap<BareJid, number>): void
  change(item: RosterItem): void
  /** Takes somebody off the roster; with unread messages they stay as a stranger. */
  remove(jid: BareJid): void
  presence(fact: PresenceFact): void
  /** Everybody's presence becomes unknown. */
  forgetPresence(): void
  /** Makes sure that somebody is in the book, on the roster or not. */
  meet(jid: BareJid): void
  setUnread(jid: BareJid, unread: number): void
  get(jid: BareJid): Contact | undefined
  all(): Iterable<Contact>
}

/** Resources that are kept of one contact; their server can make up as many as it likes. */
const maxResources = 50

/** An empty book. */
export function createContactBook(
  account: AccountId,
  publish: (event: AppEvent) => void,
): ContactBook {
  const contacts = new Map<BareJid, Contact>()

  const put = (contact: Contact): void => {
    contacts.set(contact.jid, contact)
    publish({ type: 'contact.changed', account, contact })
  }

  const setResources = (contact: Contact, resources: readonly ResourcePresence[]): void => {
    contacts.set(contact.jid, { ...contact, resources })
    publish({ type: 'resources.changed', account, jid: contact.jid, resources })
  }

  const publishAll = (): void => {
    publish({ type: 'roster.loaded', account, contacts: [...contacts.values()] })
  }

  return {
    load: (items, unread) => {
      contacts.clear()
      for (const item of items) contacts.set(item.jid, fromItem(item, unread.get(item.jid) ?? 0))
      for (const [jid, count] of unread) {
        if (!contacts.has(jid)) contacts.set(jid, { ...stranger(jid), unread: count })
      }
      publishAll()
    },
    change: (item) => {
      const known = contacts.get(item.jid)
      const { resources, unread } = known ?? stranger(item.jid)
      put({ ...fromItem(item, unread), resources })
    },
    remove: (jid) => {
      const known = contacts.get(jid)
      if (!known) return
      if (known.unread > 0) {
        put({ ...stranger(jid), unread: known.unread })
        return
      }
      contacts.delete(jid)
      publish({ type: 'contact.removed', account, jid })
    },
    presence: (fact) => {
      const contact = contacts.get(fact.from)
      if (!contact || fact.kind === 'other') return
      const named = fact.kind === 'available' ? fact.resource.resource : fact.resource
      // Unavailable from the bare address speaks for all resources (RFC 3921 s.5.1.3).
      const others =
        named === '' ? [] : contact.resources.filter(({ resource }) => resource !== named)
      if (fact.kind === 'available') setResources(contact, ranked([...others, fact.resource]))
      else if (others.length < contact.resources.length) setResources(contact, others)
    },
    forgetPresence: () => {
      for (const contact of contacts.values())
        contacts.set(contact.jid, { ...contact, resources: [] })
      publishAll()
    },
    meet: (jid) => {
      if (!contacts.has(jid)) put(stranger(jid))
    },
    setUnread: (jid, unread) => {
      const contact = contacts.get(jid)
      if (!contact || contact.unread === unread) return
      contacts.set(jid, { ...contact, unread })
      publish({ type: 'unread.changed', account, jid, unread })
    },
    get: (jid) => contacts.get(jid),
    all: () => contacts.values(),
  }
}

function fromItem(item: RosterItem, unread: number): Contact {
  return { ...item, resources: [], unread }
}

function stranger(jid: BareJid): Contact {
  return { jid, name: '', groups: [], subscription: 'none', ask: false, resources: [], unread: 0 }
}

function ranked(resources: ResourcePresence[]): ResourcePresence[] {
  return resources.sort((a, b) => b.priority - a.priority).slice(0, maxResources)
}
