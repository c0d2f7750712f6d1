// The app as a user without Electron has it: the built tab host in a process of its own, its page in a browser.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Child } from './child'
import { startChild } from './child'
import { until } from './wait'

/** A running tab host. */
export interface TabHost {
  readonly dataDir: string
  /** The address it printed, good for one opening. */
  readonly url: string
  /** Ends it by a signal, SIGTERM if none is given, and waits. The data folder stays until remove(). */
  close(signal?: NodeJS.Signals): Promise<void>
  remove(): void
  log(): string
}

const entry = 'out/main/serve.js'

/** Starts the built tab host. @param dataDir an earlier one's folder, to start again on it. @param more arguments */
export async function startTabHost(
  dataDir?: string,
  more: readonly string[] = [],
): Promise<TabHost> {
  const folder = dataDir ?? mkdtempSync(join(tmpdir(), 'casper-tab-'))
  const args = [entry, '--no-open', '--port', '0', '--data-dir', folder, ...more]
  const child: Child = startChild(process.execPath, args, { cwd: process.cwd() })
  const url = await until(
    () => /Casper is at (\S+)/.exec(child.log())?.[1] ?? (child.ended() && child.log()),
    'the tab host',
    20_000,
  )
  return {
    dataDir: folder,
    url,
    close: (signal = 'SIGTERM') => child.end(signal),
    remove: () => rmSync(folder, { recursive: true, force: true }),
    log: () => child.log(),
  }
}
