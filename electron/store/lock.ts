// One Casper per data folder. The operating system holds the lock, so it ends with the process, however that ends.
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** A held lock. */
export interface DataLock {
  close(): void
}

/**
 * Takes the data folder for this process.
 * @returns undefined where another running Casper has it.
 * @throws the file system's error where the folder cannot be written.
 */
export function lockDataDir(dataDir: string): DataLock | undefined {
  const path = join(dataDir, 'lock')
  closeSync(openSync(path, 'a', 0o600))
  const database = new DatabaseSync(path)
  try {
    database.exec('BEGIN EXCLUSIVE')
    return database
  } catch (thrown) {
    database.close()
    if (isBusy(thrown)) return undefined
    throw thrown
  }
}

/** SQLITE_BUSY. */
function isBusy(thrown: unknown): boolean {
  return thrown instanceof Error && 'errcode' in thrown && thrown.errcode === 5
}
