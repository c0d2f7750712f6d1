// What others do to find out whether the user is there.
import { saying } from '../support/replies'
import type { Act } from './act'
import { act } from './act'
import type { Name } from './cast'
import { jidOf } from './cast'
import { mayBeShown } from './oracle'
import type { World } from './world'

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
    const put = async (resource: string) => {
      const jid = `${user}/${resource}`
      const answer = await observer.iq(type, jid, requests[what])
      return { answer, words: saying(answer, jid) }
    }
    const [absent, here] = await Promise.all([put('nobody-is-here'), askHere(world, put)])
    if (mayBeShown(world.scene().moments, jidOf(who))) return
    if (here && absent.words.join() === here.words.join()) return
    const xml = `${here?.answer.xml ?? 'silence'}  INSTEAD OF  ${absent.answer.xml}`
    world.blame({ kind: 'answered', to: who, words: `was answered a request for ${what}`, xml })
  })
}

async function askHere<T>(
  { fullJid }: World,
  put: (resource: string) => Promise<T>,
): Promise<T | undefined> {
  try {
    return await put(fullJid().split('/').slice(1).join('/'))
  } catch {
    return undefined
  }
}

/** Asks for the user's presence. */
export function probe(who: Name): Act {
  return act('probe', `${who} probes`, async ({ cast, user, fullJid }) => {
    const { observer } = cast.member(who)
    observer.probe(user)
    observer.probe(fullJid())
  })
}

/** Goes and comes again, so that their server asks for everybody's presence. */
export function comeAgain(who: Name): Act {
  return act('probe', `${who} goes and comes again`, async ({ cast }) => {
    const { observer, shown } = cast.member(who)
    await observer.settled()
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
      observer.send(
        `<message type='chat' id='${id}${to === user ? 'b' : 'f'}' to='${to}'>` +
          `<body>are you there?</body>${asks}</message>`,
      )
    }
  })
}

/** Sends what a client might answer with an error. */
export function writeBadly(who: Name, id: string): Act {
  return act('message errors', `${who} sends odd messages`, async ({ cast, fullJid }) => {
    const { observer } = cast.member(who)
    const to = fullJid()
    const odd = [
      `<message type='error' id='${id}e' to='${to}'><error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>`,
      `<message type='groupchat' id='${id}g' to='${to}'><body>not a room</body></message>`,
      `<message type='headline' id='${id}h' to='${to}'><x xmlns='urn:example:unknown'/></message>`,
      `<message id='${id}j' to='${to}'><propose xmlns='urn:xmpp:jingle-message:0' id='${id}'/></message>`,
      `<message type='chat' id='${id}c' to='${to}'><composing xmlns='http://jabber.org/protocol/chatstates'/></message>`,
    ]
    odd.forEach((xml) => observer.send(xml))
  })
}
