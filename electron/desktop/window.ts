// The window: sandboxed, shown when it has something to show, found again where it was left.
import type { BrowserWindow, BrowserWindowConstructorOptions } from 'electron'
import { appOrigin } from './app-protocol'
import type { WindowState } from './window-state'

/** The options of a window in that state. The page gets the preload script and no other power. */
export function windowOptions(
  { maximized: _, ...bounds }: WindowState,
  preload: string,
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
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      // Its dictionaries would be fetched from a third party.
      spellcheck: false,
    },
  }
}

/**
 * Loads the page into a new window.
 * @param onClose takes the state to be kept.
 */
export function startWindow(
  window: BrowserWindow,
  state: WindowState,
  onClose: (state: WindowState) => void,
): Promise<void> {
  if (state.maximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('close', () =>
    onClose({ ...window.getNormalBounds(), maximized: window.isMaximized() }),
  )
  return window.loadURL(`${appOrigin}/`)
}

/** Brings the window to the front, if it was not closed yet. */
export function raise(
  window: Pick<BrowserWindow, 'isDestroyed' | 'isMinimized' | 'restore' | 'show' | 'focus'>,
): void {
  if (window.isDestroyed()) return
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}
