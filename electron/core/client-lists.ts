// The privacy lists that old clients believe their server keeps, in the settings file: those of the accounts in it.
import type { BareJid } from '../../shared/jid'
import type { StoredLists } from './client-lists-schema'
import type { SettingsFile } from './settings'
import type { StoredAccount } from './settings-schema'

/** Where they are. */
export interface ClientListStore {
  /** Null where nothing is stored of that address. */
  read(jid: BareJid): StoredLists | null
  /** They are on the disk on return; those of an address that is no account's are not stored at all. */
  write(jid: BareJid, lists: StoredLists): void
}

/** Opens the store. */
export function clientListStore(settings: Pick<SettingsFile, 'read' | 'update'>): ClientListStore {
  const find = (jid: BareJid) => settings.read().accounts.find((account) => account.jid === jid)
  return {
    read: (jid) => find(jid)?.clientLists ?? null,
    write: (jid, clientLists) => {
      if (!find(jid)) return
      const keeping = (one: StoredAccount): StoredAccount =>
        one.jid === jid ? { ...one, clientLists } : one
      settings.update((file) => ({ ...file, accounts: file.accounts.map(keeping) }), 'now')
    },
  }
}
