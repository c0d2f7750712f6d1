// Somebody of the cast at work: a session of their own on the embedded server, which is all they know of the user.
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import type { BareJid } from '../../../shared/jid'
import type { Backend } from '../../c2s/backend'
import { nsMuc } from '../../xmpp/namespaces'
import type { LocalSession } from '../server/local-session'
import { openLocalSession } from '../server/local-session'
import { answerTo } from './client'
import type { Mood, Role } from './members'

/** What somebody is made of. */
export interface ActorOptions {
  readonly role: Role
  readonly jid: BareJid
  readonly backend: Backend
  /** The room they are in if they have a name there. */
  readonly room: BareJid
  readonly now: () => number
}

/** Hears what a session receives. @param at ms since 1970 */
export type Hearer = (stanza: Element, at: number) => void

/** Somebody. */
export interface Actor {
  readonly role: Role
  readonly jid: BareJid
  isOnline(): boolean
  /** Signs in and says how they are; nothing if they are there. */
  come(): void
  go(): void
  /** Says how they are in another way: the next of their moods. */
  changeMood(): void
  /** Sends that, with an id unless it has one; nothing if they are not there. */
  send(stanza: Element): void
  /**
   * Hears at once what its client shows of others, and everything that comes from now on.
   * @param online told at once, before anything else, and of every change
   */
  listen(hearer: Hearer, online?: (online: boolean) => void): () => void
}

/** Brings somebody to life; they are not there yet. */
export function createActor({ role, jid, backend, room, now }: ActorOptions): Actor {
  const hearers = new Set<Hearer>()
  const watchers = new Set<(online: boolean) => void>()
  const shown = new Map<string, { readonly stanza: Element; readonly at: number }>()
  let session: LocalSession | null = null
  let mood = 0
  let sent = 0

  const show = (stanza: Element): void => {
    const { from = '', type } = stanza.attrs
    if (type === undefined) shown.set(from, { stanza, at: now() })
    else if (type === 'unavailable') shown.delete(from)
  }

  const receive = (stanza: Element): void => {
    if (stanza.name === 'presence') show(stanza)
    for (const hear of [...hearers]) hear(stanza, now())
    const answer = stanza.name === 'iq' ? answerTo(stanza, role.client) : undefined
    if (answer) send(answer)
    // Whoever asks may see them (RFC 3921 s.8.2).
    const { from = '', type } = stanza.attrs
    if (stanza.name === 'presence' && type === 'subscribe') {
      send(xml('presence', { type: 'subscribed', to: from }))
    }
  }

  const send = (stanza: Element): void => {
    sent += 1
    stanza.attrs['id'] ??= `${role.resource}-${sent}`
    session?.send(stanza)
  }

  const sayMood = (entering: boolean): void => {
    const { [mood % role.moods.length]: current = role.moods[0] } = role.moods
    send(xml('presence', null, sayings(current)))
    if (role.nick === null) return
    const enters = entering ? xml('x', { xmlns: nsMuc }) : null
    send(xml('presence', { to: `${room}/${role.nick}` }, sayings(current), enters))
  }

  const changed = (): void => {
    for (const watch of [...watchers]) watch(session !== null)
  }

  return {
    role,
    jid,
    isOnline: () => session !== null,
    come() {
      if (session) return
      session = openLocalSession(backend, `${jid}/${role.resource}`, receive)
      changed()
      sayMood(true)
    },
    go() {
      if (!session) return
      send(xml('presence', { type: 'unavailable' }))
      session.close()
      session = null
      shown.clear()
      changed()
    },
    changeMood() {
      mood += 1
      sayMood(false)
    },
    send,
    listen(hearer, online) {
      hearers.add(hearer)
      if (online) {
        watchers.add(online)
        online(session !== null)
      }
      for (const { stanza, at } of [...shown.values()]) hearer(stanza, at)
      return () => {
        hearers.delete(hearer)
        if (online) watchers.delete(online)
      }
    },
  }
}

function sayings({ show, status }: Mood): Element[] {
  return [
    ...(show === null ? [] : [xml('show', null, show)]),
    ...(status === '' ? [] : [xml('status', null, status)]),
  ]
}
