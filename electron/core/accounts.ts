// The accounts: what is stored of each, its session, and the view made of both.
import { randomUUID } from 'node:crypto'
import { appError } from '../../shared/errors'
import { bareJid, localOf, parseJid } from '../../shared/jid'
import type { AccountId, AccountView, SecretPlace } from '../../shared/model'
import { noProfiles } from '../../shared/profiles/view'
import type { CommandPayload } from '../../shared/protocol'
import type { AppError, Result } from '../../shared/result'
import { err, ok } from '../../shared/result'
import type { AppEvent } from '../../shared/snapshot'
import type { Policy } from '../../shared/visibility/policy'
import { invisibleToAll, visibleToAll, withBase } from '../../shared/visibility/policy'
import type { History } from '../store/history'
import type { Secrets } from './host'
import type { Ledger } from './ledger'
import type { About } from './legacy-client-about'
import type { Log } from './log'
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
  /** Tells the user of a problem that belongs to no command. */
  readonly report: (error: AppError) => void
  readonly log: Log
  readonly now: () => number
  /** ms */
  readonly replyTimeout: number
}

/** An account that is there. */
export interface Account {
  readonly session: Session
  /** Whether a resource is that of a session this Casper has, or has had since it started. */
  isOwn(resource: string): boolean
  stored(): StoredAccount
  /** Changes what is stored, and shows it. */
  store(change: Partial<StoredAccount>): void
  /** Changes what others are to see: what is stored, and the session if there is one. */
  setPolicy(policy: Policy, about: About): void
  /** Keeps the password: with the host's secrets if the user wants it remembered, else until Casper is closed. */
  keepPassword(password: string): Promise<void>
}

/** All accounts. */
export interface Accounts {
  /** @param demo whether it lives on the embedded server: nothing of it is kept */
  add(payload: CommandPayload<'account.add'>, demo?: boolean): Promise<Result<Account>>
  remove(id: AccountId): Promise<Result<null>>
  /** The account, or `not-found`. */
  get(id: AccountId): Result<Account>
  /** Brings back every stored account; those that were signed in sign in again, unseen if signing in is to be so. */
  restore(): void
  /** Signs everything out; who was signed in stays noted for the next start. */
  close(): Promise<void>
}

/** Builds the accounts over the settings file. */
export function createAccounts(options: AccountsOptions): Accounts {
  const { settings, secrets, history, ledger, publish, report, log, now, replyTimeout } = options
  const accounts = new Map<AccountId, Account>()
  const passwords = new Map<AccountId, string>()
  const refusedByKeyring = new Set<AccountId>()

  const keyringFailed = (thrown: unknown): undefined => {
    report(appError('no-keyring', thrown instanceof Error ? thrown.message : undefined))
  }

  const passwordOf = async (id: AccountId): Promise<string | undefined> =>
    passwords.get(id) ?? (await secrets.get(id).catch(keyringFailed))

  const placeOf = ({ id, remember }: StoredAccount): SecretPlace => {
    const kept = remember && secrets.place === 'system-keyring' && !refusedByKeyring.has(id)
    if (kept) return 'system-keyring'
    return passwords.has(id) ? 'memory' : 'none'
  }

  const open = (id: AccountId): Account => {
    const stored = (): StoredAccount => {
      const found = settings.read().accounts.find((account) => account.id === id)
      if (!found) throw new Error('an account without settings')
      return found
    }
    const show = (): void => {
      if (accounts.has(id)) publish({ type: 'account.changed', account: viewOf(stored(), session) })
    }
    const store = (change: Partial<StoredAccount>): void => {
      settings.update((file) => ({
        ...file,
        accounts: file.accounts.map((other) => (other.id === id ? { ...other, ...change } : other)),
      }))
      show()
    }
    const resources = new Set<string>()
    const session = createSession(
      {
        stored,
        store,
        password: () => passwordOf(id),
        installation: settings.read().installation,
        history,
        ledger,
        publish,
        log,
        now,
        replyTimeout,
        started: (jid) => void resources.add(parseJid(jid)?.resource ?? ''),
      },
      show,
    )
    const account: Account = {
      session,
      isOwn: (resource) => resources.has(resource),
      stored,
      store,
      setPolicy: (policy, about) => {
        store({ policy })
        session.own.setPolicy(policy, about)
      },
      keepPassword: async (password) => {
        passwords.set(id, password)
        refusedByKeyring.delete(id)
        if (!stored().remember) return
        await secrets.set(id, password).catch((thrown: unknown) => {
          refusedByKeyring.add(id)
          keyringFailed(thrown)
        })
      },
    }
    accounts.set(id, account)
    show()
    return account
  }

  const viewOf = (stored: StoredAccount, session: Session): AccountView => ({
    id: stored.id,
    jid: stored.jid,
    server: stored.server,
    signInInvisible: stored.signInInvisible,
    holdsDefault: stored.holdsDefault,
    demo: stored.id === demoAccount,
    revealTo: stored.revealTo,
    secret: placeOf(stored),
    profiles: noProfiles,
    away: null,
    bridged: null,
    bridgePassword: false,
    ...session.view(),
  })

  return {
    add: async ({ jid: text, password, signInInvisible, remember, server }, demo = false) => {
      const jid = bareJid(text.trim())
      if (!jid || localOf(jid) === '') return err(appError('invalid-jid', text))
      if (settings.read().accounts.some((account) => account.jid === jid)) {
        return err(appError('account-exists'))
      }
      const stored: StoredAccount = {
        id: demo ? demoAccount : randomUUID(),
        jid,
        server,
        signInInvisible,
        policy: signInInvisible ? invisibleToAll : visibleToAll,
        presence: { show: null, status: '', priority: 0 },
        strategy: 'automatic',
        scope: 'session',
        keptDefault: null,
        holdsDefault: false,
        rooms: [],
        revealTo: [],
        profiles: [],
        schedule: [],
        signInProfile: null,
        profile: null,
        trusted: [],
        signedIn: false,
        remember,
      }
      settings.update((file) => ({ ...file, accounts: [...file.accounts, stored] }))
      const account = open(stored.id)
      await account.keepPassword(password)
      return ok(account)
    },
    remove: async (id) => {
      const account = accounts.get(id)
      if (!account) return err(appError('not-found'))
      await account.session.signOut()
      accounts.delete(id)
      passwords.delete(id)
      if (id !== demoAccount) await secrets.delete(id).catch(keyringFailed)
      history.forget(id)
      ledger.forget(id)
      settings.update((file) => ({
        ...file,
        accounts: file.accounts.filter((other) => other.id !== id),
      }))
      publish({ type: 'account.removed', account: id })
      return ok(null)
    },
    get: (id) => {
      const account = accounts.get(id)
      return account ? ok(account) : err(appError('not-found'))
    },
    restore: () => {
      for (const { id, signedIn } of settings.read().accounts) {
        const { session, stored, setPolicy } = open(id)
        if (!signedIn) continue
        const { signInInvisible, policy } = stored()
        if (signInInvisible) setPolicy(withBase(policy, 'invisible'), 'base')
        session.signIn()
      }
    },
    close: async () => {
      await Promise.all([...accounts.values()].map(({ session }) => session.signOut()))
    },
  }
}
