// Presence that is sent to very many people one by one, in one go, becomes one entry of the ledger.
import type { BareJid } from '../../shared/jid'
import type { LedgerEntry } from '../store/ledger'

type Entry = Omit<LedgerEntry, 'account'>

/** Hands entries on, in order. */
export interface Gathering {
  add(entry: Entry): void
}

/** So many people are told of one by one. */
const few = 10

/** Builds a gathering. @param pass takes the entries; those of one turn of the event loop at its end at the latest */
export function createGathering(pass: (entry: Entry) => void): Gathering {
  let gathered: (Entry & { readonly to: BareJid })[] = []

  const flush = (): void => {
    const entries = gathered
    gathered = []
    const [first] = entries
    if (!first || entries.length <= few) {
      entries.forEach(pass)
      return
    }
    const people = entries.map(({ to, why }) => ({ jid: to, sees: true, why }))
    const why = entries.every((one) => one.why === first.why) ? first.why : 'sent to each of them'
    pass({ ...first, why, to: { people: () => people } })
  }

  return {
    add: (entry) => {
      const { to, kind, what, outcome } = entry
      const [first] = gathered
      const alike = first && first.what === what && first.outcome === outcome
      if (!alike) flush()
      if (kind !== 'presence' || typeof to !== 'string') {
        flush()
        pass(entry)
        return
      }
      if (gathered.length === 0) queueMicrotask(flush)
      gathered.push({ ...entry, to })
    },
  }
}
