// The window: sandboxed, shown when it has something to show, found again where it was left.
import type { BrowserWindowConstructorOptions } from 'electron'
import { describeError, type Log } from '../core/log'
import { appOrigin } from './app-protocol'
import type { Modules, Window } from './modules'
import type { WindowState } from './window-state'
import { onScreen, writeWindowState } from './window-state'

/**
 * The options of a window in that state. The page gets the preload script and no other power.
 * @param devTools whether the developer tools can be opened
 */
export function windowOptions(
  { maximized: _, ...bounds }: WindowState,
  preload: string,
  devTools: boolean,
): BrowserWindowConstructorOptions {
  return {
    ...bounds,
    minWidth: 360,
    minHeight: 480,
    show: false,
    autoHideMenuBar: true,
    title: 'Casper',
    webPreferences: {
      preload,
      devTools,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      spellcheck: true,
    },
  }
}

/** What the window needs. */
export interface WindowParts {
  readonly modules: Pick<Modules, 'app' | 'BrowserWindow' | 'screen'>
  readonly dataDir: string
  readonly preload: string
  /** Where it was left. */
  readonly place: WindowState
  readonly log: Log
  /** Whether closing it leaves Casper running. */
  readonly staysWhenClosed: () => boolean
  /** Nobody looks at it any more. */
  readonly left: () => void
  /** A window was made. */
  readonly made: (window: Window) => void
}

/** How often a page that ended by itself is loaded again before the user asks for the window. */
const mostReloads = 3

/** The one window, made when it is first shown. */
export interface MainWindow {
  /** Brings it to the front. */
  show(): void
  /** Makes it without showing it. */
  prepare(): void
  current(): Window | undefined
}

/** Builds it, not shown yet. */
export function createMainWindow(parts: WindowParts): MainWindow {
  const { modules, dataDir, preload, log, staysWhenClosed, left, made } = parts
  let state = parts.place
  let window: Window | undefined
  let hasContent = false
  let wanted = false
  /** Whether it is yet to be made large: that alone would show it. */
  let growing = false
  let reloads = 0

  const keep = (current: Window): void => {
    state = { ...current.getNormalBounds(), maximized: growing || current.isMaximized() }
    try {
      writeWindowState(dataDir, state)
    } catch (thrown) {
      log.warn('the place of the window was not kept', { error: describeError(thrown) })
    }
  }

  const reveal = (current: Window): void => {
    if (growing) current.maximize()
    growing = false
    if (current.isMinimized()) current.restore()
    current.show()
  }

  const open = (): Window => {
    const screens = modules.screen.getAllDisplays().map(({ workArea }) => workArea)
    const place = onScreen(state, screens)
    const opened = new modules.BrowserWindow(windowOptions(place, preload, !modules.app.isPackaged))
    growing = place.maximized
    hasContent = false
    opened.once('ready-to-show', () => {
      hasContent = true
      if (wanted) reveal(opened)
    })
    opened.on('close', (event) => {
      keep(opened)
      left()
      if (!staysWhenClosed()) return
      event.preventDefault()
      opened.hide()
    })
    opened.on('closed', () => (window = undefined))
    opened.webContents.on('render-process-gone', (_, { reason }) => {
      left()
      log.error('the page ended', { reason })
      if (reason === 'clean-exit' || reloads >= mostReloads) return
      reloads++
      setImmediate(() => {
        if (!opened.isDestroyed()) opened.webContents.reload()
      })
    })
    made(opened)
    opened.loadURL(`${appOrigin}/`).catch((thrown: unknown) => {
      log.error('the page could not be loaded', { error: describeError(thrown) })
    })
    return opened
  }

  return {
    show: () => {
      wanted = true
      reloads = 0
      if (!window) {
        window = open()
        return
      }
      if (window.webContents.isCrashed()) window.webContents.reload()
      if (!hasContent) return
      reveal(window)
      window.focus()
    },
    prepare: () => {
      window ??= open()
    },
    current: () => window,
  }
}
