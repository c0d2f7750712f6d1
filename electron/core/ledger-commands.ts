// The commands about the ledger.
import { appError } from '../../shared/errors'
import { bareJid, localOf } from '../../shared/jid'
import { err, ok } from '../../shared/result'
import type { AppEvent } from '../../shared/snapshot'
import type { CommandHandlers } from './dispatch'
import type { Ledger } from './ledger'
import type { SettingsFile } from './settings'

/** Their handlers. */
export type LedgerHandlers = Pick<
  CommandHandlers,
  'ledger.search' | 'ledger.people' | 'ledger.export' | 'ledger.retention' | 'ledger.clear'
>

/** How many rows a search answers with at the most. */
const pageSize = 200

/** Builds their handlers. */
export function ledgerCommands(
  ledger: Ledger,
  settings: SettingsFile,
  publish: (event: AppEvent) => void,
): LedgerHandlers {
  return {
    'ledger.search': ({ account, peer: text, words: typed = '', before, outcome }) => {
      const given = text === undefined ? undefined : bareJid(text)
      if (text !== undefined && given === undefined) return err(appError('invalid-jid', text))
      const all = typed.split(/\s+/).filter((word) => word !== '')
      // A whole address finds what that person was shown, broadcasts too.
      const address = given === undefined ? all.find(isAddress) : undefined
      const peer = given ?? (address === undefined ? undefined : bareJid(address))
      const rows = ledger.search({
        account,
        words: all.filter((word) => word !== address),
        limit: pageSize,
        ...(peer === undefined ? {} : { peer }),
        ...(before === undefined ? {} : { before }),
        ...(outcome === undefined ? {} : { outcome }),
      })
      return ok({ rows })
    },
    'ledger.people': ({ account, row }) => ok({ people: ledger.people(account, row) }),
    'ledger.export': ({ account }) => ok({ text: ledger.export(account) }),
    'ledger.retention': ({ days }) => {
      settings.update((file) => ({ ...file, settings: { ...file.settings, ledgerDays: days } }))
      publish({ type: 'settings.changed', settings: settings.read().settings })
      ledger.prune()
      return ok(null)
    },
    'ledger.clear': ({ account }) => {
      ledger.forget(account)
      return ok(null)
    },
  }
}

function isAddress(word: string): boolean {
  const jid = bareJid(word)
  return word.includes('@') && jid !== undefined && localOf(jid) !== ''
}
