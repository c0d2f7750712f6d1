// A recording double of the Electron modules that the desktop uses: does nothing, notes everything, and plays the
// system's part (clicks, keys, second starts) when a test says so.
import { EventEmitter } from 'node:events'
import type { Modules, SystemNotification, TrayIcon } from '../../electron/desktop/modules'
import { IpcMainDouble } from './desktop-transport'
import { type BuiltMenu, menuOf, type Template } from './menu-double'
import { emitPreventable, WindowDouble } from './window-double'

type NotificationOptions = ConstructorParameters<Modules['Notification']>[0]

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
class NotificationDouble extends EventEmitter implements SystemNotification {
  readonly options: NotificationOptions
  state: 'made' | 'shown' | 'closed' = 'made'

  constructor(options: NotificationOptions) {
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
class TrayDouble extends EventEmitter implements TrayIcon {
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
  setContextMenu = (menu: BuiltMenu | null): void => void (this.menu = menu ?? [])
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
  let appMenu: Template = []
  const popups: Template[] = []

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
  }
  const app = Object.assign(new EventEmitter(), appMethods, { badge: 0 })

  const createSession = () => {
    const told: string[] = []
    const handlers: Record<string, unknown> = {}
    const handling = (name: string) => (handler: unknown) => void (handlers[name] = handler)
    return {
      ...{ told, handlers },
      availableSpellCheckerLanguages: ['en-GB', 'en-US', 'de'],
      setPermissionRequestHandler: handling('PermissionRequest'),
      setPermissionCheckHandler: handling('PermissionCheck'),
      setDevicePermissionHandler: handling('DevicePermission'),
      setDisplayMediaRequestHandler: handling('DisplayMediaRequest'),
      setBluetoothPairingHandler: handling('BluetoothPairing'),
      setSpellCheckerEnabled: (on: boolean) => void told.push(`spelling ${on}`),
      setSpellCheckerLanguages: (all: string[]) => void told.push(`languages ${all.join(' ')}`),
      setSpellCheckerDictionaryDownloadURL: (url: string) =>
        void told.push(`dictionaries from ${url}`),
    } satisfies Modules['session']['defaultSession']
  }
  const defaultSession = createSession()

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
    constructor(given: NotificationOptions) {
      super(given)
      notifications.push(this)
    }
  }

  const modules = {
    app,
    BrowserWindow,
    dialog: { showErrorBox: (title: string) => note(`dialog ${title}`) },
    globalShortcut: {
      register: (accelerator: string, act: () => void) => {
        if (unknownKeys.includes(accelerator)) throw new TypeError('conversion failure')
        if (takenKeys.includes(accelerator)) return false
        keys.set(accelerator, act)
        return true
      },
      unregister: (accelerator: string) => void keys.delete(accelerator),
    },
    ipcMain: new IpcMainDouble(),
    Menu: {
      buildFromTemplate: (template: Parameters<Modules['Menu']['buildFromTemplate']>[0]) =>
        Object.assign(menuOf(template), { popup: () => void popups.push(template) }),
      setApplicationMenu: (menu: BuiltMenu | null) => void (appMenu = menu ?? []),
    },
    nativeImage: { createFromPath: () => ({ isEmpty: () => false }) },
    Notification,
    powerMonitor: Object.assign(new EventEmitter(), {
      getSystemIdleTime: () => 0,
      getSystemIdleState: () => 'active' as const,
      isOnBatteryPower: () => false,
    }),
    protocol: {
      registerSchemesAsPrivileged: () => note('protocol.registerSchemesAsPrivileged'),
      handle: (scheme: string) => note(`protocol.handle ${scheme}`),
    },
    safeStorage: {
      isEncryptionAvailable: () => false,
      getSelectedStorageBackend: () => 'unknown' as const,
      encryptString: (text: string) => Buffer.from(text),
      decryptString: (sealed: Buffer) => sealed.toString(),
    },
    screen: {
      getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }],
    },
    session: { defaultSession },
    shell: {
      openExternal: (url: string) => Promise.resolve(void opened.push(url)),
    },
    Tray,
  } satisfies Modules

  return {
    modules,
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
      const session = createSession()
      app.emit('session-created', session)
      return session
    },
    appMenu: () => appMenu,
    popups,
  }
}

/** A double. */
export type ElectronDouble = ReturnType<typeof createElectronDouble>
