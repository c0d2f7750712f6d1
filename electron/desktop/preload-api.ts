// What the preload script shows to the page: the two verbs, and nothing else.
import type { IpcRenderer } from 'electron'
import { appError } from '../../shared/errors'
import type { Update } from '../../shared/protocol'
import { err, type Result } from '../../shared/result'
import { channels } from './channels'

/** The bridge as the page sees it; what passes through is checked in the main process. */
export interface PreloadApi {
  request(command: unknown, payload: unknown): Promise<Result<unknown>>
  onEvent(listener: (update: Update) => void): () => void
}

/** The page's end of the line, as far as it is used. */
export interface IpcClient extends Pick<IpcRenderer, 'invoke' | 'send'> {
  on(channel: string, listener: UpdateListener): unknown
  removeListener(channel: string, listener: UpdateListener): unknown
}

type UpdateListener = (event: unknown, addressee: number, update: Update) => void

/** Builds the bridge over the sandboxed IPC. */
export function createPreloadApi(ipc: IpcClient): PreloadApi {
  let lastView = 0
  return {
    request: async (command, payload) => {
      try {
        return (await ipc.invoke(channels.request, command, payload)) as Result<unknown>
      } catch {
        return err(appError('lost-host'))
      }
    },
    onEvent: (listener) => {
      const view = ++lastView
      const onUpdate: UpdateListener = (_, addressee, update) => {
        if (addressee === view) listener(update)
      }
      ipc.on(channels.update, onUpdate)
      ipc.send(channels.attach, view)
      return () => {
        ipc.removeListener(channels.update, onUpdate)
        ipc.send(channels.detach, view)
      }
    },
  }
}
