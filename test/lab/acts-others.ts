// What others do to find out whether the user is there.
import { now } from '../support/wait'
import type { Act } from './act'
import { act } from './act'
import { absentMark, oddMark } from './bounces'
import type { Name } from './cast'
import { isBehindGateway, jidOf } from './cast'
import { mayBeShown } from './oracle'
import { sayingOf } from './saying'

/** Requests that may be made of a device, by name. */
export const requests = {
  version: `<query xmlns='jabber:iq:version'/>`,
  time: `<time xmlns='urn:xmpp:time'/>`,
  last: `<query xmlns='jabber:iq:last'/>`,
  'disco#info': `<query xmlns='http://jabber.org/protocol/disco#info'/>`,
  'disco#items': `<query xmlns='http://jabber.org/protocol/disco#items'/>`,
  ping: `<ping xmlns='urn:xmpp:ping'/>`,
  vcard: `<vCard xmlns='vcard-temp'/>`,
  unknown: `<query xmlns='urn:example:unknown'/>`,
  jingle: `<jingle xmlns='urn:xmpp:jingle:1' action='session-initiate' sid='s1'/>`,
} as const

/** What one server does to every stanza of a client, and not to its own. */
export const stamped = 'with the language of the stream added'

/** A resource that is not there. */
const nobody = 'nobody-is-here'

/** The name of a request. */
export type RequestName = keyof typeof requests

/**
 * Asks the user's device something. Where the asker must not be shown the user, the answer must be the one that the
 * server gives for a device that is not there.
 */
export function ask(who: Name, what: RequestName): Act {
  return act('requests', `${who} asks for ${what}`, async (world) => {
    const { cast, user } = world
    const { observer } = cast.member(who)
    const type = what === 'jingle' ? 'set' : 'get'
    const put = async (jid: string) => {
      const asked = now()
      try {
        const answer = await observer.iq(type, jid, requests[what])
        return { xml: answer.xml, words: sayingOf(answer, jid), ms: answer.at - asked }
      } catch {
        return { xml: 'silence', words: 'silence', ms: Infinity }
      }
    }
    const [absent, here] = await Promise.all([put(`${user}/${nobody}`), put(world.fullJid())])
    if (mayBeShown(world.scene().moments, jidOf(who))) return
    world.delays.push({ hereMs: here.ms, absentMs: absent.ms })
    if (absent.words === here.words) return
    const xml = `${here.xml}  INSTEAD OF  ${absent.xml}`
    const isStamped = absent.words === here.words.replace(/ xml:lang=\S+?(?= |,)/, '')
    const words = `was answered a request for ${what}${isStamped ? `, ${stamped}` : ''}`
    world.blame({ kind: 'answered', to: who, words, xml })
  })
}

/** Asks for the user's presence. */
export function probe(who: Name): Act {
  return act('probe', `${who} probes`, async ({ cast, user, fullJid }) => {
    const { observer } = cast.member(who)
    observer.probe(user)
    observer.probe(fullJid())
  })
}

/** Goes and comes again, so that their server asks for everybody's presence; a gateway says so itself. */
export function comeAgain(who: Name): Act {
  return act('probe', `${who} goes and comes again`, async ({ cast, user }) => {
    const { observer, shown } = cast.member(who)
    await observer.settled()
    if (isBehindGateway(who)) {
      observer.send(`<presence type='unavailable' to='${user}'/>`)
      observer.send(`<presence to='${user}'/>`)
      observer.probe(user)
      return
    }
    observer.send(`<presence type='unavailable'/>`)
    await observer.settled()
    // Who is not there is shown nothing, and begins from nothing when they come.
    for (const from of [...shown]) if (!from.includes('conference')) shown.delete(from)
    observer.send('<presence/>')
  })
}

/** Writes, and asks to be told that it came, that it was read and that the user types. */
export function writeAsking(who: Name, id: string): Act {
  return act('receipts and typing', `${who} writes, asks for receipts`, async (world) => {
    const { cast, user, fullJid } = world
    const { observer } = cast.member(who)
    const asks =
      `<request xmlns='urn:xmpp:receipts'/><markable xmlns='urn:xmpp:chat-markers:0'/>` +
      `<active xmlns='http://jabber.org/protocol/chatstates'/>`
    for (const to of [user, fullJid()]) {
      const kind = to === user ? 'b' : 'f'
      observer.send(
        `<message type='chat' id='${id}${kind}' to='${to}'><body>are you there?</body>${asks}</message>`,
      )
    }
  })
}

/** Sends what a client might answer with an error. */
export function writeBadly(who: Name, id: string): Act {
  return act('message errors', `${who} sends odd messages`, async ({ cast, user, fullJid }) => {
    const { observer } = cast.member(who)
    const mark = `${oddMark}${id}`
    const odd = (to: string) => [
      `<message type='error' id='${mark}e' to='${to}'><error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>`,
      `<message type='groupchat' id='${mark}g' to='${to}'><body>not a room</body></message>`,
      `<message type='headline' id='${mark}h' to='${to}'><x xmlns='urn:example:unknown'/></message>`,
      `<message id='${mark}j' to='${to}'><propose xmlns='urn:xmpp:jingle-message:0' id='${mark}'/></message>`,
      `<message type='chat' id='${mark}c' to='${to}'><composing xmlns='http://jabber.org/protocol/chatstates'/></message>`,
      `<message type='chat' id='${mark}t' to='${to}'><thread>t</thread><paused xmlns='http://jabber.org/protocol/chatstates'/></message>`,
      `<message type='chat' id='${mark}n' to='${to}'><body>not to be kept</body><no-store xmlns='urn:xmpp:hints'/></message>`,
    ]
    const absent = [...odd(`${user}/${nobody}`)].map((xml) =>
      xml.replace(/ id='([^']*)'/, ` id='$1${absentMark}'`),
    )
    for (const xml of [...odd(fullJid()), ...absent]) observer.send(xml)
  })
}

/** Says that they want to be told what the user publishes (XEP-0163 s.4.2), and answers the server that asks. */
export function wantPublished(who: Name): Act {
  return act('publishing', `${who} wants to be told what is published`, async ({ cast }) => {
    const { observer } = cast.member(who)
    const disco = 'http://jabber.org/protocol/disco#info'
    const node = 'urn:example:watcher'
    observer.mark()
    const caps = `<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='${node}' ver='lab='/>`
    observer.send(`<presence>${caps}</presence>`)
    const asked = await observer
      .next(({ name, type, xml }) => name === 'iq' && type === 'get' && xml.includes(disco), 500)
      .catch(() => null)
    if (!asked) return
    const feature = `<feature var='http://jabber.org/protocol/nick+notify'/>`
    const query = `<query xmlns='${disco}' node='${node}#lab='>${feature}</query>`
    observer.send(`<iq type='result' id='${asked.id}' to='${asked.from}'>${query}</iq>`)
  })
}
