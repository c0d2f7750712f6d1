// Starts the desktop as main.ts does, with a real core, over a recording double of Electron; a page listens to it.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLog } from '../../electron/core/log'
import { runDesktop } from '../../electron/desktop/app'
import type { Updater } from '../../electron/desktop/updates'
import { createPreloadApi } from '../../electron/desktop/preload-api'
import type { DesktopSettings } from '../../shared/settings'
import type { AppSnapshot } from '../../shared/snapshot'
import { applyBatch } from '../../shared/snapshot'
import { until } from '../support/wait'
import { PageDouble } from './desktop-transport'
import type { DoubleOptions, ElectronDouble } from './electron-double'
import { createElectronDouble } from './electron-double'

/** How it is started. */
export interface RunOptions extends Partial<DoubleOptions> {
  readonly argv?: readonly string[]
  readonly platform?: NodeJS.Platform
  readonly env?: Readonly<Record<string, string>>
  readonly loadUpdater?: () => Promise<Updater>
  readonly print?: (text: string) => void
}

/** A desktop that was started. */
export interface Desktop {
  readonly electron: ElectronDouble
  readonly request: ReturnType<typeof createPreloadApi>['request']
  state(): AppSnapshot
  /** Changes settings of the desktop. */
  set(change: Partial<DesktopSettings>): Promise<void>
  /** Waits until everything that was published has arrived. */
  settled(): Promise<void>
  quit(): Promise<void>
}

/** One data folder and the starts on it. */
export interface Machine {
  readonly dataDir: string
  /** A start without a page; the double alone. */
  run(options?: RunOptions): Promise<ElectronDouble>
  start(options?: RunOptions): Promise<Desktop>
  /** Ends what still runs, and removes the folder. */
  remove(): Promise<void>
}

/** Makes a data folder. */
export async function createMachine(): Promise<Machine> {
  const dataDir = await mkdtemp(join(tmpdir(), 'casper-app-'))
  const running = new Set<ElectronDouble>()

  const noUpdater = () => Promise.reject(new Error('nothing may be looked for'))

  const run: Machine['run'] = async (options = {}) => {
    const { argv = [], platform = 'linux', loadUpdater = noUpdater, ...more } = options
    const { print = () => undefined, env = {}, ...given } = more
    const electron = createElectronDouble({ dataDir, ...given })
    await runDesktop(electron.modules, {
      folder: join(dataDir, 'app', 'main'),
      version: '1.2.3',
      platform,
      env: { XDG_CONFIG_HOME: join(dataDir, 'config'), ...env },
      execPath: '/opt/Casper/casper',
      argv,
      loadUpdater,
      log: createLog(() => undefined),
      print,
    })
    return electron
  }

  const quit = async (electron: ElectronDouble): Promise<void> => {
    if (!electron.calls.includes('app ended')) electron.app.quit()
    await until(() => electron.calls.includes('app ended'), 'the end')
    running.delete(electron)
  }

  return {
    dataDir,
    run,
    start: async (options) => {
      const electron = await run(options)
      running.add(electron)
      const page = new PageDouble(electron.modules.ipcMain)
      const { request, onEvent } = createPreloadApi(page.renderer())
      let state: AppSnapshot | null = null
      onEvent((update) => {
        if (update.kind === 'snapshot') state = update.snapshot
        else if (update.kind === 'batch' && state) state = applyBatch(state, update.batch)
      })
      await until(() => state !== null, 'the snapshot')
      const now = () => {
        if (!state) throw new Error('no snapshot')
        return state
      }
      const settled = () => new Promise<void>((resolve) => setTimeout(resolve, 60))
      return {
        electron,
        request,
        state: now,
        settled,
        set: async (change) => {
          const desktop = { ...now().settings.desktop, ...change }
          await request('settings.set', { desktop })
          await settled()
        },
        quit: () => quit(electron),
      }
    },
    remove: async () => {
      for (const electron of [...running]) await quit(electron)
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
