// The accounts: what is stored of each, its session, and the view made of both.
import { randomUUID } from 'node:crypto'
import type { Absence } from '../../shared/away/absence'
import { appError } from '../../shared/errors'
import type { BareJid } from '../../shared/jid'
import { bareJid, localOf, parseJid } from '../../shared/jid'
import type { AccountId, OwnPresence } from '../../shared/model'
import type { CommandPayload } from '../../shared/protocol'
import type { AppError, Result } from '../../shared/result'
import { err, ok } from '../../shared/result'
import type { AppEvent } from '../../shared/snapshot'
import type { Policy } from '../../shared/visibility/policy'
import { invisibleToAll, visibleToAll, withBase } from '../../shared/visibility/policy'
import type { History } from '../store/history'
import { createAccountDoor } from './account-door'
import { accountView } from './account-view'
import type { AwayAccount } from './away-keeper'
import type { Clock } from './clock'
import { createDurableWish } from './durable-wish'
import { freshAccount } from './fresh-account'
import type { Secrets } from './host'
import type { Ledger } from './ledger'
import type { About } from './legacy-client-about'
import type { Guest, Lodger } from './legacy-client-guest'
import { freeNumber, switchGuests } from './legacy-client-guest'
import { passingHistory } from './legacy-client-history'
import type { Log } from './log'
import type { ManagedRules } from './managed-rules'
import { createPasswords } from './passwords'
import type { ProfileKeeper } from './profile-keeper'
import type { Session } from './session'
import { createSession } from './session'
import type { SettingsFile } from './settings'
import type { StoredAccount } from './settings-schema'
import { demoAccount } from './settings-schema'

/** What the accounts need. */
export interface AccountsOptions {
  readonly settings: SettingsFile
  readonly secrets: Secrets
  readonly history: History
  readonly ledger: Pick<Ledger, 'add' | 'forget'>
  readonly publish: (event: AppEvent) => void
  /** Another profile of that account holds as far as is stored, and is wished next. */
  readonly switching: (account: AccountId) => void
  /** Tells the user of a problem that belongs to no command. */
  readonly report: (error: AppError) => void
  readonly log: Log
  readonly clock: Clock
  readonly managed: ManagedRules
  /** ms */
  readonly replyTimeout: number
  readonly tidyAfter: number
}

/** An account that is there. */
export interface Account {
  readonly session: Session
  /** What hides the user until somebody is seen at the machine; null: nothing does. */
  readonly presumed: Absence | null
  /** Whether a resource is that of a session this Casper has, or has had since it started. */
  isOwn(resource: string): boolean
  readonly profiles: ProfileKeeper
  /** What is stored, with the organisation's choices in place of the user's. */
  stored(): StoredAccount
  /** Changes what is stored, and shows it. */
  store(change: Partial<StoredAccount>): void
  /** Changes what others are to see: what is stored, and the session if there is one. */
  changePolicy(change: (policy: Policy) => Policy, about: About): void
  /** The same, where nothing counts of what others were to see before. */
  setPolicy(policy: Policy, about: About): void
  /** Changes as what the user is seen, stored and in the session. */
  setPresence(presence: OwnPresence): void
  /** Signs in, unless the organisation does not let it. */
  signIn(): Result<null>
  /** Keeps the password: with the host's secrets if the user wants it remembered, else until Casper is closed. */
  keepPassword(password: string): Promise<void>
}

/** All accounts. */
export interface Accounts {
  /** @param demo whether it lives on the embedded server: nothing of it is kept */
  add(payload: CommandPayload<'account.add'>, demo?: boolean): Promise<Result<Account>>
  remove(id: AccountId): Promise<Result<null>>
  /** Opens an account for a legacy client: nothing of it is stored, and remove() ends it. */
  lend(guest: Readonly<Guest>, password: string): Account
  /** The stored account with that address, and its password where that is known. */
  held(
    jid: BareJid,
  ): { readonly stored: StoredAccount; password(): Promise<string | undefined> } | null
  /** Shows an account anew. */
  show(id: AccountId): void
  /** The user's own accounts, for auto-away: a legacy client sees to its own absence. */
  watched(): readonly AwayAccount[]
  /** The account, or `not-found`. */
  get(id: AccountId): Result<Account>
  /** Brings back every stored account; those that were signed in sign in again, unseen if signing in is to be so. */
  restore(): void
  /** Does what the schedules asked for meanwhile, as after a sleep of the computer. */
  settle(): void
  /** Signs everything out; who was signed in stays noted for the next start. */
  close(): Promise<void>
}

/** Builds the accounts over the settings file. */
export function createAccounts(options: AccountsOptions): Accounts {
  const { settings, history, ledger, publish, log, clock, managed } = options
  const accounts = new Map<AccountId, Account>()
  const passwords = createPasswords(options.secrets, options.report)
  const guests = new Map<AccountId, Lodger>()
  const removing = new Set<AccountId>()
  const mayHide = managed.refusesPolicy(invisibleToAll) === null

  const open = (id: AccountId): Account => {
    const guest = guests.get(id)
    const stored = (): StoredAccount => {
      if (guest) return managed.applied(guest.stored)
      const found = settings.read().accounts.find((account) => account.id === id)
      if (!found) throw new Error('an account without settings')
      return managed.applied(found)
    }
    const lasting =
      guest || id === demoAccount ? null : createDurableWish(settings, stored(), mayHide)
    const show = (): void => {
      if (!accounts.has(id)) return
      const error = door.refusal()
      const bridged = guests.get(id)?.about() ?? null
      const place = { secret: passwords.place(stored()), bridged }
      const view = accountView(stored(), place, {
        ...session.view(),
        profiles: door.profiles.view(),
        ...(error && { connection: { state: 'signed-out', error } }),
      })
      lasting?.moved(view, session.away.under.state().policy)
      publish({ type: 'account.changed', account: view })
    }
    const store = (change: Partial<StoredAccount>): void => {
      if (guest) guest.stored = { ...guest.stored, ...change }
      else
        settings.update((file) => ({
          ...file,
          accounts: file.accounts.map((other) =>
            other.id === id ? { ...other, ...change } : other,
          ),
        }))
      lasting?.stored()
      show()
    }
    const resources = new Set<string>()
    const session = createSession(
      {
        stored,
        store,
        password: () => passwords.of(id),
        installation: [settings.read().installation, ...(guest ? [guest.number] : [])].join('-'),
        history: guest ? passingHistory(clock.now()) : history,
        ...(guest && { client: guest.client }),
        ledger,
        publish,
        log,
        now: clock.now,
        replyTimeout: options.replyTimeout,
        tidyAfter: options.tidyAfter,
        started: (jid) => {
          resources.add(parseJid(jid)?.resource ?? '')
          door.profiles.settle()
        },
      },
      show,
    )
    const door = createAccountDoor({
      ...{ stored, store, session, managed, clock, changed: show },
      switching: () => options.switching(id),
      switched: (next) => switchGuests(guests, accounts, { ...next, jid: stored().jid }),
    })
    const changePolicy: Account['changePolicy'] = (change, about) => {
      if (door.profiles.overtake((due) => ({ ...due, policy: change(due.policy) }))) return
      const policy = change(stored().policy)
      store({ policy, followed: clock.now() })
      session.own.setPolicy(policy, about)
    }
    const presumed = lasting?.presumed ?? null
    if (presumed) {
      const { autoAway } = settings.read().settings
      session.away.presume(presumed, door.profiles.autoAway() ?? autoAway)
    }
    const account: Account = {
      session,
      presumed,
      profiles: door.profiles,
      signIn: door.signIn,
      isOwn: (resource) => resources.has(resource),
      stored,
      store,
      changePolicy,
      setPolicy: (policy, about) => changePolicy(() => policy, about),
      setPresence: (presence) => {
        if (door.profiles.overtake((due) => ({ ...due, presence }))) return
        store({ presence })
        session.own.setPresence(presence)
      },
      keepPassword: (password) => passwords.keep(stored(), password),
    }
    accounts.set(id, account)
    show()
    return account
  }

  return {
    add: async ({ jid: text, password, signInInvisible, remember, server }, demo = false) => {
      const jid = bareJid(text.trim())
      if (!jid || localOf(jid) === '') return err(appError('invalid-jid', text))
      if (settings.read().accounts.some((account) => account.jid === jid)) {
        return err(appError('account-exists'))
      }
      const id = demo ? demoAccount : randomUUID()
      const stored = { ...freshAccount(id, jid, server), signInInvisible, remember }
      const policy = signInInvisible ? invisibleToAll : visibleToAll
      settings.update((file) => ({ ...file, accounts: [...file.accounts, { ...stored, policy }] }))
      const account = open(id)
      await account.keepPassword(password)
      return ok(account)
    },
    remove: async (id) => {
      const account = accounts.get(id)
      if (!account) return err(appError('not-found'))
      account.profiles.stop()
      // Whatever happens now, it does not come back signed in.
      removing.add(id)
      account.store({ signedIn: false })
      await account.session.signOut()
      removing.delete(id)
      accounts.delete(id)
      ledger.forget(id)
      const isGuest = guests.delete(id)
      await passwords.forget(id, !isGuest && id !== demoAccount)
      if (!isGuest) {
        history.forget(id)
        settings.update((file) => ({
          ...file,
          accounts: file.accounts.filter((other) => other.id !== id),
        }))
      }
      publish({ type: 'account.removed', account: id })
      return ok(null)
    },
    lend: (guest, password) => {
      const { id } = guest.stored
      const number = freeNumber(guests.values(), guest.stored.jid)
      guests.set(id, { ...guest, number })
      void passwords.keep({ id, remember: false }, password)
      return open(id)
    },
    held: (jid) => {
      const stored = settings.read().accounts.find((account) => account.jid === jid)
      return stored ? { stored, password: () => passwords.of(stored.id) } : null
    },
    show: (id) => accounts.get(id)?.store({}),
    get: (id) => {
      const account = accounts.get(id)
      return account && !removing.has(id) ? ok(account) : err(appError('not-found'))
    },
    watched: () =>
      [...accounts]
        .filter(([id]) => !guests.has(id))
        .map(([id, { session, presumed, profiles }]) => {
          return { id, away: session.away, presumed, autoAway: profiles.autoAway }
        }),
    restore: () => {
      for (const { id, signedIn } of settings.read().accounts) {
        const { profiles, signIn, stored, changePolicy } = open(id)
        profiles.settle()
        if (!signedIn) continue
        profiles.signIn(settings.interrupted)
        if (stored().signInInvisible) {
          changePolicy((policy) => withBase(policy, 'invisible'), 'base')
        }
        signIn()
      }
    },
    settle: () => {
      for (const { profiles } of accounts.values()) profiles.settle()
    },
    close: async () => {
      for (const { profiles } of accounts.values()) profiles.stop()
      await Promise.all([...accounts.values()].map(({ session }) => session.signOut()))
    },
  }
}
