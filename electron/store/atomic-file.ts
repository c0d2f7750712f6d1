// Small private files that are either wholly old or wholly new, whatever happens in between.
import { randomUUID } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'

/**
 * Replaces a file in one step: written beside it, flushed to the disk, renamed over it.
 * Only its owner may read it (0600). Rejects with the file system's error; the old file is then untouched.
 */
export async function writeFileAtomic(path: string, text: string): Promise<void> {
  const draft = `${path}.${randomUUID()}.tmp`
  try {
    const file = await open(draft, 'wx', 0o600)
    try {
      await file.writeFile(text, 'utf8')
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(draft, path)
  } catch (thrown) {
    await rm(draft, { force: true })
    throw thrown
  }
}

/** The name under which a damaged file is kept for its owner to look at. */
export function setAsideName(path: string, now: number): string {
  return `${path}.damaged-${new Date(now).toISOString().replaceAll(/[:.]/g, '-')}`
}

/** Whether a thrown value says that a file does not exist. */
export function isMissing(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT'
}
