// One room: XEP-0045 s.7 (entering, leaving, nicknames, messages, history, subject). Everybody is shown as a participant;
// addresses behind nicknames are not shown.
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import { parseJid } from '../../../shared/jid'
import { nsMuc, nsMucUser } from '../../xmpp/namespaces'
import type { Route } from './routing'
import { bounce } from './routing'
import { delayed, readdressed, refuse } from './stanzas'

/** Messages that a newcomer is sent, and how long one may be for that; occupants of one room. */
const atMost = { history: 20, words: 10_000, occupants: 500 }

/** A room. */
export interface Room {
  readonly name: string
  presence(stanza: Element): void
  message(stanza: Element): void
  /** An iq for an occupant. */
  request(iq: Element): void
  isEmpty(): boolean
}

interface Occupant {
  readonly jid: string
  readonly nick: string
  /** What they last said of themselves. */
  readonly shown: Element
}

/** An empty room with that address. */
export function createRoom(jid: string, now: () => number, route: Route): Room {
  const occupants = new Map<string, Occupant>()
  const history: { readonly stanza: Element; readonly stamp: string }[] = []
  let subject: Element | null = null

  const byNick = (nick: string): Occupant | undefined =>
    [...occupants.values()].find((occupant) => occupant.nick === nick)
  const addressOf = (nick: string): string => `${jid}/${nick}`
  const toAll = (stanza: Element): void => {
    for (const { jid: to } of [...occupants.values()]) route(readdressed(stanza, { to }))
  }
  const announce = (who: Occupant, type: 'unavailable' | undefined, newNick?: string): void => {
    for (const { jid: to } of [...occupants.values()]) {
      route(presenceOf(who, addressOf(who.nick), to, type, to === who.jid, newNick))
    }
  }

  return {
    name: jid.slice(0, jid.indexOf('@')),
    isEmpty: () => occupants.size === 0,
    presence(stanza) {
      const { from = '', to = '', type } = stanza.attrs
      const occupant = occupants.get(from)
      const nick = parseJid(to)?.resource ?? ''
      if (type !== undefined) leave(occupant, stanza)
      else if (nick === '') bounce(route, stanza, refuse('jid-malformed'))
      else if ((byNick(nick)?.jid ?? from) !== from) bounce(route, stanza, refuse('conflict'))
      else if (!occupant && occupants.size >= atMost.occupants) {
        bounce(route, stanza, refuse('service-unavailable'))
      } else enter(occupant, { jid: from, nick, shown: stanza })
    },
    message(stanza) {
      const { from = '', to = '', type } = stanza.attrs
      const speaker = occupants.get(from)
      if (type === 'error') return
      if (!speaker) {
        bounce(route, stanza, refuse('not-acceptable'))
        return
      }
      const sender = addressOf(speaker.nick)
      if (to.includes('/')) whisper(stanza, sender)
      else if (type === 'groupchat') say(readdressed(stanza, { from: sender, to: undefined }))
      else bounce(route, stanza, refuse('bad-request'))
    },
    request(iq) {
      const { from = '', to = '' } = iq.attrs
      const sender = occupants.get(from)
      const target = byNick(parseJid(to)?.resource ?? '')
      if (!sender) bounce(route, iq, refuse('not-acceptable'))
      else if (!target) bounce(route, iq, refuse('item-not-found'))
      else route(readdressed(iq, { from: addressOf(sender.nick), to: target.jid }))
    },
  }

  function enter(before: Occupant | undefined, occupant: Occupant): void {
    if (before && before.nick !== occupant.nick) announce(before, 'unavailable', occupant.nick)
    if (!before) {
      for (const other of occupants.values()) {
        route(presenceOf(other, addressOf(other.nick), occupant.jid, undefined, false))
      }
    }
    occupants.set(occupant.jid, occupant)
    announce(occupant, undefined)
    if (before) return
    for (const { stanza, stamp } of wanted(occupant.shown)) {
      route(delayed(readdressed(stanza, { to: occupant.jid }), jid, stamp))
    }
    const empty = xml('message', { from: jid, type: 'groupchat' }, xml('subject'))
    route(readdressed(subject ?? empty, { to: occupant.jid }))
  }

  function leave(occupant: Occupant | undefined, stanza: Element): void {
    if (!occupant) return
    const gone = { ...occupant, shown: stanza }
    announce(gone, 'unavailable')
    occupants.delete(occupant.jid)
  }

  function say(stanza: Element): void {
    const words = stanza.getChildText('body')
    if (stanza.getChild('subject') && words === null) subject = stanza
    else if (words !== null && words.length <= atMost.words) {
      history.push({ stanza, stamp: new Date(now()).toISOString() })
      if (history.length > atMost.history) history.shift()
    }
    toAll(stanza)
  }

  function whisper(stanza: Element, from: string): void {
    const target = byNick(parseJid(stanza.attrs['to'] ?? '')?.resource ?? '')
    if (target) route(readdressed(stanza, { from, to: target.jid }))
    else bounce(route, stanza, refuse('item-not-found'))
  }

  // s.7.2.14: as much history as the newcomer asks for.
  function wanted(shown: Element): typeof history {
    const asked = shown.getChild('x', nsMuc)?.getChild('history')?.attrs['maxstanzas'] ?? ''
    const count = /^\d{1,3}$/.test(asked) ? Number(asked) : atMost.history
    return history.slice(Math.max(0, history.length - count))
  }
}

// Status 110: yourself (s.7.2.2). 303: another nickname (s.7.6).
function presenceOf(
  { shown }: Occupant,
  from: string,
  to: string,
  type: 'unavailable' | undefined,
  self: boolean,
  newNick?: string,
): Element {
  const codes = [...(newNick === undefined ? [] : ['303']), ...(self ? ['110'] : [])]
  const item = {
    affiliation: 'none',
    role: type ? 'none' : 'participant',
    ...(newNick === undefined ? {} : { nick: newNick }),
  }
  const stanza = xml(
    'presence',
    { from, to, ...(type ? { type } : {}) },
    shown.children.filter((child) => typeof child === 'string' || !child.is('x', nsMuc)),
    xml(
      'x',
      { xmlns: nsMucUser },
      xml('item', item),
      codes.map((code) => xml('status', { code })),
    ),
  )
  return stanza
}
