// The rows of the ledger that a view shows: asked for anew whenever what is looked for changes, and page by page.
import type { BareJid } from '../../shared/jid'
import type { LedgerRow } from '../../shared/ledger'
import type { AccountId } from '../../shared/model'
import type { AppError } from '../../shared/result'
import type { Session } from './session.svelte'
import { sameDay } from './words'

/** What is looked for. */
export interface LedgerSearch {
  readonly account: AccountId
  readonly peer: BareJid | null
  readonly words: string
  readonly outcome: 'shown' | 'held-back' | null
}

/** The rows of one day, newest first. */
export interface LedgerDay {
  readonly at: number
  readonly rows: readonly LedgerRow[]
}

/** How many rows an answer holds at the most. */
const page = 200

/** What was found so far. */
export class LedgerRows {
  rows = $state.raw<readonly LedgerRow[] | null>(null)
  /** Whether there may be older ones. */
  more = $state(false)
  error = $state.raw<AppError | null>(null)

  readonly #session: Session
  #asked = 0

  constructor(session: Session) {
    this.#session = session
  }

  /** Looks for the newest rows; what was found before stays until the answer is there. */
  find(search: LedgerSearch): Promise<void> {
    return this.#ask(search, [])
  }

  /** Looks for older rows than those that were found. */
  older(search: LedgerSearch): Promise<void> {
    return this.#ask(search, this.rows ?? [])
  }

  async #ask(
    { account, peer, words, outcome }: LedgerSearch,
    before: readonly LedgerRow[],
  ): Promise<void> {
    const number = ++this.#asked
    const last = before.at(-1)
    const found = await this.#session.request('ledger.search', {
      account,
      words: words.slice(0, 256),
      ...(peer === null ? {} : { peer }),
      ...(outcome === null ? {} : { outcome }),
      ...(last ? { before: last.id } : {}),
    })
    if (number !== this.#asked) return
    this.error = found.ok ? null : found.error
    if (!found.ok) return
    this.rows = [...before, ...found.value.rows]
    this.more = found.value.rows.length === page
  }
}

/** Rows that come newest first, by day. */
export function daysOf(rows: readonly LedgerRow[]): readonly LedgerDay[] {
  const days: { at: number; rows: LedgerRow[] }[] = []
  for (const row of rows) {
    const last = days.at(-1)
    if (last && sameDay(last.at, row.at)) last.rows.push(row)
    else days.push({ at: row.at, rows: [row] })
  }
  return days
}

/** Whether a row says that somebody was shown something. */
export function isShown({ outcome }: Pick<LedgerRow, 'outcome'>): boolean {
  return outcome === 'shown' || outcome === 'server'
}
