// What serves a request of a user's own session to the server.
import type { Element } from '@xmpp/xml'
import type { OnlineSession, Realm } from './realm'
import type { Refusal } from './stanzas'

/** Serves one kind of request that a session makes on its own account's behalf. */
export interface Handler {
  readonly type: 'get' | 'set'
  readonly name: string
  readonly ns: string
  /** @returns the payload of the result, or why it is refused */
  readonly serve: (
    realm: Realm,
    session: OnlineSession,
    payload: Element,
  ) => Element | Refusal | null
}
