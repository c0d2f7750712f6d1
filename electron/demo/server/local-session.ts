// A session without a connection, for whoever lives in this process: the cast of the demo, and the view of what one of
// them is shown. To everybody else it is like any other.
import { Element } from '@xmpp/xml'
import type { FullJid } from '../../../shared/jid'
import { bareJid, fullJid } from '../../../shared/jid'
import type { BareJid } from '../../../shared/jid'
import type { Backend, Session } from '../../c2s/backend'

/** A session at work. */
export interface LocalSession {
  readonly jid: FullJid
  send(stanza: Element): void
  /** Ends it in good order. Safe to call twice. */
  close(): void
}

/**
 * Signs somebody in. @param receive takes what the session is sent; not before the present task is done.
 * @throws RangeError where that is no address
 */
export function openLocalSession(
  backend: Backend,
  address: string,
  receive: (stanza: Element) => void,
): LocalSession {
  const jid = fullJid(address)
  if (jid === undefined) throw new RangeError(`${address} is no address with a resource`)
  let over = false
  const close = (): void => {
    if (over) return
    over = true
    backend.ended(session, [])
  }
  const session: Session = {
    jid,
    bare: bareJid(jid) as BareJid,
    resource: jid.slice(jid.indexOf('/') + 1),
    send: (stanza) => setImmediate(() => over || receive(stanza)),
    hold: () => undefined,
    end: close,
  }
  backend.bound(session)
  return {
    jid,
    close,
    send(stanza) {
      const copy = new Element(stanza.name, { ...stanza.attrs, from: jid })
      copy.children = stanza.children
      if (!over) backend.stanza(session, copy)
    },
  }
}
