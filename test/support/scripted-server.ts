// A loopback server for client streams whose every byte a test writes: TCP, direct TLS, STARTTLS or WebSocket.
import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import type { Server as HttpServer } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { TLSSocket, createSecureContext, createServer as createTlsServer } from 'node:tls'
import { Parser } from '@xmpp/xml'
import type { Element } from '@xmpp/xml'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import FramedParser from '@xmpp/websocket/lib/FramedParser.js'
import type { KeyPair } from './certificates'

/** One client's connection, as the script sees it. */
export interface Peer {
  /** Counts the server's connections from 0. */
  readonly index: number
  /** Everything that was received so far, as text. */
  received(): string
  /** The TLS connection, once there is one. */
  tls(): TLSSocket | undefined
  /** The next top-level element or stream header; rejects after 5 s. */
  next(): Promise<Element>
  /** As next(), and it must have that name. */
  expect(name: string): Promise<Element>
  /** Writes text, or bytes, as they are; on a WebSocket as one message. */
  send(data: string | Uint8Array): void
  /** Answers `<starttls/>` with `<proceed/>` and encrypts. `behind` goes out in the clear in the same write. */
  startTls(pair: KeyPair, behind?: string): Promise<void>
  /** Reads nothing any more, and does not close: a half-open connection. */
  freeze(): void
  destroy(): void
  readonly closed: Promise<void>
}

/** What the server does with each connection. */
export type Script = (peer: Peer) => Promise<void>

/** How clients reach the server. */
export interface ServerOptions {
  readonly transport?: 'tcp' | 'tls' | 'ws' | 'wss'
  readonly pair?: KeyPair
}

/** A running server. */
export interface ScriptedServer {
  readonly port: number
  readonly url: string
  readonly peers: readonly Peer[]
  /** Closes everything; throws what a script threw first. */
  close(): Promise<void>
}

const patience = 5_000

/** Starts a server on a free port of 127.0.0.1. */
export async function startScriptedServer(
  script: Script,
  options: ServerOptions = {},
): Promise<ScriptedServer> {
  const { transport = 'tcp' } = options
  const peers: Peer[] = []
  const sockets = new Set<Socket>()
  const errors: unknown[] = []
  const server = createListener(options)

  function serve(socket: Socket, web?: WebSocket): void {
    const peer = createPeer(peers.length, socket, web)
    peers.push(peer)
    script(peer).catch((error: unknown) => errors.push(error))
  }

  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    if (transport === 'tcp') serve(socket)
  })
  server.on('secureConnection', (socket: TLSSocket) => {
    socket.on('error', () => undefined)
    if (transport === 'tls') serve(socket)
  })
  if (transport === 'ws' || transport === 'wss') {
    new WebSocketServer({ server: server as HttpServer, handleProtocols: () => 'xmpp' }).on(
      'connection',
      (web, request) => serve(request.socket, web),
    )
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    url: `${transport}://localhost:${port}/xmpp-websocket`,
    peers,
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
      if (errors.length > 0) throw errors[0]
    },
  }
}

function createListener({ transport, pair }: ServerOptions): Server {
  if (transport === 'ws') return createHttpServer()
  if (transport === 'wss') return createHttpsServer({ ...pair })
  return transport === 'tls' ? createTlsServer({ ...pair }) : createServer()
}

function createPeer(index: number, first: Socket, web: WebSocket | undefined): Peer {
  const elements: Element[] = []
  const waiting: ((element: Element) => void)[] = []
  let socket = first
  let text = ''
  let parser = newParser()

  function deliver(element: Element): void {
    const waiter = waiting.shift()
    if (waiter) waiter(element)
    else elements.push(element)
  }

  function newParser(): Parser {
    const fresh = web ? new FramedParser() : new Parser()
    fresh.on('start', deliver)
    fresh.on('element', deliver)
    return fresh
  }

  function read(data: Buffer): void {
    const chunk = data.toString()
    text += chunk
    if (/<\?xml|<stream:stream/.test(chunk)) parser = newParser()
    parser.write(chunk)
  }

  function next(): Promise<Element> {
    const queued = elements.shift()
    if (queued) return Promise.resolve(queued)
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('the client sent nothing more')), patience)
      waiting.push((element) => {
        clearTimeout(timer)
        resolve(element)
      })
    })
  }

  if (web) web.on('message', (data: Buffer) => read(data))
  else socket.on('data', read)

  return {
    index,
    received: () => text,
    tls: () => (socket instanceof TLSSocket ? socket : undefined),
    next,
    async expect(name) {
      const element = await next()
      if (element.getName() === name) return element
      throw new Error(`expected ${name}, got ${element.toString()}`)
    },
    send(data) {
      if (web) web.send(data)
      else socket.write(data)
    },
    async startTls(pair, behind = '') {
      await this.expect('starttls')
      socket.removeListener('data', read)
      socket.write(`<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>${behind}`)
      socket = new TLSSocket(socket, { isServer: true, secureContext: createSecureContext(pair) })
      socket.on('error', () => undefined)
      socket.on('data', read)
      await Promise.race([once(socket, 'secure'), once(socket, 'close')])
    },
    freeze: () => void socket.removeAllListeners('data').pause(),
    destroy: () => void socket.destroy(),
    closed: new Promise((resolve) => first.once('close', () => resolve())),
  }
}
