// The messages of all accounts, in SQLite. Calls are synchronous and short.
import type { SQLOutputValue } from 'node:sqlite'
import type { BareJid } from '../../shared/jid'
import type { AccountId, Message } from '../../shared/model'
import type { AppError } from '../../shared/result'
import { openDatabase } from './database'

/** How far an account's archive on the server was read: up to that id, or from that moment on where there is none. */
export interface ArchivePlace {
  readonly id: string | null
  /** ms since the epoch. */
  readonly at: number
}

/** What was said, and what of it was not read yet. */
export interface History {
  /** Why the file on the disk is not in use, if it is not (see OpenedDatabase). */
  readonly problem: AppError | null
  /**
   * Stores a message; one with the same peer and id, or the same archive id, stays as it is.
   * @param archiveId what the archive on the server calls it, where that is known
   * @returns whether it was new.
   */
  add(account: AccountId, message: Message, archiveId?: string | null): boolean
  /**
   * Notes what the archive calls a message that the user sent from here: so the server has it.
   * @returns when it was sent, ms since the epoch; undefined where there is none such, not noted before.
   */
  noteArchived(account: AccountId, peer: BareJid, id: string, archiveId: string): number | undefined
  /** Notes what became of a message the user sent. @returns whether there is such a message. */
  setState(account: AccountId, id: string, state: Message['state']): boolean
  /** The last messages with a peer, oldest first. */
  recent(account: AccountId, peer: BareJid, limit: number): Message[]
  /** How many unread messages each peer has; peers without any are not in it. */
  unread(account: AccountId): Map<BareJid, number>
  /** Notes that the user saw everything of that peer. @param upTo ms since the epoch; default: whatever there is */
  markRead(account: AccountId, peer: BareJid, upTo?: number): void
  /** How far the archive was read; undefined where it never was. */
  archivePlace(account: AccountId): ArchivePlace | undefined
  setArchivePlace(account: AccountId, place: ArchivePlace): void
  /** Deletes everything of an account. */
  forget(account: AccountId): void
  close(): void
}

/**
 * Opens the history in the file at that path; see openDatabase() for what happens to a damaged one.
 * What was on its way when Casper last ended is `unsure`: nobody will hear of it any more.
 */
export function openHistory(path: string): History {
  const { database, problem } = openDatabase(path)
  database.exec(`UPDATE message SET state = 'unsure' WHERE state = 'pending'`)
  const insert = database.prepare(
    `INSERT INTO message (account, peer, id, direction, body, at, state, unread, archive_id)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  )
  const noteArchived = database.prepare(
    `UPDATE OR IGNORE message SET archive_id = ?,
       state = CASE WHEN state IN ('pending', 'unsure') THEN 'sent' ELSE state END
     WHERE account = ? AND peer = ? AND id = ? AND direction = 'out' AND archive_id IS NULL
     RETURNING at`,
  )
  const setState = database.prepare(
    `UPDATE message SET state = ? WHERE account = ? AND id = ? AND direction = 'out'`,
  )
  const recent = database.prepare(
    `SELECT id, peer, direction, body, at, state FROM message
     WHERE account = ? AND peer = ? ORDER BY at DESC, rowid DESC LIMIT ?`,
  )
  const unread = database.prepare(
    `SELECT peer, count(*) AS messages FROM message WHERE account = ? AND unread = 1 GROUP BY peer`,
  )
  const markRead = database.prepare(
    `UPDATE message SET unread = 0 WHERE account = ? AND peer = ? AND unread = 1 AND at <= ?`,
  )
  const archivePlace = database.prepare('SELECT last_id, at FROM archive WHERE account = ?')
  const setArchivePlace = database.prepare(
    `INSERT INTO archive (account, last_id, at) VALUES (?, ?, ?)
     ON CONFLICT (account) DO UPDATE SET last_id = excluded.last_id, at = excluded.at`,
  )
  const forgetMessages = database.prepare('DELETE FROM message WHERE account = ?')
  const forgetArchive = database.prepare('DELETE FROM archive WHERE account = ?')

  return {
    problem,
    add: (account, { peer, id, direction, body, at, state }, archiveId = null) => {
      const unread = direction === 'in' ? 1 : 0
      const row = [account, peer, id, direction, body, at, state, unread, archiveId]
      return insert.run(...row).changes === 1
    },
    noteArchived: (account, peer, id, archiveId) => {
      const row = noteArchived.get(archiveId, account, peer, id)
      return row && Number(row['at'])
    },
    setState: (account, id, state) => Number(setState.run(state, account, id).changes) > 0,
    recent: (account, peer, limit) => recent.all(account, peer, limit).reverse().map(messageOf),
    unread: (account) =>
      new Map(unread.all(account).map((row) => [row['peer'] as BareJid, Number(row['messages'])])),
    markRead: (account, peer, upTo = Number.MAX_SAFE_INTEGER) =>
      void markRead.run(account, peer, upTo),
    archivePlace: (account) => {
      const row = archivePlace.get(account)
      if (!row) return undefined
      const { last_id: id, at } = row
      return { id: id === null ? null : String(id), at: Number(at) }
    },
    setArchivePlace: (account, { id, at }) => void setArchivePlace.run(account, id, at),
    forget: (account) => {
      forgetMessages.run(account)
      forgetArchive.run(account)
    },
    close: () => database.close(),
  }
}

/** A row back as the message it was made from; the table's checks and add() vouch for its values. */
function messageOf(row: Record<string, SQLOutputValue>): Message {
  return {
    id: String(row['id']),
    peer: row['peer'] as BareJid,
    direction: row['direction'] as Message['direction'],
    body: String(row['body']),
    at: Number(row['at']),
    state: row['state'] as Message['state'],
  }
}
