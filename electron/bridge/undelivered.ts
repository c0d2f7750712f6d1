// Messages that a client was sent and did not confirm (XEP-0198 s.4), or that came when it was gone already: the server
// believes them delivered, so they are kept here for the next login of the same address, as long as Casper runs.
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import type { BareJid } from '../../shared/jid'
import type { Log } from '../core/log'
import { nsDelay } from '../xmpp/namespaces'
import { isSaid } from './stanzas'

/** The messages, of all addresses. */
export interface Undelivered {
  /** Keeps those that a server would keep for who is not there (XEP-0160 s.3); others have had their time. */
  keep(jid: BareJid, stanzas: readonly Element[]): void
  /** Those for that address, oldest first, and keeps them no longer. */
  take(jid: BareJid): Element[]
}

/** More messages than that, or UTF-16 units in them, are not kept; the oldest give way. */
const most = { messages: 1000, size: 8_388_608 }

/** Builds it; there are none. @param now ms since the epoch */
export function createUndelivered(log: Log, now: () => number): Undelivered {
  let kept: { readonly jid: BareJid; readonly message: Element; readonly size: number }[] = []

  const trim = (): void => {
    let size = kept.reduce((sum, each) => sum + each.size, 0)
    let gone = 0
    while (kept.length - gone > most.messages || size > most.size) {
      size -= kept[gone]?.size ?? 0
      gone += 1
    }
    kept = kept.slice(gone)
    if (gone > 0) log.warn('messages that no legacy client fetched were dropped', { count: gone })
  }

  return {
    keep: (jid, stanzas) => {
      const messages = stanzas.filter(isKept)
      if (messages.length === 0) return
      log.info('messages wait for the next login of a legacy client', { count: messages.length })
      const stamp = new Date(now()).toISOString()
      for (const message of messages) {
        // Of several delays the first one is when it was written (XEP-0203 s.4).
        if (!message.getChild('delay', nsDelay)) {
          message.append(xml('delay', { xmlns: nsDelay, from: jid, stamp }))
        }
        kept.push({ jid, message, size: message.toString().length })
      }
      trim()
    },
    take: (jid) => {
      const messages = kept.filter((each) => each.jid === jid).map(({ message }) => message)
      kept = kept.filter((each) => each.jid !== jid)
      return messages
    },
  }
}

function isKept(stanza: Element): boolean {
  const { type = 'normal' } = stanza.attrs
  return isSaid(stanza) && (type === 'normal' || type === 'chat')
}
