// Why Casper does not start, said in a window. Before Electron is ready, Linux would write that to a terminal alone.
import { describeError, type Log } from '../core/log'
import type { Modules } from './modules'

type Needed = Pick<Modules, 'app' | 'dialog'>

/** Says why, waits until that was read, and ends Casper. */
export async function refuseToStart(
  { app, dialog }: Needed,
  title: string,
  words: string,
): Promise<void> {
  await app.whenReady()
  dialog.showErrorBox(title, words)
  app.exit(1)
}

/** The same for what nobody expected: all of it goes to the log, its first line to the user. */
export async function failedToStart(modules: Needed, log: Log, thrown: unknown): Promise<void> {
  log.error('Casper could not start', { error: describeError(thrown) })
  const words = thrown instanceof Error ? thrown.message : String(thrown)
  await refuseToStart(modules, 'Casper could not start', words)
}
