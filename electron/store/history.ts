// The messages of all accounts, in SQLite. Calls are synchronous and short.
import type { SQLOutputValue } from 'node:sqlite'
import type { BareJid } from '../../shared/jid'
import type { AccountId, Message } from '../../shared/model'
import type { AppError } from '../../shared/result'
import { openDatabase } from './database'

/** What was said, and what of it was not read yet. */
export interface History {
  /** Why the file on the disk is not in use, if it is not (see OpenedDatabase). */
  readonly problem: AppError | null
  /** Stores a message; one with the same peer and id stays as it is. @returns whether it was new. */
  add(account: AccountId, message: Message): boolean
  /** Notes what became of a message the user sent. @returns whether there is such a message. */
  setState(account: AccountId, id: string, state: Message['state']): boolean
  /** The last messages with a peer, oldest first. */
  recent(account: AccountId, peer: BareJid, limit: number): Message[]
  /** How many unread messages each peer has; peers without any are not in it. */
  unread(account: AccountId): Map<BareJid, number>
  /** Notes that the user saw everything of that peer. */
  markRead(account: AccountId, peer: BareJid): void
  /** Deletes everything of an account. */
  forget(account: AccountId): void
  close(): void
}

/** Opens the history in the file at that path; see openDatabase() for what happens to a damaged one. */
export function openHistory(path: string): History {
  const { database, problem } = openDatabase(path)
  const insert = database.prepare(
    `INSERT INTO message (account, peer, id, direction, body, at, state, unread)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
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
    `UPDATE message SET unread = 0 WHERE account = ? AND peer = ? AND unread = 1`,
  )
  const forget = database.prepare('DELETE FROM message WHERE account = ?')

  return {
    problem,
    add: (account, { peer, id, direction, body, at, state }) => {
      const isUnread = direction === 'in' ? 1 : 0
      return insert.run(account, peer, id, direction, body, at, state, isUnread).changes === 1
    },
    setState: (account, id, state) => Number(setState.run(state, account, id).changes) > 0,
    recent: (account, peer, limit) => recent.all(account, peer, limit).reverse().map(messageOf),
    unread: (account) =>
      new Map(unread.all(account).map((row) => [row['peer'] as BareJid, Number(row['messages'])])),
    markRead: (account, peer) => void markRead.run(account, peer),
    forget: (account) => void forget.run(account),
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
