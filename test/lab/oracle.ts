// The oracle: what a watcher received from the user, compared with what the wishes of the moment allowed. It is told
// nothing by Casper.
import { isTrivial } from '../../shared/privacy/compose'
import { mayReceive } from '../../shared/visibility/audience'
import type { Scope } from '../../shared/visibility/strategies/names'
import type { Moment } from '../property/law'
import { isBlocked, permitted, personAt } from '../property/law'
import type { RecordedStanza } from '../support/stanza-stream'
import type { Absence } from './absence'
import type { Member } from './cast'
import { nick, room } from './cast'

/** The resource of the user’s other device, which is no Casper. */
export const otherDevice = 'other'

/** A moment of the law, and what the user wished beside presence. */
export interface LabMoment extends Moment {
  /** Whether the user wishes to be in the room. */
  readonly inRoom: boolean
  /** For which devices hiding holds. */
  readonly scope: Scope
  /** Whether the user wishes to be signed in at all. */
  readonly signedIn: boolean
  /** Whether anybody is at the machine, and what is wished for while nobody is. */
  readonly absence: Absence
}

/** What somebody learned that they must not. */
export interface Fault {
  readonly kind:
    | 'shown'
    | 'announced'
    | 'still shown'
    | 'ghost'
    | 'forgotten'
    | 'told'
    | 'asked'
    | 'answered'
    | 'published'
    | 'room'
    | 'wish'
  readonly to: string
  readonly words: string
  readonly xml: string
  /** Milliseconds of the monotonic clock. */
  readonly at: number
}

/** What the oracle knows of the time in which a stanza came. */
export interface Scene {
  readonly user: string
  /** The wishes in force and the ones being put into force. */
  readonly moments: readonly LabMoment[]
  /** Earlier wishes of the time: what they may have shown, for all the client knows, may be taken back. */
  readonly superseded: readonly LabMoment[]
  /** What the user wrote, and the acts about subscriptions that the user wished, as `act jid`. */
  readonly written: ReadonlySet<string>
  readonly acts: ReadonlySet<string>
  /** Addresses of sessions whose line was broken and that were not resumed: their ends the client could not tell. */
  readonly lost: ReadonlySet<string>
}

/** Whether any wish of the time lets that watcher be shown the user. */
export function mayBeShown(moments: readonly LabMoment[], jid: string): boolean {
  return moments.some(
    (moment) => moment.signedIn && permitted(moment, jid) && mayReceive(personAt(moment, jid)),
  )
}

/** Judges one stanza, and notes on the member what they are shown by it. */
export function judge(stanza: RecordedStanza, member: Member, scene: Scene): Fault | null {
  const { from, name, type, xml, at } = stanza
  const fault = (kind: Fault['kind'], words: string): Fault => {
    return { kind, to: member.name, words, xml, at }
  }
  if (from === `${room}/${nick}`) return judgeRoom(stanza, member, scene, fault)
  const bare = from.split('/')[0]
  if (bare !== scene.user) return null
  // Another device says for itself what it says, unless hiding holds for it, too.
  if (from === `${bare}/${otherDevice}` && scene.moments.some(({ scope }) => scope === 'session')) {
    return null
  }
  const allowed = mayBeShown(scene.moments, member.jid)
  if (name === 'presence') {
    if (type === '') {
      member.shown.add(from)
      return allowed ? null : fault('shown', 'was shown the user, against every wish of the time')
    }
    if (type === 'unavailable') {
      // From the bare address it says that nobody is there, which is what is to be said.
      const before = member.shown.delete(from) || from === bare
      if (before || allowed || mayBeShown(scene.superseded, member.jid)) return null
      return fault('announced', 'was told of a session that they were never shown')
    }
    if (type === 'error' || scene.acts.has(`${type} ${member.jid}`)) return null
    return allowed ? null : fault('told', `was sent presence of type ${type} that nobody wished`)
  }
  if (name === 'iq') {
    // Only a server can write from the bare address.
    if (type === 'result' || type === 'error' || allowed || from === bare) return null
    return fault('asked', 'was asked something by the user’s client')
  }
  const body = /<body[^>]*>([^<]*)<\/body>/.exec(xml)?.[1]
  if (allowed || (body !== undefined && scene.written.has(body))) return null
  // The server's own answer to whom the user blocks (XEP-0191 s.3.3).
  if (type === 'error' && scene.moments.some((moment) => isBlocked(moment, member.jid))) return null
  if (xml.includes('http://jabber.org/protocol/pubsub#event')) {
    return fault('published', 'was told of something the user’s client published')
  }
  return fault('told', 'was sent a message that nobody wrote')
}

/**
 * Who goes on seeing a session that they must not see, at rest.
 * @param session its address; any other is that of a session that was lost, or that was signed out of
 */
export function ghosts(
  members: readonly Member[],
  scene: Scene,
  session: string,
  at: number,
): Fault[] {
  return members.flatMap((member) => {
    if (mayBeShown(scene.moments, member.jid)) return []
    const seen = [...member.shown].filter((from) => from.startsWith(`${scene.user}/`))
    return seen.map((xml): Fault => {
      const fault = { to: member.name, xml, at }
      if (xml === session) {
        return { ...fault, kind: 'still shown', words: 'goes on being shown the user' }
      }
      return scene.lost.has(xml)
        ? { ...fault, kind: 'ghost', words: 'goes on being shown a lost session' }
        : { ...fault, kind: 'forgotten', words: 'goes on being shown a session that was ended' }
    })
  })
}

function judgeRoom(
  { name, type, xml }: RecordedStanza,
  { shown }: Member,
  { moments, written }: Scene,
  fault: (kind: Fault['kind'], words: string) => Fault,
): Fault | null {
  const wished = moments.some(({ inRoom, signedIn }) => inRoom && signedIn)
  const place = `${room}/${nick}`
  if (name === 'message') {
    const body = /<body[^>]*>([^<]*)<\/body>/.exec(xml)?.[1]
    if (body !== undefined && written.has(body)) return null
    return fault('room', 'the room was sent what nobody wrote')
  }
  if (name !== 'presence' || type === 'error') return null
  if (type === 'unavailable') {
    return shown.delete(place) || wished ? null : fault('room', 'left a room they were not in')
  }
  shown.add(place)
  if (!wished) return fault('room', 'entered a room without being asked to')
  const open = moments.some(({ policy }) => isTrivial(policy))
  if (open || !/<show>|<status>/.test(xml)) return null
  return fault('room', 'told the room of a status that is hidden')
}
