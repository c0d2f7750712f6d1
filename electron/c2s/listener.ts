// Listens for XMPP clients on loopback, and nowhere else: the streams are in the clear.
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import type { SecureContextOptions } from 'node:tls'
import { createSecureContext } from 'node:tls'
import type { Backend } from './backend'
import type { C2sLimits } from './limits'
import { usualLimits } from './limits'
import { negotiate } from './negotiation'
import { createSessionTable } from './session-table'
import type { Versionless } from './stream'
import { refuseStream, serveStream } from './stream'

/** Where to listen, and for whom. */
export interface ListenerOptions {
  /** The only domain that is served, in its normal form; null: every domain. */
  readonly domain: string | null
  /** Whom streams without a version, as before XMPP, are opened to (XEP-0078). Default `nobody`. */
  readonly versionless?: Versionless
  /** What STARTTLS is offered with (RFC 6120 s.5), besides the stream in the clear; not at all by default. */
  readonly tls?: SecureContextOptions
  /** Default 127.0.0.1. */
  readonly host?: '127.0.0.1' | '::1'
  /** Default 0: any free one. */
  readonly port?: number
  readonly limits?: Partial<C2sLimits>
  /** Told of a bug that ended a stream. Default: it is thrown outside of every stream. */
  readonly report?: (error: unknown) => void
  /**
   * Told of every stream that is ended with an error, and with which; `unread` for one that nobody reads, `half-closed` for
   * a connection that ended without its stream, `refused` for one too many, to which nothing was said.
   */
  readonly cut?: (condition: string) => void
}

/** A listener at work. */
export interface Listener {
  readonly host: string
  readonly port: number
  /** How many connections are open. */
  connections(): number
  /** Stops listening; who is connected stays so. Safe to call twice. @returns when the last of them is gone */
  retire(): Promise<void>
  /** Ends every session and stops listening. Safe to call twice. */
  close(): Promise<void>
}

/** So many more than allowed are told why they are refused; others are not heard. */
const refusals = 64

/**
 * Starts to listen.
 * @throws RangeError for an address that is not loopback; the system's error where the port is taken
 */
export async function listen(backend: Backend, options: ListenerOptions): Promise<Listener> {
  const { domain, host = '127.0.0.1', port = 0, report = throwApart, tls } = options
  if (!isLoopback(host)) throw new RangeError(`${host} is not loopback`)
  const limits: C2sLimits = { ...usualLimits, ...options.limits }
  const sessions = createSessionTable(backend, limits)
  const sockets = new Set<Socket>()
  const { versionless = 'nobody' } = options
  const secure = tls && createSecureContext(tls)
  const { cut = () => undefined } = options
  const stream = { domain, versionless, secure, limits, id: randomUUID, report, cut }
  const tcp = createServer({ noDelay: true, allowHalfOpen: true, keepAlive: true }, (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    if (sockets.size > limits.connections) refuseStream(socket, stream, 'resource-constraint')
    else serveStream(socket, stream, (on) => negotiate(on, { limits, backend, sessions }))
  })
  tcp.maxConnections = limits.connections + refusals
  tcp.on('drop', () => cut('refused'))
  await new Promise<void>((resolve, reject) => {
    tcp.once('error', reject)
    tcp.listen({ host, port, backlog: 1024 }, resolve)
  })
  let gone: Promise<void> | undefined
  const retire = (): Promise<void> => {
    gone ??= new Promise((resolve) => {
      tcp.close(() => resolve())
    })
    return gone
  }
  return {
    host,
    port: (tcp.address() as AddressInfo).port,
    connections: () => sockets.size,
    retire,
    async close() {
      const closed = retire()
      sessions.close()
      for (const socket of sockets) socket.destroySoon()
      await closed
    },
  }
}

function isLoopback(host: string): boolean {
  return host === '127.0.0.1' || host === '::1'
}

function throwApart(error: unknown): void {
  setImmediate(() => {
    throw error
  })
}
