// The file in which an organisation decides for everybody on this computer: where it is, and what it says. It is read
// once, at the start; whatever is wrong with it, nobody signs in.
import { constants, existsSync } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { lstat, open, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import * as v from 'valibot'
import { appError } from '../../shared/errors'
import type { Managed, ManagedView } from '../../shared/managed'
import { managedSchema } from '../../shared/managed'
import type { AppError, Result } from '../../shared/result'
import { err, ok } from '../../shared/result'
import { isMissing } from '../store/atomic-file'

/** Bytes. */
const maxSize = 65_536
/** Write permission of the group, and of others. */
const writableByOthers = 0o022
const undecided: Managed = { version: 1 }

/** The system's own /etc, as a Flatpak sees it that may. */
const hostEtc = '/run/host/etc'
/** Whose a file appears to be where its owner's id is not known, as every id but the user's in a Flatpak. */
const unknownOwner = 65_534

/**
 * Where the file is on each system: a place that only an administrator may write to, and that no environment variable of
 * the user's can move.
 */
export function managedPath(
  platform: NodeJS.Platform,
  isFlatpak = platform === 'linux' && existsSync('/.flatpak-info'),
): string {
  if (platform === 'darwin') return '/Library/Application Support/Casper/policy.json'
  if (platform === 'win32') return 'C:\\ProgramData\\Casper\\policy.json'
  return `${isFlatpak ? hostEtc : '/etc'}/casper/policy.json`
}

/**
 * Reads the file. null where there is none. Its errors, as `problem`: `managed-unreadable` (also for a link that leads
 * nowhere, and in a Flatpak that may not look), `managed-oversized`, `managed-writable` (POSIX alone: somebody but its
 * owner may write it), `managed-newer`, `managed-damaged`.
 */
export async function readManaged(path: string): Promise<ManagedView | null> {
  const found = await textOf(path)
  if (found === null) return null
  const read = found.ok ? parsed(path, found.value) : found
  return read.ok
    ? { path, policy: read.value, problem: null }
    : { path, policy: undecided, problem: read.error }
}

async function textOf(path: string): Promise<Result<string> | null> {
  let file: FileHandle | undefined
  try {
    // Without waiting: a pipe in its place must not hold the start up.
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const about = await file.stat()
    if (!about.isFile()) return err(appError('managed-unreadable', `${path} is not a file`))
    if (about.size > maxSize) return err(appError('managed-oversized', path))
    const loose = [await stat(dirname(path)), about].find((stats) => isOpenToOthers(path, stats))
    if (loose) return err(appError('managed-writable', loose === about ? path : dirname(path)))
    return ok(await file.readFile('utf8'))
  } catch (thrown) {
    if (isMissing(thrown)) return await whyMissing(path)
    return err(appError('managed-unreadable', `${path}: ${String(thrown)}`))
  } finally {
    await file?.close()
  }
}

/** null: nobody put it there. Whoever put a link there meant to decide something, and a Flatpak must be able to look. */
async function whyMissing(path: string): Promise<Result<string> | null> {
  if (path.startsWith(hostEtc) && !existsSync(hostEtc))
    return err(appError('managed-unreadable', `${path}: Casper may not look into ${hostEtc}`))
  for (const link of [path, dirname(path)]) {
    const is = await lstat(link).catch(() => null)
    if (is?.isSymbolicLink() && !existsSync(link))
      return err(appError('managed-unreadable', `${link} is a link that leads nowhere`))
  }
  return null
}

/** Windows keeps such rights elsewhere. */
function isOpenToOthers(
  path: string,
  { uid, mode }: { readonly uid: number; readonly mode: number },
): boolean {
  if (process.platform === 'win32') return false
  return !isOwner(path, uid) || (mode & writableByOthers) !== 0
}

/** Whether root or the user owns it. A Flatpak cannot tell root from others, but only root can have put it there. */
export function isOwner(path: string, uid: number, self = process.getuid?.()): boolean {
  if (uid === 0 || uid === self) return true
  return path.startsWith(`${hostEtc}/`) && uid === unknownOwner
}

function parsed(path: string, text: string): Result<Managed> {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (thrown) {
    return err(appError('managed-damaged', `${path}: ${String(thrown)}`))
  }
  if (isNewer(json)) return err(appError('managed-newer', path))
  const checked = v.safeParse(managedSchema, json)
  return checked.success ? ok(checked.output) : err(damaged(path, checked.issues[0]))
}

function damaged(path: string, issue: v.BaseIssue<unknown>): AppError {
  return appError('managed-damaged', `${path}: ${v.getDotPath(issue) ?? 'file'}: ${issue.message}`)
}

function isNewer(json: unknown): boolean {
  const version = typeof json === 'object' && json !== null && 'version' in json ? json.version : 0
  return typeof version === 'number' && version > 1
}
