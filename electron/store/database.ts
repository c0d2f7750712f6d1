// Opens the SQLite file: private, checked, brought to the newest version, and never in the way of starting.
import { chmodSync, closeSync, existsSync, openSync, renameSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { appError } from '../../shared/errors'
import type { AppError } from '../../shared/result'
import { setAsideName } from './atomic-file'
import { migrations as ofHistory } from './migrations'

/** An open database, and why it may not be the one on the disk. */
export interface OpenedDatabase {
  readonly database: DatabaseSync
  /**
   * `damaged-file`: set aside, and a new one was begun. `newer-file`: left as it is.
   * `not-saved`: no file could be had. After the last two everything is kept in memory only.
   */
  readonly problem: AppError | null
}

/**
 * Opens or creates the database at that path. Always gives a usable one.
 * @param migrations statements by version; those of the history where none are given
 */
export function openDatabase(
  path: string,
  migrations: readonly string[] = ofHistory,
): OpenedDatabase {
  const inMemory = (problem: AppError): OpenedDatabase => {
    const database = new DatabaseSync(':memory:')
    migrate(database, 0, migrations)
    return { database, problem }
  }
  try {
    const database = openFile(path, migrations)
    if (database === 'newer') return inMemory(appError('newer-file', path))
    if (database !== 'damaged') return { database, problem: null }
    const kept = setAside(path, Date.now())
    const fresh = openFile(path, migrations)
    if (typeof fresh === 'string') return inMemory(appError('not-saved', path))
    return { database: fresh, problem: appError('damaged-file', `${path}; kept as ${kept}`) }
  } catch (thrown) {
    return inMemory(appError('not-saved', `${path}: ${String(thrown)}`))
  }
}

/** @throws where the file can be neither opened nor created. */
function openFile(path: string, migrations: readonly string[]): DatabaseSync | 'damaged' | 'newer' {
  closeSync(openSync(path, 'a', 0o600))
  chmodSync(path, 0o600)
  const database = new DatabaseSync(path, { timeout: 2000 })
  try {
    const version = versionOf(database)
    if (version <= migrations.length && isSound(database)) {
      database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
      migrate(database, version, migrations)
      return database
    }
    database.close()
    return version > migrations.length ? 'newer' : 'damaged'
  } catch (thrown) {
    database.close()
    if (isDamage(thrown)) return 'damaged'
    throw thrown
  }
}

function migrate(database: DatabaseSync, version: number, migrations: readonly string[]): void {
  for (const [index, statements] of migrations.entries()) {
    if (index < version) continue
    database.exec(`BEGIN; ${statements} PRAGMA user_version = ${index + 1}; COMMIT`)
  }
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0)
}

function isSound(database: DatabaseSync): boolean {
  return database.prepare('PRAGMA quick_check(1)').get()?.['quick_check'] === 'ok'
}

/** SQLITE_CORRUPT and SQLITE_NOTADB. */
function isDamage(thrown: unknown): boolean {
  if (!(thrown instanceof Error) || !('errcode' in thrown)) return false
  return [11, 26].includes(Number(thrown.errcode) & 0xff)
}

function setAside(path: string, now: number): string {
  const kept = setAsideName(path, now)
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, kept + suffix)
  }
  return kept
}
