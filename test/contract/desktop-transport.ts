// The desktop's IPC over a recording double of Electron's modules; what passes is cloned as it is there.
import { EventEmitter } from 'node:events'
import { type IpcServer, serveIpc } from '../../electron/desktop/ipc'
import { createPreloadApi, type IpcClient } from '../../electron/desktop/preload-api'
import type { Bridge } from '../../shared/protocol'
import { createCoreUnderTest } from './core-under-test'
import type { Transport, View } from './transport'

type Handler = Parameters<IpcServer['handle']>[1]

/** The double of ipcMain: one handler per channel, and listeners. */
export class IpcMainDouble extends EventEmitter implements IpcServer {
  readonly handlers = new Map<string, Handler>()
  handle(channel: string, handler: Handler): void {
    this.handlers.set(channel, handler)
  }
  removeHandler(channel: string): void {
    this.handlers.delete(channel)
  }
}

/** A page: the double of a web contents and of the ipcRenderer inside it. */
export class PageDouble extends EventEmitter {
  readonly mainFrame: { readonly origin: string }
  readonly ipcRenderer = new EventEmitter()
  readonly #main: IpcMainDouble
  #destroyed = false

  constructor(main: IpcMainDouble, origin = 'app://casper') {
    super()
    this.#main = main
    this.mainFrame = { origin }
  }

  isDestroyed(): boolean {
    return this.#destroyed
  }

  send(channel: string, ...args: unknown[]): void {
    if (this.#destroyed) throw new Error('Object has been destroyed')
    const copy = structuredClone(args)
    setImmediate(() => this.ipcRenderer.emit(channel, {}, ...copy))
  }

  /** The page's end. `frame` is whoever speaks; the main frame unless told otherwise. */
  renderer(frame: { readonly origin: string } | null = this.mainFrame): IpcClient {
    const event = { sender: this, senderFrame: frame }
    const ends = {
      on: this.ipcRenderer.on.bind(this.ipcRenderer),
      removeListener: this.ipcRenderer.removeListener.bind(this.ipcRenderer),
      send: (channel: string, ...args: unknown[]) => {
        const copy = structuredClone(args)
        setImmediate(() => this.#main.emit(channel, event, ...copy))
      },
      invoke: async (channel: string, ...args: unknown[]) => {
        const handler = this.#main.handlers.get(channel)
        if (!handler) throw new Error('No handler registered')
        return structuredClone(await handler(event, ...structuredClone(args)))
      },
    }
    return ends
  }

  /** The page's script begins anew: its listeners are gone. */
  reload(): void {
    this.ipcRenderer.removeAllListeners()
    this.emit('did-navigate')
  }

  destroy(): void {
    this.#destroyed = true
    this.emit('destroyed')
  }
}

/** Serves a core over the doubles; each view is a page of its own. */
export function openDesktop(): Promise<Transport & { readonly main: IpcMainDouble }> {
  const core = createCoreUnderTest()
  const main = new IpcMainDouble()
  const ipc = serveIpc(main, core, core.log)
  return Promise.resolve({
    core,
    main,
    openView: (): Promise<View> => {
      const page = new PageDouble(main)
      const bridge = createPreloadApi(page.renderer()) as Bridge
      return Promise.resolve({ bridge, leave: () => Promise.resolve(page.destroy()) })
    },
    close: () => {
      ipc.close()
      return core.close()
    },
  })
}
