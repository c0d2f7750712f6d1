// Casper on the desktop, from the first line to the last: one process per data folder, one window, the rest denied.
// The modules of Electron are handed in, so that all of it runs in a test over recording doubles.
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { forbids } from '../../shared/managed'
import { unreadOf } from '../core/attention'
import { bridgeNews, takeBridgeFlags } from '../core/bridge-flag'
import type { BridgeFlag } from '../core/bridge-keeper'
import { createCore } from '../core/core'
import { enterDemo } from '../core/demo'
import type { Log } from '../core/log'
import { lockDataDir } from '../store/lock'
import { appScheme, serveApp } from './app-protocol'
import { markWindow } from './badge'
import { serveContextMenu } from './context-menu'
import { isOwnLink } from './external'
import { hardenContents, hardenSession } from './hardening'
import { createDesktopHost } from './host'
import { serveIpc } from './ipc'
import { createLinks } from './links'
import { menuTemplate } from './menu'
import type { Modules } from './modules'
import { refuseToStart } from './no-start'
import { hideEverywhere } from './panic-key'
import { closeBeforeQuit } from './quit'
import { createAsk, startShell } from './shell'
import { shellParts } from './shell-parts'
import { silenceSpelling } from './spelling'
import { updateWay } from './update-part'
import { startUpdates, type Updater } from './updates'
import { createMainWindow } from './window'
import { readWindowState } from './window-state'

/** What the desktop is started with. */
export interface DesktopOptions {
  /** The folder of the bundles: main, preload and renderer lie beside each other. */
  readonly folder: string
  readonly version: string
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  /** The program, and the arguments of this start. */
  readonly execPath: string
  readonly argv: readonly string[]
  /** Loads what fetches newer versions; called when the user lets it be, never before. */
  readonly loadUpdater: () => Promise<Updater>
  readonly log: Log
  /** Writes text for whoever started Casper from a terminal. */
  readonly print: (text: string) => void
}

/** How long the goodbye may take, in ms. */
const patience = 5000

/** Runs Casper. To be called before Electron is ready; resolves when the window is there, or Casper is not to start. */
export async function runDesktop(modules: Modules, options: DesktopOptions): Promise<void> {
  const { app, protocol, shell } = modules
  const { log, argv, platform } = options
  if (app.isPackaged && app.commandLine.hasSwitch('no-sandbox')) {
    return refuseToStart(modules, 'Casper does not start without its sandbox', noSandbox)
  }
  const flags = takeBridgeFlags(argv)
  if (!flags.ok) {
    log.error('Casper does not start', { reason: flags.error })
    return refuseToStart(modules, 'Casper cannot open such a bridge', flags.error)
  }
  const { flag: bridge } = flags.value
  const chosenDir = app.commandLine.getSwitchValue('data-dir')
  if (chosenDir !== '') app.setPath('userData', resolve(chosenDir))
  const dataDir = app.getPath('userData')
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })

  const links = createLinks()
  app.enableSandbox()
  protocol.registerSchemesAsPrivileged([appScheme])
  if (platform === 'win32') app.setAppUserModelId('org.casper.Casper')
  app.on('web-contents-created', (_, contents) => {
    hardenContents(contents, shell, links.open)
    serveContextMenu(contents, modules.Menu)
  })
  app.on('session-created', (session) => {
    hardenSession(session)
    silenceSpelling(session)
  })
  app.on('window-all-closed', () => app.quit())
  app.on('open-url', (event, url) => {
    event.preventDefault()
    links.open(url)
  })
  if (!app.requestSingleInstanceLock()) {
    if (bridge) log.warn('Casper is running already; switch its bridge on in its settings')
    app.quit()
    return
  }
  app.on('second-instance', (_, others) => links.arrive(others.filter(isOwnLink)))
  links.arrive(argv.filter(isOwnLink))
  await app.whenReady()
  const lock = lockDataDir(dataDir)
  if (!lock) {
    log.error('Casper is already running on this data folder', { dataDir })
    return refuseToStart(
      modules,
      'Casper is running already',
      `Another Casper, here or in a browser tab, has its data in ${dataDir}. End that one first.`,
    )
  }
  await start(modules, { ...options, bridge, dataDir, links, unlock: () => lock.close() })
}

interface Started extends DesktopOptions {
  readonly bridge: BridgeFlag | undefined
  readonly dataDir: string
  readonly links: ReturnType<typeof createLinks>
  readonly unlock: () => void
}

async function start(modules: Modules, started: Started): Promise<void> {
  const { app, ipcMain, Menu, powerMonitor, protocol, safeStorage, session } = modules
  const { bridge, dataDir, env, folder, links, loadUpdater, log, platform, print } = started
  const { unlock, version } = started
  hardenSession(session.defaultSession)
  silenceSpelling(session.defaultSession)
  serveApp(protocol, join(folder, '..', 'renderer'))
  const way = await updateWay(app, platform, env, log)
  const host = await createDesktopHost(safeStorage, dataDir, version, log, powerMonitor)
  const shownHost = { ...host, info: { ...host.info, ...way.shown } }
  const core = await createCore(shownHost, { bridgeFlag: bridge })
  if (bridge) print(bridgeNews(core))
  if (app.commandLine.hasSwitch('demo')) await enterDemo(core, log)
  const place = await readWindowState(dataDir)
  // From here on to the first window nothing waits, so that no end can come in between.
  const ipc = serveIpc(ipcMain, core, log)
  const ask = createAsk(core, log)
  const shown = startShell(core)

  const quitting = closeBeforeQuit({
    app,
    powerMonitor,
    close: () => {
      shown.close()
      return core.close()
    },
    after: () => {
      ipc.close()
      unlock()
    },
    log,
    patience,
  })
  const window = createMainWindow({
    modules,
    dataDir,
    place,
    preload: join(folder, '..', 'preload', 'preload.cjs'),
    log,
    staysWhenClosed: () => !quitting.begun() && shown.state().settings.desktop.closeToTray,
    left: () => void ask('chat.look', { looking: null }),
    made: (opened) => {
      quitting.watch(opened)
      // Windows keeps the mark on the button in the taskbar, which comes and goes with what is shown of the window.
      if (platform === 'win32') opened.on('show', mark)
    },
  })
  const mark = (): void => {
    const opened = window.current()
    const picture = join(folder, 'icons', 'unread.png')
    if (opened) markWindow(modules, opened, picture, unreadOf(shown.state()))
  }
  const hide = (): void => hideEverywhere(ask, shown.state())
  const updates = startUpdates({
    ...way,
    loadUpdater,
    enabled: () =>
      shown.state().settings.desktop.updates && !forbids(core.managed, 'forbidUpdates'),
    log,
  })
  shown.follow(shellParts(modules, { ...started, core, ask, window, hide, mark, updates }))

  const settings = (): void => {
    void ask('errand.give', { kind: 'settings' })
    window.show()
  }
  const mayHide = !forbids(core.managed, 'forbidInvisible')
  const menu = menuTemplate(platform, { settings, hideEverywhere: hide, mayHide })
  Menu.setApplicationMenu(Menu.buildFromTemplate(menu))
  app.on('activate', () => window.show())
  links.serve((urls) => {
    for (const url of urls) void ask('link.open', { url })
    window.show()
  })
  if (!shown.state().settings.desktop.startHidden) window.show()
  // Windows tells its end to windows alone.
  else if (platform === 'win32') window.prepare()
}

/** For a start that would run the page unprotected, as some launchers do where the system lets no sandbox be made. */
const noSandbox =
  'Whoever started Casper asked for that. Start it without --no-sandbox, or install it by the package of your system.'
