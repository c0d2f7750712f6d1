// A server by XEP-0018 that remembers, of each contact, whether the user is visible to them, and what they were shown.
// Where the XEP is silent, it says so. Shares nothing with what it is compared with.
import type { OwnPresence, Show } from '../../shared/model'
import type { LegacyStanza } from '../../shared/visibility/legacy-stanza'

/** What one contact was last shown; null where the user is not there. */
type Shown = OwnPresence | null

/** The server, for one session of one user. */
export interface Xep0018Server {
  readonly receive: (stanza: LegacyStanza) => void
  readonly shown: (jid: string) => Shown
  /** Whether undirected presence of any kind is out. */
  readonly available: () => boolean
}

interface Contact {
  visible: boolean
  /** Whether the user was last made invisible to this very contact. */
  singledOut: boolean
  shown: Shown
}

/** @param lenient whether plain presence means "visible again", as the surviving clients have it */
export function xep0018Server(jids: readonly string[], lenient: boolean): Xep0018Server {
  const contacts = new Map(
    jids.map((jid): [string, Contact] => [jid, { visible: true, singledOut: false, shown: null }]),
  )
  const all = [...contacts.values()]
  let available = false
  let invisible = false
  let last: OwnPresence = { show: null, status: '', priority: 0 }

  const hide = (contact: Contact): void => {
    contact.visible = false
    contact.shown = null
  }
  const singleOut = (contact: Contact): void => {
    hide(contact)
    contact.singledOut = true
  }
  const broadcast = (): void => {
    for (const contact of all) if (contact.visible) contact.shown = last
  }

  const undirected: Record<LegacyStanza['type'], (stanza: LegacyStanza) => void> = {
    // s.3.1: invisible to all, also to those made visible by name (s.3.4).
    invisible: (stanza) => {
      available = true
      invisible = true
      all.forEach(hide)
      last = content(stanza) ?? last
    },
    // s.3.2: visible to all, also to those made invisible by name (s.3.3); s.4.1: the newly visible are sent the last
    // undirected presence. A visible stanza that states a presence is an update as well; the XEP has only bare ones.
    visible: (stanza) => {
      available = true
      invisible = false
      const news = content(stanza)
      last = news ?? last
      for (const contact of all) {
        contact.visible = true
        contact.singledOut = false
        if (news !== null) contact.shown = last
        contact.shown ??= last
      }
    },
    // s.4.1: an update for those to whom the user is visible, and no change of who they are.
    available: (stanza) => {
      available = true
      last = presenceOf(stanza)
      if (lenient && invisible) {
        invisible = false
        for (const contact of all) contact.visible ||= !contact.singledOut
      }
      broadcast()
    },
    // The XEP is silent. RFC 6121 s.4.5.2: nobody sees the user; who was made visible by name no longer is.
    unavailable: () => {
      available = false
      for (const contact of all) {
        contact.shown = null
        if (invisible) contact.visible = false
      }
    },
  }

  const directed: Record<LegacyStanza['type'], (contact: Contact, s: LegacyStanza) => void> = {
    // s.3.3
    invisible: singleOut,
    // s.3.3, s.3.4
    visible: (contact) => {
      contact.visible = true
      contact.singledOut = false
      contact.shown ??= last
    },
    // s.4: routed to those to whom the user is visible. Before presence for all, or after unavailable, the RFC alone
    // speaks (RFC 6121 s.4.6): it is delivered. Where nobody else is shown anything, it is the presence of the session.
    available: (contact, stanza) => {
      if (!lenient && available && !contact.visible) return
      if ((invisible || !available) && all.every(({ shown }) => shown === null)) {
        last = presenceOf(stanza)
      }
      contact.visible = true
      contact.singledOut = false
      contact.shown = presenceOf(stanza)
    },
    // The XEP is silent; taken for "invisible to this one". After invisible or unavailable it only takes back.
    unavailable: (contact) => {
      contact.shown = null
      if (invisible) contact.visible = false
      else if (available) singleOut(contact)
    },
  }

  return {
    receive: (stanza) => {
      if (stanza.to === null) {
        undirected[stanza.type](stanza)
        return
      }
      const contact = contacts.get(stanza.to)
      if (contact) directed[stanza.type](contact, stanza)
    },
    shown: (jid) => contacts.get(jid)?.shown ?? null,
    available: () => available,
  }
}

function presenceOf({ show, status, priority }: LegacyStanza): OwnPresence {
  return { show: show as Show | null, status, priority }
}

function content(stanza: LegacyStanza): OwnPresence | null {
  const bare = stanza.show === null && stanza.status === '' && stanza.priority === 0
  return bare ? null : presenceOf(stanza)
}
