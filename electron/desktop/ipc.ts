// The main process' end of the two verbs. Serves our own page in the main frame of a window, nobody else.
import type { IpcMain, WebContents, WebFrameMain } from 'electron'
import { appError } from '../../shared/errors'
import { err } from '../../shared/result'
import type { Core } from '../core/core'
import type { Log } from '../core/log'
import { appOrigin } from './app-protocol'
import { channels } from './channels'

/** Electron's end of the line, as far as it is used. */
export interface IpcServer extends Pick<IpcMain, 'removeHandler'> {
  handle(channel: string, answer: (event: Message, ...args: unknown[]) => unknown): void
  on(channel: string, listener: (event: Message, ...args: unknown[]) => void): unknown
  removeAllListeners(channel: string): unknown
}

interface Message {
  readonly sender: Sender
  /** null where it is gone already. */
  readonly senderFrame: Pick<WebFrameMain, 'origin'> | null
}

interface Sender extends Pick<WebContents, 'isDestroyed' | 'send'> {
  readonly mainFrame: Pick<WebFrameMain, 'origin'>
  on(event: 'did-navigate', listener: () => void): unknown
  on(event: 'render-process-gone', listener: () => void): unknown
  once(event: 'destroyed', listener: () => void): unknown
}

type Views = Map<number, () => void>

const maxViewsPerPage = 8

/**
 * Serves requests and updates until closed.
 * A page's views end when it detaches them, is left or reloaded, or its process ends.
 */
export function serveIpc(
  ipc: IpcServer,
  core: Pick<Core, 'request' | 'attach'>,
  log: Log,
): { close(): void } {
  const pages = new Map<Sender, Views>()

  const detachAll = (page: Sender): void => {
    const views = pages.get(page)
    for (const detach of views?.values() ?? []) detach()
    views?.clear()
  }

  const viewsOf = (page: Sender): Views => {
    const known = pages.get(page)
    if (known) return known
    const views: Views = new Map()
    pages.set(page, views)
    page.on('did-navigate', () => detachAll(page))
    page.on('render-process-gone', () => detachAll(page))
    page.once('destroyed', () => {
      detachAll(page)
      pages.delete(page)
    })
    return views
  }

  ipc.handle(channels.request, (event, command: unknown, payload: unknown) => {
    if (isOurPage(event)) return core.request(command, payload)
    log.warn('a request from a foreign frame was refused')
    return err(appError('bad-request', 'not from a page of Casper'))
  })

  ipc.on(channels.attach, (event, view: unknown) => {
    if (!isOurPage(event) || typeof view !== 'number') return
    const page = event.sender
    const views = viewsOf(page)
    if (views.has(view) || views.size >= maxViewsPerPage) return
    const detach = core.attach((update) => {
      if (!page.isDestroyed()) page.send(channels.update, view, update)
    })
    views.set(view, detach)
  })

  ipc.on(channels.detach, (event, view: unknown) => {
    if (!isOurPage(event) || typeof view !== 'number') return
    const views = pages.get(event.sender)
    views?.get(view)?.()
    views?.delete(view)
  })

  return {
    close: () => {
      ipc.removeHandler(channels.request)
      ipc.removeAllListeners(channels.attach)
      ipc.removeAllListeners(channels.detach)
      for (const page of pages.keys()) detachAll(page)
    },
  }
}

function isOurPage({ sender, senderFrame }: Message): boolean {
  return (
    senderFrame !== null && senderFrame === sender.mainFrame && senderFrame.origin === appOrigin
  )
}
