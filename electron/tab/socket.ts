// The two verbs over a WebSocket: {id, command, payload} in; {id, result} and {update} out.
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import * as v from 'valibot'
import { WebSocketServer, type RawData, type WebSocket } from 'ws'
import { largestImport } from '../../shared/profiles/exported'
import type { Update } from '../../shared/protocol'
import type { Core } from '../core/core'
import { describeError, type Log } from '../core/log'
import type { Access } from './access'

/** What the sockets are served with. */
export interface SocketOptions {
  readonly core: Pick<Core, 'request' | 'attach'>
  readonly access: Access
  readonly log: Log
}

const path = '/socket'
/** Bytes: a little more than the largest payload. */
const maxFrame = largestImport + 4096
/** Bytes that may wait for a view beyond its snapshot; one that is further behind starts anew. */
const maxWaiting = 8 * 1024 * 1024
const maxViews = 32
/** How long a view may take to say goodbye, in ms. */
const farewell = 500
const goingAway = 1001
const notUnderstood = 1007
const refused = 1008

const frameSchema = v.object({
  id: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  command: v.optional(v.unknown()),
  payload: v.optional(v.unknown()),
})

/** Serves every upgrade of the server: the right path, from our own page, with the cookie, or none. */
export function serveSocket(
  server: Server,
  { core, access, log }: SocketOptions,
): { close(): void } {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: maxFrame,
    perMessageDeflate: false,
  })

  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    const { headers, url } = request
    stream.on('error', () => stream.destroy())
    const welcome = access.isForUs(headers) && access.isFromUs(headers) && access.isLetIn(request)
    if (url !== path || !welcome) return turnAway(stream, '403 Forbidden')
    if (sockets.clients.size >= maxViews) return turnAway(stream, '503 Service Unavailable')
    sockets.handleUpgrade(request, stream, head, (socket) => serveView(socket, core, log))
  })

  return {
    close: () => {
      for (const socket of sockets.clients) socket.close(goingAway)
      setTimeout(() => sockets.clients.forEach((socket) => socket.terminate()), farewell).unref()
      sockets.close()
    },
  }
}

function turnAway(stream: Duplex, status: string): void {
  stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () =>
    stream.destroy(),
  )
}

function serveView(socket: WebSocket, core: SocketOptions['core'], log: Log): void {
  let allowance = maxWaiting

  const send = (message: object): void => {
    if (socket.readyState !== socket.OPEN) return
    if (socket.bufferedAmount > allowance) {
      log.warn('a view does not keep up and is cut off')
      return socket.terminate()
    }
    socket.send(JSON.stringify(message))
  }

  const onUpdate = (update: Update): void => {
    send({ update })
    if (update.kind === 'snapshot') allowance = maxWaiting + socket.bufferedAmount
  }

  const onFrame = async (data: RawData, isBinary: boolean): Promise<void> => {
    if (isBinary) return socket.close(refused, 'text frames only')
    const frame = v.safeParse(frameSchema, parse(data))
    if (!frame.success) return socket.close(notUnderstood, 'not a request')
    const { id, command, payload } = frame.output
    send({ id, result: await core.request(command, payload, onUpdate) })
  }

  const detach = core.attach(onUpdate)
  socket.on('close', detach)
  socket.on('error', (error) => log.warn('a view sent what it must not', { error: error.message }))
  socket.on('message', (data, isBinary) => {
    onFrame(data, isBinary).catch((thrown: unknown) => {
      log.error('a request could not be answered', { error: describeError(thrown) })
      socket.terminate()
    })
  })
}

/** A text frame as JSON; undefined where it is none. The library hands text frames over as one Buffer. */
function parse(data: RawData): unknown {
  if (!Buffer.isBuffer(data)) return undefined
  try {
    return JSON.parse(data.toString())
  } catch {
    return undefined
  }
}
