// The server half of one client stream: headers, features, errors and the end (RFC 6120 s.4). What elements mean, and
// when, is in negotiation.ts; a slow reader, an idle stranger and anything malformed are cut here.
import type { Socket } from 'node:net'
import type { SecureContext } from 'node:tls'
import { TLSSocket } from 'node:tls'
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import { createStreamReader } from '../xmpp/stream-reader'
import type { StreamReader } from '../xmpp/stream-reader'
import type { C2sLimits } from './limits'
import type { Carrier, Loss } from './session'
import type { Opening } from './stream-header'
import { headerFault, openingOf, streamNamespaces } from './stream-header'

/** What is said on the stream. */
export interface Dialogue {
  /** The features to offer now (RFC 6120 s.4.3.2). */
  features(): Element
  /** @returns the stream error to end with, or undefined, at once or later */
  element(element: Element): string | undefined | Promise<string | undefined>
  /** The stream is over. */
  over(loss: Loss): void
}

/** A stream as its dialogue sees it. */
export interface Stream extends Carrier {
  /** What its header asked for, once that is here. */
  opening(): Opening
  /** Whether STARTTLS can be offered: there is a certificate, and it is not in use yet. */
  canEncrypt(): boolean
  /** Answers `<starttls/>`; a new stream begins on the encrypted connection (RFC 6120 s.5.4.3.3). */
  encrypt(): void
  /** A new stream is to begin on the same connection (RFC 6120 s.6.4.6). */
  restart(): void
  /** The negotiation is over: the connection may stay idle. */
  settle(): void
}

/** Whom streams are opened to as before XMPP: to those who open them so, or to everybody. */
export type Versionless = 'nobody' | 'who-asks' | 'everybody'

/** What a stream must know. */
export interface StreamOptions {
  /** The only domain that is served; null: every domain. */
  readonly domain: string | null
  readonly versionless: Versionless
  readonly secure: SecureContext | undefined
  readonly limits: C2sLimits
  readonly id: () => string
  /** Told of a bug that ended a stream. */
  readonly report: (error: unknown) => void
  /** Told of a stream that was ended with an error, cut since nobody read it (`unread`), or left open (`half-closed`). */
  readonly cut: (condition: string) => void
}

const { nsStream, nsClient } = streamNamespaces
const nsStreams = 'urn:ietf:params:xml:ns:xmpp-streams'
const nsTls = 'urn:ietf:params:xml:ns:xmpp-tls'
/** How long the last words may take to be read, in milliseconds. */
const farewellMs = 2000

/** Serves a connection. */
export function serveStream(
  socket: Socket,
  options: StreamOptions,
  begin: (stream: Stream) => Dialogue,
): void {
  const { limits, secure, versionless } = options
  let wire = socket
  let opening: Opening = { domain: options.domain ?? 'localhost', versioned: true }
  let greeted = false
  let over = false
  let loss: Loss = 'lost'
  let reader = createReader()

  const write = (text: string): void => {
    if (wire.destroyed || wire.writableEnded) return
    wire.write(text)
    if (wire.writableLength <= limits.unread) return
    options.cut('unread')
    wire.destroy()
  }
  const greet = (): void => {
    greeted = true
    const version = opening.versioned ? `version='1.0' xml:lang='en' ` : ''
    write(
      `<?xml version='1.0'?><stream:stream id='${options.id()}' from='${opening.domain}' ` +
        `${version}xmlns='${nsClient}' xmlns:stream='${nsStream}'>`,
    )
  }
  const finish = (last: string): void => {
    if (over) return
    over = true
    reader.stop()
    write(`${last}</stream:stream>`)
    wire.resume()
    wire.end()
    setTimeout(() => socket.destroy(), farewellMs).unref()
    leave()
  }
  const restart = (): void => {
    greeted = false
    reader.stop()
    reader = createReader()
  }
  const stream: Stream = {
    write,
    endWith(condition) {
      if (over) return
      options.cut(condition)
      if (!greeted) greet()
      finish(`<stream:error>${xml(condition, { xmlns: nsStreams }).toString()}</stream:error>`)
    },
    cut: () => socket.destroy(),
    hold(on) {
      if (on) wire.pause()
      else wire.resume()
    },
    opening: () => opening,
    canEncrypt: () => secure !== undefined && wire === socket,
    encrypt() {
      write(`<proceed xmlns='${nsTls}'/>`)
      restart()
      deafen()
      wire = new TLSSocket(socket, { isServer: true, ...(secure && { secureContext: secure }) })
      listenTo(wire)
    },
    restart,
    settle: () => clearTimeout(patience),
  }
  const patience = setTimeout(() => stream.endWith('connection-timeout'), limits.negotiationMs)
  const dialogue = begin(stream)
  const leave = (): void => {
    clearTimeout(patience)
    dialogue.over(loss)
  }

  const deafen = listenTo(socket)
  socket.on('close', () => {
    if (over) return
    over = true
    reader.stop()
    leave()
  })

  function listenTo(source: Socket): () => void {
    const read = (data: Buffer): void => {
      try {
        reader.write(data)
      } catch (error) {
        breakDown(error)
      }
    }
    const end = (): void => {
      if (!over) options.cut('half-closed')
      finish('')
    }
    source.on('data', read).on('end', end)
    source.on('error', () => socket.destroy())
    return () => void source.off('data', read).off('end', end)
  }

  function createReader(): StreamReader {
    return createStreamReader(
      { size: limits.stanzaSize, depth: limits.depth },
      {
        start: (header) => {
          const old = versionless !== 'nobody' && header.attrs['version'] === undefined
          const fault = headerFault(header, options.domain, old)
          if (fault !== undefined) {
            stream.endWith(fault)
            return
          }
          opening = openingOf(header, !old && versionless !== 'everybody')
          greet()
          if (opening.versioned) write(dialogue.features().toString())
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
