// The bridge of a browser tab: requests, replies and updates as JSON over one WebSocket that comes back by itself.
import { appError } from '../shared/errors'
import type { Bridge, CommandName, CommandPayload, CommandReply, Update } from '../shared/protocol'
import { err, type Result } from '../shared/result'

/** What the server sends: the reply to a request, or an update. */
type Incoming =
  { readonly id: number; readonly result: Result<unknown> } | { readonly update: Update }

const firstDelay = 500
const longestDelay = 10_000

/**
 * A bridge over the socket that `open` makes. A listener that comes late is given the next snapshot, not the last.
 * Requests made or pending while there is no connection fail with `lost-host`.
 */
export function socketBridge(open: () => WebSocket): Bridge {
  const listeners = new Set<(update: Update) => void>()
  const pending = new Map<number, (result: Result<unknown>) => void>()
  let socket = connect()
  let lastId = 0
  let delay = firstDelay

  function connect(): WebSocket {
    const fresh = open()
    fresh.addEventListener('message', (event) => receive(String(event.data)))
    fresh.addEventListener('close', lost)
    return fresh
  }

  function receive(text: string): void {
    const incoming = JSON.parse(text) as Incoming
    if ('update' in incoming) {
      delay = firstDelay
      for (const listener of listeners) listener(incoming.update)
      return
    }
    pending.get(incoming.id)?.(incoming.result)
    pending.delete(incoming.id)
  }

  function lost(): void {
    for (const settle of pending.values()) settle(err(appError('lost-host')))
    pending.clear()
    for (const listener of listeners) listener({ kind: 'lost' })
    setTimeout(() => (socket = connect()), delay)
    delay = Math.min(delay * 2, longestDelay)
  }

  return {
    request<N extends CommandName>(command: N, payload: CommandPayload<N>) {
      if (socket.readyState !== WebSocket.OPEN) {
        return Promise.resolve(err(appError('lost-host')))
      }
      const id = ++lastId
      socket.send(JSON.stringify({ id, command, payload }))
      return new Promise<Result<CommandReply<N>>>((resolve) => {
        pending.set(id, (result) => resolve(result as Result<CommandReply<N>>))
      })
    },
    onEvent(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
