// A window as the double of Electron makes it: notes what it is told, and is closed by its user when a test says so.
import { EventEmitter } from 'node:events'
import type { Page, Window } from '../../electron/desktop/modules'

/** A web contents, as far as it is used. */
export class ContentsDouble extends EventEmitter implements Page {
  openWindow: (wanted: { url: string }) => object = () => ({ action: 'allow' })
  setWindowOpenHandler(handler: ContentsDouble['openWindow']): void {
    this.openWindow = handler
  }
  crashed = false
  isCrashed(): boolean {
    return this.crashed
  }
  readonly words: string[] = []
  replaceMisspelling(word: string): void {
    this.words.push(word)
  }
  reloads = 0
  reload(): void {
    this.crashed = false
    this.reloads++
  }
  /** Its process ends. */
  ends(reason: string): void {
    this.crashed = true
    this.emit('render-process-gone', {}, { reason })
  }
}

/** A window. */
export class WindowDouble extends EventEmitter implements Window {
  readonly webContents = new ContentsDouble()
  readonly options: object
  readonly told: string[] = []

  constructor(options: object) {
    super()
    this.options = options
  }

  loadURL(url: string): Promise<void> {
    this.told.push(`load ${url}`)
    return Promise.resolve().then(() => void this.emit('ready-to-show'))
  }
  minimized = false
  maximized = false
  show = (): void => {
    this.told.push('show')
    this.emit('show')
  }
  isDestroyed = (): boolean => false
  hide = (): void => void this.told.push('hide')
  focus = (): void => void this.told.push('focus')
  maximize = (): void => void this.told.push('maximize')
  restore = (): void => void this.told.push('restore')
  isMinimized = (): boolean => this.minimized
  isMaximized = (): boolean => this.maximized
  getNormalBounds = () => ({ x: 1, y: 2, width: 800, height: 600 })
  setOverlayIcon = (_: unknown, words: string): void => void this.told.push(`mark ${words}`)
  /** The user closes it. @returns whether it was let go */
  userCloses(): boolean {
    const stays = emitPreventable(this, 'close')
    if (!stays) this.emit('closed')
    return !stays
  }
}

/** Emits an event that can be prevented. @returns whether it was */
export function emitPreventable(emitter: EventEmitter, name: string, ...args: unknown[]): boolean {
  let prevented = false
  emitter.emit(name, { preventDefault: () => (prevented = true) }, ...args)
  return prevented
}
