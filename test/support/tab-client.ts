// A page of a tab host without a browser: the renderer's own bridge over a real socket, let in by the host's address.
import { WebSocket as WsSocket } from 'ws'
import { socketBridge } from '../../renderer/socket-bridge'
import type { Bridge } from '../../shared/protocol'
import type { AppSnapshot } from '../../shared/snapshot'
import { applyBatch } from '../../shared/snapshot'
import { until } from './wait'

/** A page. */
export interface TabPage {
  readonly bridge: Bridge
  leave(): Promise<void>
}

/** Opens a page. @param headers with the cookie and the origin */
export function openPage(url: string, headers: Record<string, string>): TabPage {
  let socket: WsSocket | undefined
  let left = false
  const bridge = socketBridge(() => {
    // Who has left does not come back.
    if (left) return new EventTarget() as WebSocket
    socket = new WsSocket(url, { headers })
    socket.on('error', () => (left = true))
    return socket as unknown as WebSocket
  })
  return {
    bridge,
    leave: () => {
      left = true
      return new Promise((resolve) => {
        if (!socket || socket.readyState === socket.CLOSED) return resolve()
        socket.once('close', () => resolve())
        socket.close()
      })
    },
  }
}

/** A page of a running host, and what it shows. */
export interface TabVisitor extends TabPage {
  state(): AppSnapshot
}

/** Visits a host. @param url with its token */
export async function visit(url: string): Promise<TabVisitor> {
  const { origin, host } = new URL(url)
  const { headers } = await fetch(url, { redirect: 'manual' })
  const cookie = (headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const page = openPage(`ws://${host}/socket`, { cookie, origin })
  let state: AppSnapshot | null = null
  page.bridge.onEvent((update) => {
    if (update.kind === 'snapshot') state = update.snapshot
    else if (update.kind === 'batch' && state) state = applyBatch(state, update.batch)
  })
  await until(() => state !== null, 'the snapshot')
  return {
    ...page,
    state: () => {
      if (!state) throw new Error('no snapshot')
      return state
    },
  }
}
