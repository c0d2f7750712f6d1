// A recording double of the Electron modules that the desktop uses: does nothing, notes everything, and plays the
// system's part (clicks, keys, second starts) when a test says so.
import { EventEmitter } from 'node:events'
import type { Modules } from '../../electron/desktop/modules'
import { IpcMainDouble } from './desktop-transport'
import { menuOf, type Template } from './menu-double'
import { emitPreventable, WindowDouble } from './window-double'

/** Where the double satisfies a part of Electron's own types, a newer Electron with other types is found by the compiler. */
type AppMethods = Pick<
  Modules['app'],
  | 'isPackaged'
  | 'setPath'
  | 'getPath'
  | 'getAppPath'
  | 'enableSandbox'
  | 'setAppUserModelId'
  | 'requestSingleInstanceLock'
  | 'whenReady'
  | 'setBadgeCount'
  | 'setLoginItemSettings'
  | 'exit'
  | 'quit'
> & {
  readonly commandLine: Pick<Modules['app']['commandLine'], 'hasSwitch' | 'getSwitchValue'>
}
/** How the double is set up. */
export interface DoubleOptions {
  readonly dataDir: string
  readonly switches?: Readonly<Record<string, string>>
  readonly isPackaged?: boolean
  /** Whether this is the first Casper on its data. */
  readonly isFirst?: boolean
  /** Keys that another program has, and keys that the system does not know. */
  readonly takenKeys?: readonly string[]
  readonly unknownKeys?: readonly string[]
}

/** A notification. */
export class NotificationDouble extends EventEmitter {
  readonly options: { title: string; body: string; hasReply: boolean; actions: object[] }
  state: 'made' | 'shown' | 'closed' = 'made'

  constructor(options: NotificationDouble['options']) {
    super()
    this.options = options
  }
  static isSupported(): boolean {
    return true
  }
  show(): void {
    this.state = 'shown'
  }
  close(): void {
    this.state = 'closed'
  }
}

/** A tray. */
class TrayDouble extends EventEmitter {
  picture: string
  menu: Template = []
  tip = ''
  gone = false

  constructor(picture: string) {
    super()
    this.picture = picture
  }
  setImage = (picture: string): void => void (this.picture = picture)
  setToolTip = (tip: string): void => void (this.tip = tip)
  setContextMenu = (menu: Template): void => void (this.menu = menu)
  destroy = (): void => void (this.gone = true)
}

/** Builds it. */
export function createElectronDouble(options: DoubleOptions) {
  const { dataDir, switches = {}, isPackaged = false, isFirst = true } = options
  const { takenKeys = [], unknownKeys = [] } = options
  const calls: string[] = []
  const note = (call: string): void => void calls.push(call)
  const windows: WindowDouble[] = []
  const trays: TrayDouble[] = []
  const notifications: NotificationDouble[] = []
  const keys = new Map<string, () => void>()
  const opened: string[] = []
  const sessions: SessionDouble[] = []
  let appMenu: Template = []

  const appMethods = {
    isPackaged,
    commandLine: {
      hasSwitch: (name: string) => Object.hasOwn(switches, name),
      getSwitchValue: (name: string) => switches[name] ?? '',
    },
    setPath: (name: string, path: string) => note(`app.setPath ${name} ${path}`),
    getPath: () => dataDir,
    getAppPath: () => dataDir,
    enableSandbox: () => note('app.enableSandbox'),
    setAppUserModelId: (id: string) => note(`app.setAppUserModelId ${id}`),
    requestSingleInstanceLock: () => isFirst,
    whenReady: () => Promise.resolve(note('app.whenReady')),
    setBadgeCount: (count = 0) => {
      app.badge = count
      return true
    },
    setLoginItemSettings: (item: object) =>
      note(`app.setLoginItemSettings ${JSON.stringify(item)}`),
    exit: (code: number) => note(`app.exit ${code}`),
    /** As Electron does it: every quit may be prevented; one that is not is the end. */
    quit: () => {
      if (!emitPreventable(app, 'before-quit')) note('app ended')
    },
  } satisfies AppMethods
  const app = Object.assign(new EventEmitter(), appMethods, { badge: 0 })

  class SessionDouble extends EventEmitter {
    readonly told: string[] = []
    readonly availableSpellCheckerLanguages = ['en-GB', 'en-US', 'de']
    readonly handlers: Record<string, unknown> = {}
    constructor() {
      super()
      sessions.push(this)
      for (const name of [
        'PermissionRequest',
        'PermissionCheck',
        'DevicePermission',
        'DisplayMediaRequest',
        'BluetoothPairing',
      ]) {
        Object.assign(this, {
          [`set${name}Handler`]: (handler: unknown) => {
            this.handlers[name] = handler
          },
        })
      }
    }
    setSpellCheckerEnabled = (on: boolean): void => void this.told.push(`spelling ${on}`)
    setSpellCheckerLanguages = (all: readonly string[]): void =>
      void this.told.push(`languages ${all.join(' ')}`)
    setSpellCheckerDictionaryDownloadURL = (url: string): void =>
      void this.told.push(`dictionaries from ${url}`)
  }
  const defaultSession = new SessionDouble()

  class BrowserWindow extends WindowDouble {
    constructor(given: object) {
      super(given)
      windows.push(this)
      app.emit('web-contents-created', {}, this.webContents)
    }
  }
  class Tray extends TrayDouble {
    constructor(picture: string) {
      super(picture)
      trays.push(this)
    }
  }
  class Notification extends NotificationDouble {
    constructor(given: NotificationDouble['options']) {
      super(given)
      notifications.push(this)
    }
  }

  const modules = {
    app,
    BrowserWindow,
    dialog: { showErrorBox: (title) => note(`dialog ${title}`) } satisfies Pick<
      Modules['dialog'],
      'showErrorBox'
    >,
    globalShortcut: {
      register: (accelerator: string, act: () => void) => {
        if (unknownKeys.includes(accelerator)) throw new TypeError('conversion failure')
        if (takenKeys.includes(accelerator)) return false
        keys.set(accelerator, act)
        return true
      },
      unregister: (accelerator: string) => void keys.delete(accelerator),
    } satisfies Pick<Modules['globalShortcut'], 'register' | 'unregister'>,
    ipcMain: new IpcMainDouble(),
    Menu: {
      buildFromTemplate: (template: Template) =>
        Object.assign(menuOf(template), { popup: () => note('menu pops up') }),
      setApplicationMenu: (menu: Template) => void (appMenu = menu),
    },
    nativeImage: { createFromPath: (path: string) => path },
    Notification,
    powerMonitor: Object.assign(new EventEmitter(), {
      getSystemIdleTime: () => 0,
      getSystemIdleState: () => 'active',
      isOnBatteryPower: () => false,
    }),
    protocol: {
      registerSchemesAsPrivileged: () => note('protocol.registerSchemesAsPrivileged'),
      handle: (scheme: string) => note(`protocol.handle ${scheme}`),
    } satisfies Pick<Modules['protocol'], 'registerSchemesAsPrivileged' | 'handle'>,
    safeStorage: {
      isEncryptionAvailable: () => false,
      getSelectedStorageBackend: () => 'unknown',
    } satisfies Pick<Modules['safeStorage'], 'isEncryptionAvailable' | 'getSelectedStorageBackend'>,
    screen: {
      getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }],
    },
    session: { defaultSession },
    shell: {
      openExternal: (url) => Promise.resolve(void opened.push(url)),
    } satisfies Pick<Modules['shell'], 'openExternal'>,
    Tray,
  }

  return {
    modules: modules as unknown as Modules,
    app,
    powerMonitor: modules.powerMonitor,
    calls,
    windows,
    trays,
    notifications,
    keys,
    opened,
    session: defaultSession,
    newSession: () => {
      const session = new SessionDouble()
      app.emit('session-created', session)
      return session
    },
    appMenu: () => appMenu,
  }
}

/** A double. */
export type ElectronDouble = ReturnType<typeof createElectronDouble>
