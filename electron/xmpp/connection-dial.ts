// From a candidate to a connected socket that may carry a stream: TCP, TLS with its certificate judged, WebSocket.
import { connect as connectTcp, isIP } from 'node:net'
import type { Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { TLSSocket } from 'node:tls'
import { WebSocket } from 'ws'
import LibraryWebSocket from '@xmpp/websocket/lib/Socket.js'
import type { LibrarySocket } from '@xmpp/client-core'
import { appError } from '../../shared/errors'
import type { ServerView } from '../../shared/model'
import { certificateFault, serverName, sniOf } from './certificate'
import { StreamFailure, failure } from './connection-failure'
import type { Candidate } from './resolve'

/** A connected socket. */
export interface Wire {
  /** For the library. */
  readonly socket: LibrarySocket
  readonly raw: Socket
  /** Whether each top-level element is a message of its own (RFC 7395). */
  readonly framed: boolean
  readonly secure: ServerView['secure']
  /** Present where the connection is encrypted. */
  readonly tls?: TLSSocket
}

/** What a certificate must satisfy. */
export interface Trust {
  /** The domainpart of the account's address. */
  readonly domain: string
  /** SHA-256 fingerprints that the user accepted. */
  readonly trusted: readonly string[]
}

/** Times in ms, and the longest WebSocket message in bytes. */
export interface DialOptions {
  readonly keepAlive: number
  readonly maxPayload: number
}

const nowhere = () => undefined

/**
 * Connects. `starttls` candidates come back unencrypted, as `plain`; see encrypt().
 * Rejects with a StreamFailure or a system error; `signal` ends it and destroys what was opened.
 */
export async function dial(
  candidate: Candidate,
  trust: Trust,
  options: DialOptions,
  signal: AbortSignal,
): Promise<Wire> {
  if (candidate.kind === 'websocket') return dialWebSocket(candidate.url, trust, options, signal)
  const { host, port, security } = candidate
  const raw = await open(host, port, security === 'plain', options, signal)
  if (security !== 'direct-tls')
    return { socket: withSecure(raw, false), raw, framed: false, secure: 'plain' }
  const tls = await encryptSocket(raw, serverName(trust.domain), trust, 'xmpp-client', signal)
  return { socket: withSecure(tls, true), raw: tls, framed: false, secure: 'direct-tls', tls }
}

/** Encrypts a stream's socket after `<proceed/>` (RFC 6120 s.5). */
export async function encrypt(wire: Wire, trust: Trust, signal: AbortSignal): Promise<Wire> {
  const tls = await encryptSocket(wire.raw, serverName(trust.domain), trust, undefined, signal)
  return { socket: withSecure(tls, true), raw: tls, framed: false, secure: 'starttls', tls }
}

async function dialWebSocket(
  url: string,
  trust: Trust,
  options: DialOptions,
  signal: AbortSignal,
): Promise<Wire> {
  const { hostname, port, protocol } = new URL(url)
  const encrypted = protocol === 'wss:'
  const host = serverName(hostname)
  const raw = await open(host, Number(port) || (encrypted ? 443 : 80), !encrypted, options, signal)
  const tls = encrypted ? await encryptSocket(raw, host, trust, 'http/1.1', signal) : undefined
  const socket = await upgrade(url, tls ?? raw, options, signal)
  const secure = tls ? 'websocket' : 'plain'
  return { socket, raw: tls ?? raw, framed: true, secure, ...(tls ? { tls } : {}) }
}

function isLoopback(host: string): boolean {
  if (isIP(host) === 4) return host.startsWith('127.')
  return host === '::1' || host.startsWith('::ffff:127.') || host.toLowerCase() === 'localhost'
}

/** Opens a connection. One that stays `plain` never leaves this computer, whatever its name resolves to. */
async function open(
  host: string,
  port: number,
  plain: boolean,
  { keepAlive }: DialOptions,
  signal: AbortSignal,
): Promise<Socket> {
  if (plain && !isLoopback(host)) throw new StreamFailure(failure('tls-required'))
  const raw = connectTcp({
    host,
    port,
    keepAlive: true,
    keepAliveInitialDelay: keepAlive,
    noDelay: true,
  })
  raw.on('error', nowhere)
  await settled(raw, 'connect', signal)
  if (!plain || isLoopback(raw.remoteAddress ?? '')) return raw
  raw.destroy()
  throw new StreamFailure(failure('tls-required'))
}

async function encryptSocket(
  socket: Socket,
  name: string,
  { trusted }: Trust,
  protocol: string | undefined,
  signal: AbortSignal,
): Promise<TLSSocket> {
  const tls = connectTls({
    socket,
    ...sniOf(name),
    ...(protocol === undefined ? {} : { ALPNProtocols: [protocol] }),
    minVersion: 'TLSv1.2',
    rejectUnauthorized: false, // judged below, so that the user can be shown what is wrong
    checkServerIdentity: nowhere,
  })
  tls.on('error', nowhere)
  await settled(tls, 'secureConnect', signal)
  const fault = certificateFault(tls, name, trusted)
  if (!fault) return tls
  tls.destroy()
  throw new StreamFailure({ error: appError('certificate', fault.reason), certificate: fault })
}

function upgrade(
  url: string,
  connected: Socket,
  { maxPayload }: DialOptions,
  signal: AbortSignal,
): Promise<LibrarySocket> {
  const web = new WebSocket(url, ['xmpp'], {
    createConnection: () => connected,
    followRedirects: false,
    maxPayload,
    perMessageDeflate: false,
  })
  web.on('error', nowhere)
  const socket = new LibraryWebSocket()
  socket.on('error', nowhere) // it repeats every error, also when nobody listens any more
  socket.secure = url.startsWith('wss:')
  socket._attachSocket(web)
  return settled(web, 'open', signal, () => web.terminate()).then(() => socket)
}

/** Resolves with the emitter at the event; rejects at an error, an early close or the signal. */
function settled<T extends Socket | WebSocket>(
  emitter: T,
  event: string,
  signal: AbortSignal,
  destroy: () => void = () => 'destroy' in emitter && emitter.destroy(),
): Promise<T> {
  return new Promise((resolve, reject) => {
    const fail = (error?: Error) => {
      destroy()
      reject(error ?? new StreamFailure(failure('connection-lost')))
    }
    const aborted = () => fail(new StreamFailure(failure('connection-timeout')))
    signal.addEventListener('abort', aborted, { once: true })
    emitter.once('error', fail)
    emitter.once('close', () => fail())
    emitter.once(event, () => {
      signal.removeEventListener('abort', aborted)
      emitter.removeListener('error', fail)
      resolve(emitter)
    })
    if (signal.aborted) aborted()
  })
}

function withSecure<T extends Socket>(socket: T, secure: boolean): T & { secure: boolean } {
  return Object.assign(socket, { secure })
}
