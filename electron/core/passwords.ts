// The accounts' passwords: with the host's secrets where they are to be remembered, else until Casper is closed.
import { appError } from '../../shared/errors'
import type { AccountId, SecretPlace } from '../../shared/model'
import type { AppError } from '../../shared/result'
import type { Secrets } from './host'
import type { StoredAccount } from './settings-schema'

/** The passwords. Nothing of it rejects. */
export interface Passwords {
  of(id: AccountId): Promise<string | undefined>
  /** Where that account's password is. */
  place(account: Pick<StoredAccount, 'id' | 'remember'>): SecretPlace
  /** Keeps it: with the host's secrets if it is to be remembered. */
  keep(account: Pick<StoredAccount, 'id' | 'remember'>, password: string): Promise<void>
  /** @param remembered whether it may be with the host's secrets */
  forget(id: AccountId, remembered: boolean): Promise<void>
}

/** Keeps none yet. @param report told where the host does not take or give one */
export function createPasswords(secrets: Secrets, report: (error: AppError) => void): Passwords {
  const known = new Map<AccountId, string>()
  const refused = new Set<AccountId>()

  const failed = (thrown: unknown): undefined => {
    report(appError('no-keyring', thrown instanceof Error ? thrown.message : undefined))
  }

  return {
    of: async (id) => known.get(id) ?? (await secrets.get(id).catch(failed)),
    place: ({ id, remember }) => {
      const kept = remember && secrets.place === 'system-keyring' && !refused.has(id)
      if (kept) return 'system-keyring'
      return known.has(id) ? 'memory' : 'none'
    },
    keep: async ({ id, remember }, password) => {
      known.set(id, password)
      refused.delete(id)
      if (!remember) return
      await secrets.set(id, password).catch((thrown: unknown) => {
        refused.add(id)
        failed(thrown)
      })
    },
    forget: async (id, remembered) => {
      known.delete(id)
      if (remembered) await secrets.delete(id).catch(failed)
    },
  }
}
