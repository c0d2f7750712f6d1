// Messages that servers return where nobody is: what comes back of one to the session must come back of the same message
// to a session that is not there, and nothing else.
import { isBlocked } from '../property/law'
import type { RecordedStanza } from '../support/stanza-stream'
import type { Member } from './cast'
import type { Fault, Scene } from './oracle'
import { mayBeShown } from './oracle'
import { sayingOf } from './saying'

/** What the ids of such messages begin with. */
export const oddMark = 'odd-'
/** What the id of the one to a session that is not there ends with. */
export const absentMark = '-absent'

/** Whether that is such a message, returned. */
export function isBounce({ name, type, id }: RecordedStanza): boolean {
  return name === 'message' && type === 'error' && id.startsWith(oddMark)
}

/** What somebody learned by what came back. */
export function bounceFaults(
  news: readonly RecordedStanza[],
  member: Member,
  scene: Scene,
): Fault[] {
  // Whom the user blocks is told so (XEP-0191 s.3.3).
  if (mayBeShown(scene.moments, member.jid)) return []
  if (scene.moments.some((moment) => isBlocked(moment, member.jid))) return []
  const returned = news.filter((stanza) => isBounce(stanza) && stanza.from.startsWith(scene.user))
  const byId = new Map(returned.map((stanza) => [stanza.id, stanza]))
  return returned.flatMap((stanza) => {
    const { id, at } = stanza
    const absent = id.endsWith(absentMark)
    const twin = byId.get(absent ? id.slice(0, -absentMark.length) : `${id}${absentMark}`)
    const fault = (words: string, xml = stanza.xml): Fault[] => {
      return [{ kind: 'answered', to: member.name, words, xml, at }]
    }
    if (!twin) {
      return absent
        ? fault('got nothing back of a message that is returned where nobody is there')
        : fault('got a message back that is not returned where nobody is there')
    }
    if (absent || wordsOf(stanza) === wordsOf(twin)) return []
    return fault('got a message back in other words', `${stanza.xml}  INSTEAD OF  ${twin.xml}`)
  })
}

// Prosody adds the language of the stream to what a client sends, and says that it filed it; its own it does not.
function wordsOf({ xml, id, from }: RecordedStanza): string {
  const plain = xml.replace(/^(<message[^>]*) xml:lang=\S+?(?=[ >])/, '$1')
  return sayingOf({ xml: plain.replace(/<stanza-id[^>]*>/, ''), id }, from)
}
