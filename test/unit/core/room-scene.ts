// A scripted server with one room on it, for tests of rooms.
import type { Element } from '@xmpp/xml'
import { expect } from 'vitest'
import type { BareJid } from '../../../shared/jid'
import type { Room } from '../../../shared/model'
import type { Answer, ImOptions } from '../../support/scripted-im'
import { result } from '../../support/scripted-im'
import type { Peer } from '../../support/scripted-server'
import { until } from '../../support/wait'
import type { ScriptedAccount } from './scripted-account'
import { signIn } from './scripted-account'

/** The room of these tests; its service is on another server. */
export const room = 'inn@rooms.elsewhere.invalid' as BareJid
/** XEP-0045: what a room says of its occupants. */
export const mucUser = 'http://jabber.org/protocol/muc#user'
const ns = 'urn:ietf:params:xml:ns:xmpp-stanzas'

/** Answers what the room's service is: one that keeps rooms; everything else is a server. */
export const disco: Answer = (iq) => {
  const to = iq.attrs['to'] ?? ''
  if (iq.getChildElements()[0]?.getNS() !== 'http://jabber.org/protocol/disco#info')
    return undefined
  const category = to === 'rooms.elsewhere.invalid' ? 'conference' : 'server'
  const info = `<query xmlns='http://jabber.org/protocol/disco#info'><identity category='${category}' type='text'/></query>`
  return result(iq, info).replace('<iq ', `<iq from='${to}' `)
}

/** Presence of an occupant. */
export const occupied = (
  nick: string,
  extra = '',
  attrs = '',
  item = `affiliation='none' role='participant'`,
) =>
  `<presence from='${room}/${nick}' ${attrs}><x xmlns='${mucUser}'><item ${item}/>${extra}</x></presence>`
/** Presence that says: you are in, under this nickname. */
export const arrived = (nick: string, codes = '') => occupied(nick, `<status code='110'/>${codes}`)
/** Presence that refuses to let somebody in. */
export const refused = (nick: string, condition: string, text = '') =>
  `<presence from='${room}/${nick}' type='error'><error type='cancel'><${condition} xmlns='${ns}'/>` +
  `${text && `<text xmlns='${ns}'>${text}</text>`}</error></presence>`
/** What an occupant says. */
export const said = (nick: string, body: string, type = 'groupchat') =>
  `<message from='${room}/${nick}' type='${type}' id='x${body}'><body>${body}</body></message>`

/** What a room answers to presence that enters it, by the nickname; default: it lets everybody in. */
type Welcome = (nick: string) => string

/** Alice, signed in or about to be, and a room that a test speaks for. */
export interface Scene extends ScriptedAccount {
  /** The room as it is shown. */
  shown(): Room | undefined
  /** Sends as the room does. */
  tell(xml: string): void
  join(nick?: string): Promise<void>
  inside(): Promise<unknown>
  failed(code: string): Promise<unknown>
}

/** Signs alice in where the room answers so. */
export async function scene(
  hidden = true,
  welcome: Welcome = arrived,
  options: ImOptions = {},
): Promise<Scene> {
  let peer: Peer | undefined
  const hear = (stanza: Element, from: Peer): void => {
    peer = from
    const [to = '', nick = ''] = (stanza.attrs['to'] ?? '').split('/')
    if (to !== room || stanza.getName() !== 'presence') return
    if (stanza.attrs['type'] === 'unavailable') {
      from.send(occupied(nick, `<status code='110'/>`, `type='unavailable'`))
    } else if (stanza.getChild('x')) from.send(welcome(nick))
  }
  const account = await signIn(hidden, { answer: disco, hear, ...options })
  const shown = () => account.casper.snapshot().rooms[account.id]?.[room]
  return {
    ...account,
    shown,
    tell: (xml) => peer?.send(xml),
    join: async (nick = 'frodo') => {
      const asked = await account.casper.request('room.join', { account: account.id, room, nick })
      expect(asked.ok).toBe(true)
    },
    inside: () =>
      until(
        () => shown()?.state === 'joined',
        () => JSON.stringify(shown()),
      ),
    failed: (code) =>
      until(
        () => shown()?.error?.code === code,
        () => `${code}: ${JSON.stringify(shown())}`,
      ),
  }
}

/** Signs alice in and has her in the room. */
export async function entered(hidden = true): Promise<Scene> {
  const there = await scene(hidden)
  await there.casper.confirmed()
  await there.join()
  await there.inside()
  return there
}

/** The beginning of the presence that enters the room. */
export const entrance = `<presence to="${room}/frodo">`
