// The embedded XMPP server: in this process, on loopback, in memory. Streams are electron/c2s; what they carry goes to the
// realm from here.
import type { Element } from '@xmpp/xml'
import { bareJid } from '../../../shared/jid'
import type { C2sLimits } from '../../c2s/limits'
import { listen } from '../../c2s/listener'
import type { RosterItem } from '../state/account'
import type { LegacyConduct, ServerQuirk } from '../state/quirks'
import type { LocalSession } from './local-session'
import { openLocalSession } from './local-session'
import { routeIn } from './post'
import type { Offers, Realm } from './realm'
import { addUser, userAt } from './realm'
import { backendOf } from './realm-backend'
import { createRooms } from './rooms'

/** How the server behaves; by default as the specifications say. */
export interface DemoServerOptions extends Partial<Offers> {
  /** What becomes of invisible presence (XEP-0018); default: it is refused. */
  readonly legacy?: LegacyConduct
  readonly quirks?: readonly ServerQuirk[]
  readonly limits?: Partial<C2sLimits>
  /** Milliseconds since 1970. */
  readonly now?: () => number
  /** Told of a bug that ended a stream. Default: it is thrown. */
  readonly report?: (error: unknown) => void
}

/** What to start. */
export interface DemoServerStart {
  readonly host?: '127.0.0.1' | '::1'
  /** Default 0: any free one. */
  readonly port?: number
  /** Default `localhost`. */
  readonly domain?: string
  readonly users?: readonly { readonly name: string; readonly password: string }[]
  readonly options?: DemoServerOptions
  /** The realm of a server that was closed, to go on with. */
  readonly realm?: Realm
}

/** The server at work. */
export interface DemoServer {
  readonly domain: string
  readonly port: number
  /** Everything it holds, to look at and to start again with. */
  readonly realm: Realm
  /** Makes an account, unless it is there. @throws RangeError where the name cannot be the first part of an address */
  addUser(name: string, password: string): void
  /** Puts entries on a user's roster. */
  setRoster(name: string, items: readonly RosterItem[]): void
  /** Subscribes two users to each other, each in groups of the other's. */
  befriend(one: Friend, other: Friend): void
  /** Signs a user in without a connection. @param receive takes what the session is sent */
  signIn(name: string, resource: string, receive: (stanza: Element) => void): LocalSession
  /** How many connections are open. */
  connections(): number
  /** Ends every session and stops listening; the realm stays. */
  close(): Promise<void>
}

/** One of two who see each other: how they stand on the other's roster. */
export interface Friend {
  readonly name: string
  readonly nick?: string
  readonly groups?: readonly string[]
}

/** Starts it. @throws the system's error where the port is taken */
export async function startDemoServer(start: DemoServerStart = {}): Promise<DemoServer> {
  const { host = '127.0.0.1', port = 0, domain = 'localhost', users = [], options = {} } = start
  const realm = start.realm ?? createRealm(domain, options)
  const addressOf = (name: string): string => {
    const jid = bareJid(`${name}@${domain}`)
    if (jid === undefined) throw new RangeError(`${name} cannot be part of an address`)
    return jid
  }
  const setRoster = (name: string, items: readonly RosterItem[]): void => {
    const user = userAt(realm, addressOf(name))
    for (const item of items) user?.account.roster.set(item.jid, item)
  }
  const add = (name: string, password: string): void => {
    addUser(realm, addressOf(name), password)
  }
  for (const { name, password } of users) add(name, password)
  const { limits = {}, report } = options
  const where = { domain, host, port, limits, ...(report ? { report } : {}) }
  const backend = backendOf(realm)
  const listener = await listen(backend, where)
  return {
    domain,
    realm,
    port: listener.port,
    addUser: add,
    setRoster,
    befriend(one, other) {
      for (const [owner, { name, nick = name, groups = [] }] of [
        [one, other],
        [other, one],
      ] as const) {
        const item = { jid: addressOf(name), name: nick, groups, subscription: 'both' } as const
        setRoster(owner.name, [item])
      }
    },
    signIn: (name, resource, receive) => {
      return openLocalSession(backend, `${addressOf(name)}/${resource}`, receive)
    },
    connections: () => listener.connections(),
    close: () => listener.close(),
  }
}

function createRealm(domain: string, options: DemoServerOptions): Realm {
  const { legacy = 'refused', quirks = [], now = Date.now } = options
  const { lists = true, blocking = true, command = true } = options
  const realm: Realm = {
    domain,
    conduct: { legacy, quirks },
    offers: { lists, blocking, command },
    now,
    users: new Map(),
    components: new Map(),
  }
  const rooms = `conference.${domain}`
  realm.components.set(rooms, createRooms(rooms, now, routeIn(realm)))
  return realm
}
