// The demo: the embedded server with an account for the user, and a cast of contacts who live on it.
import type { Element } from '@xmpp/xml'
import type { BareJid } from '../../../shared/jid'
import { bareJid } from '../../../shared/jid'
import { startDemoServer } from '../server/embedded-server'
import type { Clock } from './clock'
import { systemClock } from './clock'
import { startCast } from './company'
import type { CastMember } from './members'

/** What to start. */
export interface DemoStart {
  /** The first part of the user's address. */
  readonly user: string
  readonly password: string
  /** Which day it is: the same seed, the same day. */
  readonly seed?: number
  readonly clock?: Clock
}

/** The demo at work. */
export interface Demo {
  /** On 127.0.0.1, without encryption. */
  readonly port: number
  readonly domain: string
  /** The user's address. */
  readonly jid: BareJid
  readonly members: readonly CastMember[]
  /** The room that some of the cast are in. */
  readonly room: BareJid
  /**
   * Hears what this member's own session was last told of who is there, and everything that it receives from now on.
   * @param at ms since 1970
   * @param presence told at once whether that session is there, and of every change; a new session has been told nothing
   * @returns ends it
   */
  listen(
    jid: BareJid,
    listener: (stanza: Element, at: number) => void,
    presence?: (online: boolean) => void,
  ): () => void
  /** Ends every session, stops listening and forgets everything. Safe to call twice. */
  close(): Promise<void>
}

/** The domain of the demo: a name that leads nowhere but here (RFC 6761 s.6.3). */
const domain = 'demo.localhost'

/** Starts it. Rejects where no port can be had. */
export async function startDemo(start: DemoStart): Promise<Demo> {
  const { user, password, seed = 1, clock = systemClock } = start
  const jid = bareJid(`${user}@${domain}`)
  if (jid === undefined) throw new RangeError(`${user} cannot be part of an address`)
  const server = await startDemoServer({
    domain,
    users: [{ name: user, password }],
    options: { now: clock.now },
  })
  const cast = startCast({ realm: server.realm, user: jid, seed, clock })
  const { members, room, listen } = cast
  let closing: Promise<void> | undefined
  const close = async (): Promise<void> => {
    cast.close()
    await server.close()
  }
  return {
    port: server.port,
    domain,
    jid,
    members,
    room,
    listen,
    close: () => (closing ??= close()),
  }
}
