// Small private files that are either wholly old or wholly new, whatever happens in between.
import { randomUUID } from 'node:crypto'
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Replaces a file in one step: written beside it, flushed to the disk, renamed over it.
 * Only its owner may read it (0600). Rejects with the file system's error; the old file is then untouched.
 * @param isOutdated asked at the last moment: whether something newer was written by now, which then stays
 */
export async function writeFileAtomic(
  path: string,
  text: string,
  isOutdated: () => boolean = () => false,
): Promise<void> {
  const draft = draftOf(path)
  try {
    const file = await open(draft, 'wx', 0o600)
    try {
      await file.writeFile(text, 'utf8')
      await file.sync()
    } finally {
      await file.close()
    }
    // Asked and done in one go: nothing newer can come between.
    if (isOutdated()) await rm(draft, { force: true })
    else renameSync(draft, path)
  } catch (thrown) {
    await rm(draft, { force: true })
    throw thrown
  }
}

/** The same before it returns, and the name of the file flushed as well. Throws the file system's error. */
export function writeFileAtomicSync(path: string, text: string): void {
  const draft = draftOf(path)
  try {
    writeFileSync(draft, text, { flag: 'wx', mode: 0o600, flush: true })
    renameSync(draft, path)
  } catch (thrown) {
    rmSync(draft, { force: true })
    throw thrown
  }
  flushFolder(dirname(path))
}

/** Windows has no such thing, and needs none. */
function flushFolder(folder: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

function draftOf(path: string): string {
  return `${path}.${randomUUID()}.tmp`
}

/** The name under which a damaged file is kept for its owner to look at. */
export function setAsideName(path: string, now: number): string {
  return `${path}.damaged-${new Date(now).toISOString().replaceAll(/[:.]/g, '-')}`
}

/** Whether a thrown value says that a file does not exist. */
export function isMissing(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT'
}
