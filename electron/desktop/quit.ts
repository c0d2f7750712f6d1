// The end: held back until every account has said goodbye, but no longer than the user or the system would wait.
import type { Event } from 'electron'
import { describeError, type Log } from '../core/log'
import type { Modules, Window } from './modules'

/** What the end needs. */
export interface QuitParts {
  readonly app: Pick<Modules['app'], 'on' | 'quit'>
  readonly powerMonitor: Pick<Modules['powerMonitor'], 'on'>
  /** Says goodbye. */
  readonly close: () => Promise<void>
  /** Called once that is done, or took too long. */
  readonly after: () => void
  readonly log: Log
  /** How long the goodbye may take, in ms. */
  readonly patience: number
}

/** The end of the app. */
export interface Quitting {
  /** Whether it has begun. */
  begun(): boolean
  /** Ends with the system's session when that window is told of it (Windows). */
  watch(window: Pick<Window, 'on'>): void
}

/** Holds every way of ending back until the goodbye is said. */
export function closeBeforeQuit(parts: QuitParts): Quitting {
  const { app, powerMonitor, close, after, log, patience } = parts
  let state: 'running' | 'closing' | 'closed' = 'running'

  const finish = (): void => {
    if (state === 'closed') return
    state = 'closed'
    after()
    app.quit()
  }

  app.on('before-quit', (event) => {
    if (state === 'closed') return
    event.preventDefault()
    if (state === 'closing') return
    state = 'closing'
    setTimeout(finish, patience)
    close()
      .catch((thrown: unknown) => log.error('closing failed', { error: describeError(thrown) }))
      .finally(finish)
  })

  // Electron holds the shutdown back for a handler that prevents it (Linux, macOS); the types do not say so.
  const onShutdown = (event?: Event): void => {
    event?.preventDefault()
    app.quit()
  }
  powerMonitor.on('shutdown', onShutdown)

  return {
    begun: () => state !== 'running',
    // Not prevented: that would stop the shutdown with a question. The goodbye is sent while Windows asks the others.
    watch: (window) => void window.on('query-session-end', () => app.quit()),
  }
}
