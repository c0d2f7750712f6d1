// The ledger of all accounts, in a SQLite file of its own: what was shown to whom, what was not, and why. Calls are
// synchronous; many rows are written at once.
import type { SQLInputValue, SQLOutputValue } from 'node:sqlite'
import type { BareJid } from '../../shared/jid'
import type { LedgerKind, LedgerOutcome, LedgerPerson, LedgerRow } from '../../shared/ledger'
import type { AccountId } from '../../shared/model'
import type { AppError } from '../../shared/result'
import { openDatabase } from './database'
import type { Audience } from './ledger-audience'
import { createAudienceStore } from './ledger-audience'
import { ledgerMigrations } from './ledger-migrations'

/** Something to write down. `to` is an address, or those whom a broadcast is about. */
export interface LedgerEntry {
  readonly account: AccountId
  /** ms since the epoch. */
  readonly at: number
  readonly to: BareJid | Audience
  readonly kind: LedgerKind
  readonly what: string
  readonly outcome: LedgerOutcome
  readonly why: string
  /** How often it happened. */
  readonly times?: number
}

/** Which rows are looked for. Every word must occur in what a row says. */
export interface LedgerQuery {
  readonly account: AccountId
  readonly peer?: BareJid
  readonly words?: readonly string[]
  /** Only rows with a smaller id. */
  readonly before?: number
  readonly outcome?: 'shown' | 'held-back'
  readonly limit: number
}

/** The open ledger. */
export interface LedgerStore {
  /** Why the file on the disk is not in use, if it is not (see OpenedDatabase). */
  readonly problem: AppError | null
  /** Writes entries, in order. What repeats itself within a minute is counted, see `repeats`. */
  add(entries: readonly LedgerEntry[]): void
  /** The newest rows that fit, newest first. For a peer, a broadcast is told as that peer met it. */
  search(query: LedgerQuery): LedgerRow[]
  /** The first people of a broadcast, by address. */
  people(account: AccountId, row: number, limit: number): LedgerPerson[]
  /** Deletes what is older, and the oldest rows of an account that has too many. @param time ms since the epoch */
  prune(time: number, maxRows: number): void
  /** Deletes everything of an account. */
  clear(account: AccountId): void
  close(): void
}

/** Repetitions that others can cause are one row within this time, ms. */
const together = 60_000

/** Opens the ledger in the file at that path; see openDatabase() for what happens to a damaged one. */
export function openLedger(path: string): LedgerStore {
  const { database, problem } = openDatabase(path, ledgerMigrations)
  database.exec('PRAGMA secure_delete = ON')
  const audiences = createAudienceStore(database)
  const insert = database.prepare(
    `INSERT INTO disclosure (account, at, until, times, jid, kind, what, outcome, why, audience)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const again = database.prepare(
    `UPDATE disclosure SET times = times + ?, until = ?
     WHERE id = (SELECT max(id) FROM disclosure WHERE account = ? AND jid = ? AND at >= ?
       AND kind = ? AND what = ? AND outcome = ? AND why = ?)`,
  )
  const people = database.prepare(
    `SELECT jid, sees, why FROM (
       SELECT m.jid, m.sees, m.why FROM disclosure d JOIN member m ON m.audience = d.audience
         WHERE d.account = :account AND d.id = :row
       UNION ALL
       SELECT b.jid, b.sees, b.why FROM disclosure d JOIN audience a ON a.id = d.audience
         JOIN member b ON b.audience = a.base
         WHERE d.account = :account AND d.id = :row AND NOT EXISTS
           (SELECT 1 FROM member m WHERE m.audience = a.id AND m.jid = b.jid))
     WHERE sees >= 0 ORDER BY jid LIMIT :limit`,
  )
  const old = database.prepare('DELETE FROM disclosure WHERE until < ?')
  const counts = database.prepare(
    'SELECT account, count(*) AS count FROM disclosure GROUP BY account',
  )
  // Whoever floods the ledger with what was held back does not push out what was shown.
  const surplus = database.prepare(
    `DELETE FROM disclosure WHERE id IN (SELECT id FROM disclosure WHERE account = ?
       ORDER BY outcome IN ('shown', 'server'), id LIMIT ?)`,
  )
  const forget = database.prepare('DELETE FROM disclosure WHERE account = ?')

  const write = (entry: LedgerEntry): void => {
    const { account, at, to, kind, what, outcome, why, times = 1 } = entry
    if (typeof to === 'string') {
      const about = [kind, what, outcome, why] as const
      const seen = repeats(entry)
        ? again.run(times, at, account, to, at - together, ...about)
        : null
      if (!seen || seen.changes === 0) {
        insert.run(account, at, at, times, to, kind, what, outcome, why, null)
      }
      return
    }
    const kept = audiences.keep(account, to)
    if (kept === null) return
    const reached = outcome !== 'held-back' && kept.shown === 0 ? 'held-back' : outcome
    insert.run(account, at, at, times, null, kind, what, reached, why, kept.id)
  }

  const inOne = (act: () => void): void => {
    database.exec('BEGIN')
    try {
      act()
      database.exec('COMMIT')
    } catch (thrown) {
      database.exec('ROLLBACK')
      audiences.tidy()
      throw thrown
    }
  }

  return {
    problem,
    add: (entries) => inOne(() => entries.forEach(write)),
    search: (query) => {
      const { sql, values } = searching(query)
      return database
        .prepare(sql)
        .all(...values)
        .map(rowOf)
    },
    people: (account, row, limit) => people.all({ account, row, limit }).map(personOf),
    prune: (time, maxRows) =>
      inOne(() => {
        old.run(time)
        for (const { account, count } of counts.all()) {
          const more = Number(count) - maxRows
          if (more > 0) surplus.run(String(account), more)
        }
        audiences.tidy()
      }),
    clear: (account) => {
      inOne(() => {
        forget.run(account)
        audiences.tidy()
      })
      // What was deleted is to be gone from the disk, too.
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    },
    close: () => database.close(),
  }
}

/** Whether an entry may be counted with the same one before: all that somebody else can cause as often as they like. */
export function repeats({ kind, outcome }: Pick<LedgerEntry, 'kind' | 'outcome'>): boolean {
  return kind === 'iq' || outcome === 'held-back' || outcome === 'answered-absent'
}

function searching({ account, peer, words = [], before, outcome, limit }: LedgerQuery): {
  readonly sql: string
  readonly values: SQLInputValue[]
} {
  const told = `(outcome IN ('shown', 'server'))`
  const filter = { shown: told, 'held-back': `(NOT ${told} OR keptFrom > 0)` }
  const conditions = [
    ...(before === undefined ? [] : ['id < ?']),
    ...(outcome === undefined ? [] : [filter[outcome]]),
    ...words.map(() => `(what || ' ' || why || ' ' || ifnull(jid, '')) LIKE ? ESCAPE '\\'`),
  ]
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
  const patterns = words.map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`)
  const columns = `id, at, until, times, jid, kind, what, outcome, why, shownTo, keptFrom`
  return {
    sql: `SELECT ${columns} FROM (${peer === undefined ? everybody : onePerson}) ${where}
          ORDER BY id DESC LIMIT ?`,
    values: [
      ...(peer === undefined ? [account] : [peer, peer, peer, account, peer]),
      ...(before === undefined ? [] : [before]),
      ...patterns,
      limit,
    ],
  }
}

const everybody = `
  SELECT d.*, ifnull(a.shown, 0) AS shownTo, ifnull(a.kept, 0) AS keptFrom
  FROM disclosure d LEFT JOIN audience a ON a.id = d.audience WHERE d.account = ?`

const onePerson = `
  SELECT d.id, d.at, d.until, d.times, ? AS jid, d.kind, d.what, 0 AS shownTo, 0 AS keptFrom,
    iif(d.audience IS NOT NULL AND ifnull(m.sees, b.sees) = 0, 'held-back', d.outcome) AS outcome,
    ifnull(nullif(ifnull(m.why, ifnull(b.why, '')), ''), d.why) AS why
  FROM disclosure d LEFT JOIN audience a ON a.id = d.audience
    LEFT JOIN member m ON m.audience = a.id AND m.jid = ?
    LEFT JOIN member b ON b.audience = a.base AND b.jid = ?
  WHERE d.account = ? AND (d.jid = ? OR ifnull(m.sees, ifnull(b.sees, -1)) >= 0)`

/** A row of the table back as a row of the ledger; add() vouches for its values. */
function rowOf(row: Record<string, SQLOutputValue>): LedgerRow {
  return {
    id: Number(row['id']),
    at: Number(row['at']),
    until: Number(row['until']),
    times: Number(row['times']),
    jid: row['jid'] as BareJid | null,
    kind: row['kind'] as LedgerKind,
    what: String(row['what']),
    outcome: row['outcome'] as LedgerOutcome,
    why: String(row['why']),
    shownTo: Number(row['shownTo']),
    keptFrom: Number(row['keptFrom']),
  }
}

function personOf(row: Record<string, SQLOutputValue>): LedgerPerson {
  return { jid: row['jid'] as BareJid, sees: row['sees'] === 1, why: String(row['why']) }
}
