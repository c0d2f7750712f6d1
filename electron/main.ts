// Entry with Electron: one process per data folder, one window, everything else denied.
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import {
  app,
  BrowserWindow,
  ipcMain,
  Menu,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
} from 'electron'
import { version } from '../package.json'
import { createCore, type Core } from './core/core'
import { enterDemo } from './core/demo'
import { createLog, describeError } from './core/log'
import { appScheme, serveApp } from './desktop/app-protocol'
import { hardenContents, hardenSession } from './desktop/hardening'
import { createDesktopHost } from './desktop/host'
import { serveIpc } from './desktop/ipc'
import { menuTemplate } from './desktop/menu'
import { onScreen, readWindowState, writeWindowState } from './desktop/window-state'
import { raise, startWindow, windowOptions } from './desktop/window'
import { lockDataDir } from './store/lock'

const rendererDir = join(import.meta.dirname, '..', 'renderer')
const preload = join(import.meta.dirname, '..', 'preload', 'preload.cjs')
const patience = 5000
const log = createLog((line) => process.stderr.write(`${line}\n`))

process.on('uncaughtException', (thrown) => {
  log.error('Casper ends for a bug', { error: describeError(thrown) })
  app.quit()
})

async function start(dataDir: string): Promise<void> {
  await app.whenReady()
  const lock = lockDataDir(dataDir)
  if (!lock) {
    log.error('Casper is already running on this data folder', { dataDir })
    app.exit(1)
    return
  }
  hardenSession(session.defaultSession)
  serveApp(protocol, rendererDir)
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform)))
  const core = await createCore(await createDesktopHost(safeStorage, dataDir, version, log))
  if (app.commandLine.hasSwitch('demo')) await enterDemo(core, log)
  const ipc = serveIpc(ipcMain, core, log)
  closeBeforeQuit(core, () => {
    ipc.close()
    lock.close()
  })
  await openWindow(dataDir)
}

async function openWindow(dataDir: string): Promise<void> {
  const screens = screen.getAllDisplays().map((display) => display.workArea)
  const state = onScreen(await readWindowState(dataDir), screens)
  const window = new BrowserWindow(windowOptions(state, preload))
  app.on('second-instance', () => raise(window))
  await startWindow(window, state, (left) => {
    writeWindowState(dataDir, left).catch((thrown: unknown) =>
      log.warn('the place of the window was not kept', { error: describeError(thrown) }),
    )
  })
}

/** Holds the end of the app back until the core is closed, but no longer than five seconds. */
function closeBeforeQuit(core: Core, after: () => void): void {
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
    core
      .close()
      .catch((thrown: unknown) => log.error('closing failed', { error: describeError(thrown) }))
      .finally(finish)
  })
}

const chosenDir = app.commandLine.getSwitchValue('data-dir')
if (chosenDir !== '') app.setPath('userData', resolve(chosenDir))
const dataDir = app.getPath('userData')
mkdirSync(dataDir, { recursive: true, mode: 0o700 })

app.enableSandbox()
protocol.registerSchemesAsPrivileged([appScheme])
app.on('web-contents-created', (_, contents) => hardenContents(contents, shell))
app.on('window-all-closed', () => app.quit())

if (app.requestSingleInstanceLock()) {
  start(dataDir).catch((thrown: unknown) => {
    log.error('Casper could not start', { error: describeError(thrown) })
    app.exit(1)
  })
} else {
  app.quit()
}
