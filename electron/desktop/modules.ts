// The part of Electron that the desktop uses, in Electron's own types. main.ts hands the real modules over, the tests a double:
// neither compiles any more where a newer Electron has one of these in another way. What is only handed through, as pictures
// and menus are, stays closed, and events are listed by hand, for Electron's `on` returns all of a module.
import type {
  App,
  BrowserWindow,
  BrowserWindowConstructorOptions,
  CommandLine,
  ContextMenuParams,
  Dialog,
  Display,
  Event,
  GlobalShortcut,
  HandlerDetails,
  Menu,
  MenuItemConstructorOptions,
  NativeImage,
  Notification,
  NotificationConstructorOptions,
  Protocol,
  RenderProcessGoneDetails,
  Session,
  Shell,
  Tray,
  WebContents,
  WindowOpenHandlerResponse,
} from 'electron'
import type { IpcServer } from './ipc'
import type { PowerMonitor } from './power'
import type { Cipher } from './secrets'

type Preventable = Pick<Event, 'preventDefault'>

/** A picture; Electron alone looks into it. */
type Picture = Pick<NativeImage, 'isEmpty'>

/** A menu that was built. */
type BuiltMenu = Pick<Menu, 'popup'>

/** The page in a window. */
export interface Page extends Pick<WebContents, 'isCrashed' | 'reload' | 'replaceMisspelling'> {
  setWindowOpenHandler(handler: (wanted: Pick<HandlerDetails, 'url'>) => Refusal): void
  on(event: 'will-frame-navigate', listener: (event: PageLeaves) => void): unknown
  on(event: 'will-redirect', listener: (event: Preventable) => void): unknown
  on(event: 'will-attach-webview', listener: (event: Preventable) => void): unknown
  on(event: 'context-menu', listener: (event: Event, at: ContextMenuParams) => void): unknown
  on(event: 'render-process-gone', listener: (event: Event, how: PageEnd) => void): unknown
}

type Refusal = WindowOpenHandlerResponse & { readonly action: 'deny' }

interface PageLeaves extends Preventable {
  readonly url: string
}

type PageEnd = Pick<RenderProcessGoneDetails, 'reason'>

/** A window. */
export interface Window extends Pick<
  BrowserWindow,
  | 'focus'
  | 'getNormalBounds'
  | 'hide'
  | 'isDestroyed'
  | 'isMaximized'
  | 'isMinimized'
  | 'loadURL'
  | 'maximize'
  | 'restore'
  | 'show'
> {
  readonly webContents: Page
  setOverlayIcon(picture: Picture | null, description: string): void
  once(event: 'ready-to-show', listener: () => void): unknown
  on(event: 'close', listener: (event: Preventable) => void): unknown
  on(event: 'closed', listener: () => void): unknown
  on(event: 'query-session-end', listener: () => void): unknown
  on(event: 'show', listener: () => void): unknown
}

/** A picture in the tray. */
export interface TrayIcon extends Pick<Tray, 'destroy' | 'setToolTip'> {
  setImage(path: string): void
  setContextMenu(menu: BuiltMenu | null): void
  on(event: 'click', listener: () => void): unknown
}

/** An announcement as the system shows it. */
export interface SystemNotification extends Pick<Notification, 'close' | 'show'> {
  on(event: 'click', listener: () => void): unknown
  on(event: 'reply', listener: (details: { readonly reply: string }) => void): unknown
  on(event: 'action', listener: (details: { readonly actionIndex: number }) => void): unknown
}

interface Application extends Pick<
  App,
  | 'enableSandbox'
  | 'exit'
  | 'getAppPath'
  | 'getPath'
  | 'isPackaged'
  | 'quit'
  | 'requestSingleInstanceLock'
  | 'setAppUserModelId'
  | 'setBadgeCount'
  | 'setLoginItemSettings'
  | 'setPath'
  | 'whenReady'
> {
  readonly commandLine: Pick<CommandLine, 'getSwitchValue' | 'hasSwitch'>
  on(event: 'activate', listener: () => void): unknown
  on(event: 'before-quit', listener: (event: Preventable) => void): unknown
  on(event: 'open-url', listener: (event: Preventable, url: string) => void): unknown
  on(event: 'second-instance', listener: (event: Event, argv: string[]) => void): unknown
  on(event: 'session-created', listener: (session: UsedSession) => void): unknown
  on(event: 'web-contents-created', listener: (event: Event, contents: Page) => void): unknown
  on(event: 'window-all-closed', listener: () => void): unknown
}

type UsedSession = Pick<
  Session,
  | 'availableSpellCheckerLanguages'
  | 'setBluetoothPairingHandler'
  | 'setDevicePermissionHandler'
  | 'setDisplayMediaRequestHandler'
  | 'setPermissionCheckHandler'
  | 'setPermissionRequestHandler'
  | 'setSpellCheckerDictionaryDownloadURL'
  | 'setSpellCheckerEnabled'
  | 'setSpellCheckerLanguages'
>

interface SystemPower extends PowerMonitor {
  on: PowerMonitor['on'] & ((event: 'shutdown', listener: (event?: Event) => void) => unknown)
}

/** The modules. Only main.ts loads them; everything else is handed them. */
export interface Modules {
  readonly app: Application
  readonly BrowserWindow: new (options: BrowserWindowConstructorOptions) => Window
  readonly dialog: Pick<Dialog, 'showErrorBox'>
  readonly globalShortcut: Pick<GlobalShortcut, 'register' | 'unregister'>
  readonly ipcMain: IpcServer
  readonly Menu: {
    buildFromTemplate(template: MenuItemConstructorOptions[]): BuiltMenu
    setApplicationMenu(menu: BuiltMenu | null): void
  }
  readonly nativeImage: { createFromPath(path: string): Picture }
  readonly Notification: {
    new (options: NotificationConstructorOptions): SystemNotification
    isSupported(): boolean
  }
  readonly powerMonitor: SystemPower
  readonly protocol: Pick<Protocol, 'handle' | 'registerSchemesAsPrivileged'>
  readonly safeStorage: Cipher
  readonly screen: { getAllDisplays(): Pick<Display, 'workArea'>[] }
  readonly session: { readonly defaultSession: UsedSession }
  readonly shell: Pick<Shell, 'openExternal'>
  readonly Tray: new (path: string) => TrayIcon
}
