// Lets a client in once its session upstream is there: its own server has the last word, and a failure there is the
// client's failure to sign in (RFC 6120 s.6.5).
import { randomUUID } from 'node:crypto'
import type { BareJid } from '../../shared/jid'
import { bareJid, domainOf } from '../../shared/jid'
import type { ServerAddress } from '../../shared/model'
import type { AppError, Result } from '../../shared/result'
import { err, ok } from '../../shared/result'
import { withBase } from '../../shared/visibility/policy'
import type { Guest as Admitted, Login, Refusal } from '../c2s/backend'
import type { Accounts } from '../core/accounts'
import type { ClientListStore } from '../core/client-lists'
import { freshAccount } from '../core/fresh-account'
import type { Log } from '../core/log'
import { sparingly } from '../core/log'
import type { StoredAccount } from '../core/settings-schema'
import { within } from '../core/within'
import type { Attempts } from './attempts'
import { fits } from './keys'
import type { Link } from './link'
import { createLink } from './link'
import { createShelves } from './list-shelf'
import type { Undelivered } from './undelivered'

/** How a server is reached, and which certificates of it are trusted although they do not verify (SHA-256). */
export interface Reach {
  readonly server: ServerAddress
  readonly trusted: readonly string[]
}

/** What admission needs. */
export interface AdmissionOptions {
  readonly accounts: Pick<Accounts, 'held' | 'lend' | 'remove' | 'show'>
  /** The privacy lists that clients believe in, of accounts that are stored. */
  readonly lists: ClientListStore
  /** Who guesses at passwords. */
  readonly attempts: Attempts
  /** What clients did not get. */
  readonly undelivered: Undelivered
  /** How the server of a domain is reached, for somebody whom Casper does not know. */
  readonly reach: (domain: string) => Reach
  readonly notice: () => boolean
  /** Whether anybody may hide at all. */
  readonly mayHide: boolean
  /** How long a session upstream may be lost before its client is told, in ms. */
  readonly grace: number
  readonly log: Log
  readonly now: () => number
}

/** Somebody who was let in. */
export interface Visitor extends Admitted {
  readonly link: Link
  /** The client has a resource. @param wish the one it asked for */
  bound(wish: string): void
}

/** The door. */
export interface Admission {
  admit(login: Login): Promise<Visitor | Refusal>
  /** Shows everybody out. */
  close(): Promise<void>
}

interface Credentials {
  readonly stored: StoredAccount
  readonly password: string
}

/** How many may be on their way in at the same time. */
const atATime = 32
/** How long signing in upstream may take, in ms: less than a client is patient for. */
const patience = 20_000

/** Builds it. */
export function createAdmission(options: AdmissionOptions): Admission {
  const { accounts, reach, notice, mayHide, grace, attempts, log, now } = options
  const shelfOf = createShelves(options.lists)
  const endings = new Map<Link, () => Promise<unknown>>()
  const noteRefusal = sparingly(log.warn)
  let coming = 0

  const credentialsOf = async (
    jid: BareJid,
    said: string | null,
  ): Promise<Result<Credentials, Refusal>> => {
    const held = accounts.held(jid)
    const id = randomUUID()
    if (!held) {
      const { server, trusted } = reach(domainOf(jid))
      const stored = { ...freshAccount(id, jid, server), trusted: [...trusted] }
      return said === null ? err(refusals.unknown) : ok({ stored, password: said })
    }
    const { policy, presence, strategy, trusted, bridgeKeys, signInInvisible } = held.stored
    // Every client sends ordinary presence by itself when it logs in: that is no wish to be seen by anybody from whom
    // the account hides.
    const stored: StoredAccount = {
      ...freshAccount(id, jid, held.stored.server),
      policy: signInInvisible ? withBase(policy, 'invisible') : policy,
      presence: { ...presence, show: null, status: '' },
      strategy,
      trusted,
    }
    const isOurs = said === null || (bridgeKeys !== null && fits(bridgeKeys, said))
    if (!isOurs) return ok({ stored, password: said })
    const password = await held.password()
    return password === undefined ? err(refusals.locked) : ok({ stored, password })
  }

  const refused = (refusal: Refusal): Refusal => {
    noteRefusal('a legacy client was not let in', { condition: refusal.condition })
    return refusal
  }

  const enter = async ({ stored, password }: Credentials): Promise<Visitor | Refusal> => {
    const { id } = stored
    const since = now()
    let client = ''
    const link = createLink({
      shelf: () => shelfOf(stored.jid),
      notice: notice(),
      mayHide,
      grace,
      named: (name) => {
        client = name
        accounts.show(id)
      },
      missed: (stanzas) => options.undelivered.keep(stored.jid, stanzas),
      recall: () => options.undelivered.take(stored.jid),
      unsaid: (count) =>
        log.warn('the last messages of a legacy client could not be sent', { count }),
      over: () => {
        const ended = accounts.remove(id).finally(() => endings.delete(link))
        endings.set(link, () => ended)
      },
    })
    endings.set(link, () => {
      link.close()
      return endings.get(link)?.() ?? Promise.resolve()
    })
    const about = () => ({ client, since })
    const { session, signIn } = accounts.lend({ stored, client: link.side, about }, password)
    const opened = await within(patience, link.open(session.line, signIn))
    if (!opened?.ok) {
      link.close()
      return opened ? refusalOf(opened.error) : refusals.late
    }
    return {
      jid: opened.value,
      link,
      leave: link.close,
      bound: (wish) => {
        client = wish
        accounts.show(id)
      },
    }
  }

  return {
    admit: async ({ user, domain, password: said }) => {
      const jid = bareJid(`${user}@${domain}`)
      // A name with a slash would be another address than the stream is for.
      if (!jid || domainOf(jid) !== domain) return refused(refusals.unknown)
      if (attempts.isBarred(jid)) return refused(refusals.barred)
      if (coming >= atATime) return refused(refusals.busy)
      coming += 1
      const entered = await credentialsOf(jid, said)
        .then((credentials) => (credentials.ok ? enter(credentials.value) : credentials.error))
        .finally(() => (coming -= 1))
      if (!('condition' in entered)) return entered
      if (entered.condition === 'not-authorized') attempts.failed(jid)
      return refused(entered)
    },
    close: async () => {
      await Promise.all([...endings.values()].map((end) => end()))
    },
  }
}

const refusals = {
  unknown: { condition: 'not-authorized', text: '' },
  locked: {
    condition: 'temporary-auth-failure',
    text: 'Casper does not have the password of this account. Sign in to it in Casper first.',
  },
  late: { condition: 'temporary-auth-failure', text: 'The server did not answer in time.' },
  barred: {
    condition: 'temporary-auth-failure',
    text: 'Too many sign-ins to this account failed within a minute. Wait, then try again.',
  },
  busy: {
    condition: 'temporary-auth-failure',
    text: 'Too many programs are signing in at this moment. Wait, then try again.',
  },
} as const satisfies Record<string, Refusal>

const final = new Set(['not-authorized', 'account-disabled', 'credentials-expired', 'auth-failed'])

function refusalOf({ code, message, detail }: AppError): Refusal {
  const text = detail === undefined ? message : `${message} (${detail})`
  return { condition: final.has(code) ? 'not-authorized' : 'temporary-auth-failure', text }
}
