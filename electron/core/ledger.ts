// The ledger at work: one writer for all accounts, which gathers what happens and writes it a moment later. Nothing of it
// leaves the machine, and no failure of it reaches a session.
import type { LedgerPerson, LedgerRow } from '../../shared/ledger'
import type { AccountId } from '../../shared/model'
import type { LedgerEntry, LedgerQuery, LedgerStore } from '../store/ledger'
import { repeats } from '../store/ledger'
import type { Log } from './log'
import { describeError } from './log'

/** What the ledger needs. */
export interface LedgerOptions {
  readonly store: LedgerStore
  /** How many days a row is kept; 0: nothing is written down. */
  readonly days: () => number
  readonly now: () => number
  readonly log: Log
}

/** The ledger. */
export interface Ledger {
  /** Notes an entry; it is written soon. Never throws. */
  add(entry: LedgerEntry): void
  /** The newest rows that fit, newest first, with all that was noted. */
  search(query: LedgerQuery): LedgerRow[]
  people(account: AccountId, row: number): LedgerPerson[]
  /** Every row of an account, oldest first, as lines of JSON. */
  export(account: AccountId): string
  /** Deletes what is older than is to be kept. */
  prune(): void
  /** Deletes everything of an account. */
  forget(account: AccountId): void
  close(): void
}

const day = 86_400_000
/** How long entries are gathered, in ms. */
const gathering = 1000
/** More entries than this are not gathered before they are written. */
const mostGathered = 1000
/** An account keeps no more rows than this. */
const mostRows = 100_000
/** After so many entries the ledger is tidied. */
const tidyEvery = 5000
const shownPeople = 500
/** How many rows an export reads at once. */
const exportPage = 2000

/** Starts the ledger over its store. */
export function createLedger({ store, days, now, log }: LedgerOptions): Ledger {
  let gathered: LedgerEntry[] = []
  let counted = new Map<string, number>()
  let timer: NodeJS.Timeout | undefined
  let sinceTidy = 0
  let tidyAt = now()

  const guarded = (what: string, act: () => void): void => {
    try {
      act()
    } catch (thrown) {
      log.error(what, { error: describeError(thrown) })
    }
  }

  const prune = (): void => {
    sinceTidy = 0
    tidyAt = now() + day / 24
    guarded('the ledger could not be tidied', () => {
      store.prune(days() === 0 ? Number.MAX_SAFE_INTEGER : now() - days() * day, mostRows)
    })
  }

  const flush = (): void => {
    clearTimeout(timer)
    timer = undefined
    const entries = gathered
    gathered = []
    counted = new Map()
    if (entries.length === 0) return
    sinceTidy += entries.length
    guarded('the ledger could not be written', () => store.add(entries))
    if (sinceTidy >= tidyEvery || now() >= tidyAt) prune()
  }

  // Of what others can cause as often as they like, only the number is gathered.
  const isCounted = (entry: LedgerEntry): boolean => {
    const { account, to, kind, what, outcome, why } = entry
    if (typeof to !== 'string' || !repeats(entry)) return false
    const key = JSON.stringify([account, to, kind, what, outcome, why])
    const place = counted.get(key)
    const before = place === undefined ? undefined : gathered[place]
    if (place === undefined || before === undefined) {
      counted.set(key, gathered.length)
      return false
    }
    gathered[place] = { ...before, times: (before.times ?? 1) + 1 }
    return true
  }

  prune()

  return {
    add: (entry) => {
      if (days() === 0 || isCounted(entry)) return
      gathered.push(entry)
      if (gathered.length >= mostGathered) flush()
      else timer ??= setTimeout(flush, gathering)
    },
    search: (query) => {
      flush()
      return store.search(query)
    },
    people: (account, row) => store.people(account, row, shownPeople),
    export: (account) => {
      flush()
      const lines: string[] = []
      for (let before = Number.MAX_SAFE_INTEGER; ;) {
        const rows = store.search({ account, before, limit: exportPage })
        lines.push(...rows.map(lineOf))
        const last = rows.at(-1)
        if (!last) return lines.reverse().join('')
        before = last.id
      }
    },
    prune: () => {
      flush()
      prune()
    },
    forget: (account) => {
      flush()
      guarded('the ledger could not be cleared', () => store.clear(account))
    },
    close: () => {
      flush()
      store.close()
    },
  }
}

function lineOf({ at, until, ...row }: LedgerRow): string {
  const times = { at: new Date(at).toISOString(), until: new Date(until).toISOString() }
  return `${JSON.stringify({ ...row, ...times })}\n`
}
