// The user's accounts and preferences, kept in casper.json in the data folder.
import { randomInt } from 'node:crypto'
import { readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { appError } from '../../shared/errors'
import type { AppError } from '../../shared/result'
import { usualSettings } from '../../shared/settings'
import type { AccountId } from '../../shared/model'
import { asXmlText } from '../../shared/xml-text'
import { isMissing, setAsideName, writeFileAtomic, writeFileAtomicSync } from '../store/atomic-file'
import type { CasperFile, StoredAccount } from './settings-schema'
import { casperFileSchema, demoAccount } from './settings-schema'

/** The open file. Changes are seen at once and written a moment later. */
export interface SettingsFile {
  /** Why the file on the disk is not in use: `damaged-file` (set aside) or `newer-file` (never written over). */
  readonly problem: AppError | null
  /** Whether the Casper before this one was killed, or crashed. */
  readonly interrupted: boolean
  /** What is stored, as of now. */
  read(): CasperFile
  /**
   * Replaces what is stored by what the function makes of it.
   * @param when `now`: it is on the disk when this returns, or was said not to be
   */
  update(change: (file: CasperFile) => CasperFile, when?: 'soon' | 'now'): void
  /** From the next writing on that is written of an account instead of its own; the last writing has its own. */
  writeInstead(account: AccountId, instead: Instead): void
  /** Writes what is not written yet, and ends the writing. Never rejects. */
  close(): Promise<void>
}

type Instead = Pick<StoredAccount, 'policy' | 'autoHidden'>

/** What can be chosen for openSettings(). */
export interface SettingsOptions {
  /** Hears of a write that failed (`not-saved`); the change stays in effect until Casper is closed. */
  readonly onProblem: (error: AppError) => void
  /** How long changes are gathered before they are written, in ms. */
  readonly delay?: number
}

const fileName = 'casper.json'
const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** Opens casper.json in an existing folder, or starts a new one. Rejects only where the file cannot be read at all. */
export async function openSettings(
  dataDir: string,
  { onProblem, delay = 250 }: SettingsOptions,
): Promise<SettingsFile> {
  const path = join(dataDir, fileName)
  const found = await load(path)
  let file = found.file
  let timer: NodeJS.Timeout | undefined
  let writing = Promise.resolve()
  let version = 0
  let closed = false
  let running = found.file.running
  const instead = new Map<AccountId, Instead>()

  const text = (): string => {
    const accounts = file.accounts
      .filter(({ id }) => id !== demoAccount)
      .map((account) => ({ ...account, ...instead.get(account.id) }))
    running = !closed
    return `${JSON.stringify({ ...file, running, accounts }, null, 2)}\n`
  }

  const failed = (thrown: unknown): void =>
    onProblem(appError('not-saved', `${path}: ${String(thrown)}`))

  const write = (): void => {
    timer = undefined
    const [written, current] = [text(), ++version]
    writing = writing
      .then(() => writeFileAtomic(path, written, () => version !== current))
      .catch(failed)
  }

  const writeNow = (): void => {
    clearTimeout(timer)
    timer = undefined
    version += 1
    try {
      writeFileAtomicSync(path, text())
    } catch (thrown) {
      failed(thrown)
    }
  }

  const changed = (): void => {
    if (found.writable && !closed) timer ??= setTimeout(write, delay)
  }
  if (found.fresh) changed()

  return {
    problem: found.problem,
    interrupted: found.file.running,
    read: () => file,
    update: (change, when = 'soon') => {
      file = change(file)
      if (when === 'now' && found.writable && !closed) writeNow()
      else changed()
    },
    writeInstead: (account, written) => void instead.set(account, written),
    close: async () => {
      closed = true
      if (timer !== undefined || instead.size > 0 || running) {
        clearTimeout(timer)
        instead.clear()
        if (found.writable) write()
      }
      await writing
    },
  }
}

interface Found {
  readonly file: CasperFile
  readonly problem: AppError | null
  readonly writable: boolean
  readonly fresh: boolean
}

async function load(path: string): Promise<Found> {
  const fresh: Found = { file: newFile(), problem: null, writable: true, fresh: true }
  const text = await readFile(path, 'utf8').catch((thrown: unknown) => {
    if (isMissing(thrown)) return undefined
    throw thrown
  })
  if (text === undefined) return fresh
  const json = parse(text)
  if (isNewer(json)) return { ...fresh, problem: appError('newer-file', path), writable: false }
  const checked = v.safeParse(casperFileSchema, json)
  if (checked.success) return { ...fresh, file: checked.output, fresh: false }
  const kept = setAsideName(path, Date.now())
  await rename(path, kept)
  return { ...fresh, problem: appError('damaged-file', `${path}; kept as ${kept}`) }
}

function newFile(): CasperFile {
  const installation = Array.from({ length: 8 }, () => alphabet[randomInt(alphabet.length)]).join(
    '',
  )
  return { version: 1, installation, running: false, settings: usualSettings, accounts: [] }
}

// A status or group that was kept before such text was refused must not make the whole file damaged.
function parse(text: string): unknown {
  try {
    return JSON.parse(text, (_, value: unknown) =>
      typeof value === 'string' ? asXmlText(value) : value,
    )
  } catch {
    return undefined
  }
}

function isNewer(json: unknown): boolean {
  const version = typeof json === 'object' && json !== null && 'version' in json ? json.version : 0
  return typeof version === 'number' && version > 1
}
