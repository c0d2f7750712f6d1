// What the server may ask of us: roster pushes (RFC 3921 s.7.2), privacy list pushes (s.10.11),
// block list pushes (XEP-0191), pings (XEP-0199).
import type { BlockingPush } from '../xmpp/blocking'
import { blockingHandlers } from '../xmpp/blocking'
import type { IqHandler } from '../xmpp/iq'
import { nsPing, nsPrivacy, nsRoster } from '../xmpp/namespaces'
import { readListPush } from '../xmpp/privacy-lists'
import type { RosterPush } from '../xmpp/roster'
import { readPush } from '../xmpp/roster'

/** Who is told of a push. */
export interface PushListeners {
  readonly roster: (push: RosterPush) => void
  readonly list: (name: string) => void
  readonly blocking: (push: BlockingPush) => void
}

/** The requests that are served. Pushes count only from the own account; a ping is answered to whom the gate lets. */
export function pushHandlers({ roster, list, blocking }: PushListeners): IqHandler[] {
  return [
    {
      type: 'set',
      name: 'query',
      ns: nsRoster,
      ownOnly: true,
      serve: (payload) => {
        const push = readPush(payload)
        if (push) roster(push)
        return null
      },
    },
    {
      type: 'set',
      name: 'query',
      ns: nsPrivacy,
      ownOnly: true,
      serve: (payload) => {
        const name = readListPush(payload)
        if (name !== undefined) list(name)
        return null
      },
    },
    ...blockingHandlers(blocking),
    { type: 'get', name: 'ping', ns: nsPing, ownOnly: false, serve: () => null },
  ]
}
