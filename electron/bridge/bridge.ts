// The legacy bridge: old clients log in here instead of at their server; what they mean by their presence is done there
// by Casper's own engine, and everything else passes through its gate. On loopback only.
import { appError } from '../../shared/errors'
import type { BridgeView } from '../../shared/bridge'
import { bridgeOff } from '../../shared/bridge'
import type { BareJid } from '../../shared/jid'
import { bareJid } from '../../shared/jid'
import type { AppError } from '../../shared/result'
import type { Backend, Session } from '../c2s/backend'
import type { C2sLimits } from '../c2s/limits'
import type { Listener, ListenerOptions } from '../c2s/listener'
import { listen } from '../c2s/listener'
import { describeError, sparingly } from '../core/log'
import type { AdmissionOptions, Visitor } from './admission'
import { createAdmission } from './admission'
import { createAttempts } from './attempts'
import type { Link } from './link'
import { createScramDoor } from './scram-door'
import { createUndelivered } from './undelivered'

/** Where to listen. */
export interface BridgePlace {
  /** 0 for any free one. */
  readonly port: number
  /** Default: both. */
  readonly hosts?: readonly ('127.0.0.1' | '::1')[]
  /** A port for clients that must believe the server is older than XMPP; null: none. */
  readonly versionlessPort: number | null
  /** What STARTTLS is offered with. */
  readonly tls?: ListenerOptions['tls']
}

/** What a bridge needs. */
export interface BridgeOptions extends Omit<
  AdmissionOptions,
  'grace' | 'undelivered' | 'attempts'
> {
  /** Default: five minutes. */
  readonly grace?: number
  /** Whether an account at that domain is held. */
  readonly holds: (domain: string) => boolean
  /** Called after every change of the view. */
  readonly changed: (view: BridgeView) => void
}

/** A bridge. */
export interface Bridge {
  /** Begins to listen, or listens elsewhere from now on; who is logged in stays so. Never rejects. */
  start(place: BridgePlace): Promise<void>
  /** Listens no more, for that reason; who is logged in stays so. */
  fail(error: AppError): void
  /** Ends everything. Never rejects. */
  stop(): Promise<void>
}

const scramRefusal =
  'SCRAM takes the password that Casper knows of an account of its own, or a bridge password of it. For any other account ' +
  'let this program log in by PLAIN (allow plain text passwords).'

/** What clients may take of the bridge: they are the user's own, and few. */
const limits: Partial<C2sLimits> = {
  connections: 256,
  stanzaSize: 2_097_152,
  // Nothing is resumed here: what a lost client did not confirm is kept for the next login.
  hibernationMs: 0,
}

/** Builds a bridge; it does not listen. */
export function createBridge(options: BridgeOptions): Bridge {
  const { changed, log, now, grace = 300_000 } = options
  const undelivered = createUndelivered(log, now)
  const attempts = createAttempts(now)
  const scram = createScramDoor({ ...options, attempts })
  const admission = createAdmission({ ...options, grace, undelivered, attempts })
  const links = new Map<Session, Link>()
  const noteCut = sparingly(log.warn)
  let listeners: Listener[] = []
  /** Those that listen no more, and have clients still. */
  const retired = new Set<Listener>()
  let view: BridgeView = bridgeOff

  const show = (next: BridgeView): void => {
    view = next
    changed(view)
  }

  const backend: Backend = {
    // Whether it is right is for admit() to find out, at the server.
    checkPassword: () => true,
    offersScram: scram.offers,
    scramKeys: scram.keys,
    scramFailed: scram.failed,
    scramRefusal,
    admit: async (login) => {
      const answer = await admission.admit(login)
      const isIn = 'jid' in answer && login.password !== null
      if (isIn) await scram.passed(bareJid(answer.jid) as BareJid, login.domain)
      return answer
    },
    bound: (session, guest, wish = '') => {
      if (!guest) return
      const visitor = guest as Visitor
      links.set(session, visitor.link)
      visitor.bound(wish)
      visitor.link.attach(session)
    },
    stanza: (session, stanza) => links.get(session)?.take(stanza),
    ended: (session, unconfirmed) => {
      links.get(session)?.leave()
      links.delete(session)
      undelivered.keep(session.bare, unconfirmed)
    },
  }

  const retire = (): void => {
    for (const listener of listeners) {
      retired.add(listener)
      void listener.retire().then(() => retired.delete(listener))
    }
    listeners = []
  }

  const open = async (port: number, place: BridgePlace, old: boolean): Promise<string[]> => {
    const { hosts = ['127.0.0.1', '::1'], tls } = place
    const opened: Listener[] = []
    for (const host of hosts) {
      const taken = opened[0]?.port ?? port
      const listener = await listen(backend, {
        domain: null,
        host,
        port: taken,
        limits,
        versionless: old ? 'everybody' : 'who-asks',
        ...(tls && !old ? { tls } : {}),
        cut: (condition) => noteCut('a legacy client was cut off', { condition }),
        report: (error) => log.error('a stream broke', { error: describeError(error) }),
      }).catch((thrown: unknown) => {
        // A machine without IPv6 has one address less.
        if (opened.length > 0 && withoutIpv6.has(codeOf(thrown))) return undefined
        throw thrown
      })
      if (!listener) continue
      opened.push(listener)
      listeners.push(listener)
    }
    return opened.map(({ host, port: at }) => `${host.includes(':') ? `[${host}]` : host}:${at}`)
  }

  return {
    fail: (error) => {
      retire()
      show({ ...bridgeOff, state: 'failed', error })
    },
    start: async (place) => {
      retire()
      try {
        const { port, versionlessPort } = place
        const addresses = await open(port, place, false)
        const versionless = versionlessPort === null ? [] : await open(versionlessPort, place, true)
        show({ state: 'listening', addresses, versionless, error: null })
      } catch (thrown) {
        retire()
        const error = appError('bridge-port', describeError(thrown).split('\n')[0])
        log.warn('the bridge does not listen', { code: codeOf(thrown) ?? 'unknown' })
        show({ ...bridgeOff, state: 'failed', error })
      }
    },
    stop: async () => {
      retire()
      await Promise.all([...retired].map((listener) => listener.close()))
      await admission.close()
      if (view.state !== 'off') show(bridgeOff)
    },
  }
}

/** Where IPv6 is off, or there is no such address. */
const withoutIpv6: ReadonlySet<string | undefined> = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT'])

function codeOf(thrown: unknown): string | undefined {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : undefined
}
