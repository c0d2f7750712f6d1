// Tells a client what it cannot know of its own invisibility: where that is wished, by a headline, once, by whom it is
// hidden; and that it could not be done, which is else an error to its presence, and no message (RFC 6121 s.4.7.2.1). No
// message of a contact's can be mistaken for it.
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import type { FullJid } from '../../shared/jid'
import { bareJid, domainOf } from '../../shared/jid'
import type { ClientLine } from '../core/legacy-client-line'
import { refusal } from './stanzas'

/** The notices of one client. */
export interface Notice {
  begin(to: FullJid): void
  /** Something changed: it may be confirmed by now, or have failed. */
  look(line: Pick<ClientLine, 'hidden' | 'settled' | 'failure'>): void
}

const words =
  'You are invisible: your server confirmed it. Invisibility is provided by Casper, which stands between this program ' +
  'and your server. Messages you write still show that you are there.'

/** Builds them. @param wanted whether the client is told by messages */
export function createNotice(wanted: boolean, deliver: (stanza: Element) => void): Notice {
  let to: FullJid | null = null
  let due = wanted
  let failed: string | null = null

  const say = (client: FullJid, body: string): void => {
    const addresses = { type: 'headline', from: domainOf(client), to: client }
    deliver(xml('message', addresses, xml('subject', null, 'Casper'), xml('body', null, body)))
  }

  const complain = (client: FullJid, text: string): void => {
    if (wanted) say(client, text)
    else deliver(refusal(xml('presence', { to: bareJid(client) }), 'service-unavailable', text))
  }

  return {
    begin: (client) => {
      to = client
    },
    look: (line) => {
      const failure = line.failure()
      const code = failure?.code ?? null
      if (to === null || !line.settled()) return
      // The same failure again is no news.
      if (failure && code !== failed) {
        complain(to, `${failure.message} ${failure.visibility} ${failure.action}`)
      }
      failed = code
      if (!due || !line.hidden()) return
      due = false
      say(to, words)
    },
  }
}
