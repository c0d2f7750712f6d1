// The talk in the room, and a word for whoever joins in.
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import { nsDelay } from '../../xmpp/namespaces'
import type { Actor } from './actor'
import type { Chance, Timers } from './clock'
import { replies, saidBefore, talk } from './lounge-talk'

/** Milliseconds, at least and at most, until the host answers. */
const pause = [2500, 5000] as const

/** The room's talk. */
export interface Lounge {
  /** The next remark. @returns false where nobody is there to make it */
  goOn(): boolean
}

/** The cast begins to talk in that room. */
export function createLounge(
  actors: readonly Actor[],
  room: string,
  timers: Timers,
  chance: Chance,
): Lounge {
  const regulars = new Map(actors.map((actor) => [actor.role.nick, actor]))
  const host = actors.find(({ role }) => role.nick !== null && role.presence === 'always')
  let next = 0
  let answered = 0
  let takeBack: (() => void) | null = null

  const goOn = (): boolean =>
    talk.some(() => {
      const remark = talk[next % talk.length]
      next += 1
      const speaker = remark && regulars.get(remark.nick)
      if (!remark || !speaker?.isOnline()) return false
      speaker.send(say(room, remark.words))
      return true
    })

  host?.listen((stanza) => {
    const { from = '', type } = stanza.attrs
    if (stanza.name !== 'message' || type !== 'groupchat' || !stanza.getChild('body')) return
    if (!from.startsWith(`${room}/`) || regulars.has(from.slice(room.length + 1))) return
    if (stanza.getChild('delay', nsDelay) || takeBack) return
    takeBack = timers.later(chance.between(...pause), () => {
      takeBack = null
      host.send(say(room, replies[answered % replies.length] ?? ''))
      answered += 1
    })
  })

  host?.send(xml('message', { type: 'groupchat', to: room }, xml('subject', null, 'This and that')))
  for (let said = 0; said < saidBefore; said += 1) goOn()
  return { goOn }
}

function say(room: string, words: string): Element {
  return xml('message', { type: 'groupchat', to: room }, xml('body', null, words))
}
