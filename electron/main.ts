// Entry with Electron: hands its modules to the desktop.
import {
  app,
  BrowserWindow,
  dialog,
  globalShortcut,
  ipcMain,
  Menu,
  nativeImage,
  Notification,
  powerMonitor,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  Tray,
} from 'electron'
import { version } from '../package.json'
import { createLog, describeError } from './core/log'
import { runDesktop } from './desktop/app'
import { failedToStart } from './desktop/no-start'
import { loadElectronUpdater } from './desktop/updates'

const log = createLog((line) => process.stderr.write(`${line}\n`))
const { platform, env, execPath, argv } = process
const modules = {
  app,
  BrowserWindow,
  dialog,
  globalShortcut,
  ipcMain,
  Menu,
  nativeImage,
  Notification,
  powerMonitor,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  Tray,
}

process.on('uncaughtException', (thrown) => {
  log.error('Casper ends for a bug', { error: describeError(thrown) })
  app.quit()
})
const folder = import.meta.dirname
runDesktop(modules, {
  ...{ folder, version, platform, env, execPath, argv, log },
  loadUpdater: () => loadElectronUpdater(platform),
  print: (text) => void process.stdout.write(text),
}).catch((thrown: unknown) => failedToStart(modules, log, thrown))
