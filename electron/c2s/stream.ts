// The server half of one client stream: headers, features, errors and the end (RFC 6120 s.4). What elements mean, and
// when, is in negotiation.ts; a slow reader, an idle stranger and anything malformed are cut here.
import type { Socket } from 'node:net'
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import { createStreamReader } from '../xmpp/stream-reader'
import type { StreamReader } from '../xmpp/stream-reader'
import type { C2sLimits } from './limits'
import type { Carrier, Loss } from './session'

/** What is said on the stream. */
export interface Dialogue {
  /** The features to offer now (RFC 6120 s.4.3.2). */
  features(): Element
  /** @returns the stream error to end with, or undefined; a promise holds further reading until it is settled */
  element(element: Element): string | undefined | Promise<string | undefined>
  /** The stream is over. */
  over(loss: Loss): void
}

/** A stream as its dialogue sees it. */
export interface Stream extends Carrier {
  /** A new stream is to begin on the same connection (RFC 6120 s.6.4.6). */
  restart(): void
  /** The negotiation is over: the connection may stay idle. */
  settle(): void
}

/** What a stream must know. */
export interface StreamOptions {
  readonly domain: string
  readonly limits: C2sLimits
  readonly id: () => string
  /** Told of a bug that ended a stream. */
  readonly report: (error: unknown) => void
}

const nsStream = 'http://etherx.jabber.org/streams'
const nsClient = 'jabber:client'
const nsStreams = 'urn:ietf:params:xml:ns:xmpp-streams'
/** How long the last words may take to be read, in milliseconds. */
const farewellMs = 2000

/** Serves a connection. */
export function serveStream(
  socket: Socket,
  options: StreamOptions,
  begin: (stream: Stream) => Dialogue,
): void {
  const { domain, limits } = options
  let greeted = false
  let over = false
  let loss: Loss = 'lost'
  let reader = createReader()

  const write = (text: string): void => {
    if (socket.destroyed || socket.writableEnded) return
    socket.write(text)
    if (socket.writableLength > limits.unread) socket.destroy()
  }
  const greet = (): void => {
    greeted = true
    write(
      `<?xml version='1.0'?><stream:stream id='${options.id()}' from='${domain}' version='1.0' ` +
        `xml:lang='en' xmlns='${nsClient}' xmlns:stream='${nsStream}'>`,
    )
  }
  const finish = (last: string): void => {
    if (over) return
    over = true
    reader.stop()
    write(`${last}</stream:stream>`)
    socket.end()
    setTimeout(() => socket.destroy(), farewellMs).unref()
    leave()
  }
  const stream: Stream = {
    write,
    endWith(condition) {
      if (over) return
      if (!greeted) greet()
      finish(`<stream:error>${xml(condition, { xmlns: nsStreams }).toString()}</stream:error>`)
    },
    cut: () => socket.destroy(),
    restart() {
      greeted = false
      reader.stop()
      reader = createReader()
    },
    settle: () => clearTimeout(patience),
  }
  const patience = setTimeout(() => stream.endWith('connection-timeout'), limits.negotiationMs)
  const dialogue = begin(stream)
  const leave = (): void => {
    clearTimeout(patience)
    dialogue.over(loss)
  }

  socket.on('data', (data) => {
    try {
      reader.write(data)
    } catch (error) {
      breakDown(error)
    }
  })
  socket.on('error', () => undefined)
  socket.on('end', () => finish(''))
  socket.on('close', () => {
    if (over) return
    over = true
    reader.stop()
    leave()
  })

  function createReader(): StreamReader {
    return createStreamReader(
      { size: limits.stanzaSize, depth: limits.depth },
      {
        start: (header) => {
          const fault = headerFault(header, domain)
          if (fault !== undefined) {
            stream.endWith(fault)
            return
          }
          greet()
          write(dialogue.features().toString())
        },
        element: take,
        end: () => {
          loss = 'closed'
          finish('')
        },
        fault: (condition) => {
          loss = 'closed'
          stream.endWith(condition)
        },
      },
    )
  }

  function take(element: Element): void {
    if (element.is('error', nsStream)) {
      finish('')
      return
    }
    const answer = dialogue.element(element)
    if (answer instanceof Promise) answer.then(judge, breakDown)
    else judge(answer)
  }

  function breakDown(error: unknown): void {
    options.report(error)
    judge('internal-server-error')
  }

  function judge(fault: string | undefined): void {
    if (fault === undefined) return
    loss = 'closed'
    stream.endWith(fault)
  }
}

/** Refuses a connection that cannot be served: the stream is opened, and ended with that error. */
export function refuseStream(socket: Socket, options: StreamOptions, condition: string): void {
  serveStream(socket, options, (stream) => {
    setImmediate(() => stream.endWith(condition))
    return {
      features: () => xml('stream:features'),
      element: () => undefined,
      over: () => undefined,
    }
  })
}

// RFC 6120 s.4.7 (attributes), s.4.8 (namespaces).
function headerFault(header: Element, domain: string): string | undefined {
  const { to, version = '0.9', 'xmlns:stream': streams, xmlns } = header.attrs
  if (header.getName() !== 'stream') return 'bad-format'
  if (header.getNS() !== nsStream || xmlns !== nsClient) return 'invalid-namespace'
  if (header.name !== 'stream:stream' || streams !== nsStream) return 'bad-namespace-prefix'
  if (!/^[1-9]\d*\.\d+$/.test(version)) return 'unsupported-version'
  if (to === undefined || to.toLowerCase() !== domain) return 'host-unknown'
  return undefined
}
