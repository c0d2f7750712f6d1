// The modules of Electron that the desktop uses. Only main.ts loads them; everything else is handed them.
import type {
  App,
  BrowserWindow,
  Dialog,
  GlobalShortcut,
  IpcMain,
  Menu,
  nativeImage,
  Notification,
  PowerMonitor,
  Protocol,
  SafeStorage,
  Screen,
  session,
  Shell,
  Tray,
} from 'electron'

/** The modules. */
export interface Modules {
  readonly app: App
  readonly BrowserWindow: typeof BrowserWindow
  readonly dialog: Dialog
  readonly globalShortcut: GlobalShortcut
  readonly ipcMain: IpcMain
  readonly Menu: typeof Menu
  readonly nativeImage: typeof nativeImage
  readonly Notification: typeof Notification
  readonly powerMonitor: PowerMonitor
  readonly protocol: Protocol
  readonly safeStorage: SafeStorage
  readonly screen: Screen
  readonly session: typeof session
  readonly shell: Shell
  readonly Tray: typeof Tray
}
