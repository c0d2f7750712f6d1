// The library's client, made fit for hostile input. It is composed here from @xmpp's own classes instead of by
// `client()` of @xmpp/client, which also answers requests by itself, reconnects every second and looks up over HTTP.
// What is overridden, and why, stands at each method.
import { Client } from '@xmpp/client-core'
import type { LibrarySocket } from '@xmpp/client-core'
import ConnectionTCP from '@xmpp/tcp/lib/Connection.js'
import ConnectionWebSocket from '@xmpp/websocket/lib/Connection.js'
import FramedParser from '@xmpp/websocket/lib/FramedParser.js'
import { Parser } from '@xmpp/xml'
import type { Element } from '@xmpp/xml'
import { StreamFailure, failure, streamError } from './connection-failure'
import { createGuard } from './library-guard'
import type { Guard, Limits } from './library-guard'

const nsClient = 'jabber:client'
const nsStream = 'http://etherx.jabber.org/streams'
const nsSasl = 'urn:ietf:params:xml:ns:xmpp-sasl'
const nsTls = 'urn:ietf:params:xml:ns:xmpp-tls'

/** Judges an element before the library sees it. @returns why it must be ignored, or undefined. */
export type Inspect = (element: Element) => string | undefined

/**
 * One stream on one socket at a time. Emits the library's events, and:
 * `ignored` (reason) for an element that `inspect` refused.
 */
export class StreamClient extends Client {
  readonly #limits: Limits
  readonly #inspect: Inspect
  #framed = false
  #decoder = new TextDecoder()
  #guard: Guard | undefined

  /** @param timeout ms for each step that the library waits for */
  constructor(domain: string, timeout: number, limits: Limits, inspect: Inspect) {
    super({ domain, timeout })
    this.#limits = limits
    this.#inspect = inspect
  }

  /** Takes a connected socket; a stream can then be opened on it. Replaces the one before (STARTTLS). */
  adopt(socket: LibrarySocket, framed: boolean): void {
    this.#framed = framed
    this.Transport = framed ? ConnectionWebSocket : ConnectionTCP
    this.Parser = framed ? FramedParser : Parser
    this._detachSocket()
    this._attachSocket(socket)
    this._status('connect')
  }

  /** The end of the stream as text: `</stream:stream>` or `<close/>`. */
  streamEnd(): string {
    return this.footer(this.footerElement())
  }

  /**
   * Every stream starts with a fresh decoder and fresh limits.
   * Trap: the library starts to listen for the answer only after its write was confirmed.
   */
  override async open(options: { domain: string }): Promise<Element> {
    this.#decoder = new TextDecoder('utf-8', { fatal: true })
    this.#guard = createGuard(this.#limits, this.#framed ? 0 : 1)
    const opened = new Promise<Element>((resolve) => this.once('open', resolve))
    const header = await Promise.race([opened, super.open(options)])
    const proper = this.#framed || (header.is('stream', nsStream) && header.findNS() === nsClient)
    if (!proper) throw malformed('the stream has another namespace', 'invalid-namespace')
    return header
  }

  /**
   * Traps: the library decodes each chunk by itself, so that a character cut by a chunk's end is lost; it has no
   * limits, and keeps the white space between stanzas for ever; and whatever its parser or a listener throws would end
   * the process.
   */
  override _onData(data: Uint8Array | string): void {
    try {
      const read = this.#guard?.(typeof data === 'string' ? data : this.#decode(data)) ?? ''
      if (typeof read !== 'string') throw refused(read.code, read.detail, read.condition)
      if (read === '') return
      if (!this.parser) throw malformed('data where none may come')
      this.parser.write(read)
    } catch (error) {
      this.emit(
        'error',
        error instanceof StreamFailure ? error : malformed(String(error).slice(0, 200)),
      )
    }
  }

  #decode(data: Uint8Array): string {
    if (this.#framed) throw malformed('a binary frame')
    return this.#decoder.decode(data, { stream: true })
  }

  /**
   * Traps: an address that is none throws inside the library's listener. After `<proceed/>` and `<success/>` nothing
   * may follow on the old stream: what an attacker put behind it in the clear must not be read as if it were secure.
   */
  override _onElement(element: Element): void {
    const reason = this.#inspect(element)
    if (reason !== undefined) {
      this.emit('ignored', reason)
      return
    }
    super._onElement(element)
    const restarts = element.is('proceed', nsTls) || element.is('success', nsSasl)
    if (restarts && this.status === 'open') this._detachParser()
  }

  /** Trap: on `see-other-host` the library connects there at once, without any of our checks. */
  override _onStreamError(element: Element): void {
    this.emit('error', new StreamFailure(streamError(element)))
  }

  /** Trap: the library writes an error and goes on reading. The owner ends the stream, with the error it is told. */
  override _streamError(condition: string): Promise<void> {
    this.emit('error', malformed('the text is not well-formed XML', condition))
    return Promise.resolve()
  }

  /** Trap: the library tells stream management of a stanza after it was written, when its ack may be there already. */
  override async send(element: Element): Promise<void> {
    this.#prepare(element)
    this.emit('send', element)
    await this.write(element.toString())
  }

  /** As send(), for many in one write. */
  override async sendMany(elements: readonly Element[]): Promise<void> {
    for (const element of elements) {
      this.#prepare(element)
      this.emit('send', element)
    }
    await this.#writeAll(elements.map(String))
  }

  /** The last elements and the end of the stream, in one write where the transport has no frames. */
  async sendEnd(elements: readonly Element[]): Promise<void> {
    for (const element of elements) {
      this.#prepare(element)
      this.emit('send', element)
    }
    const written = this.#writeAll([...elements.map(String), this.streamEnd()])
    this._status('closing')
    await written
  }

  async #writeAll(texts: readonly string[]): Promise<void> {
    if (this.#framed) await Promise.all(texts.map((text) => this.write(text)))
    else if (texts.length > 0) await this.write(texts.join(''))
  }

  #prepare(element: Element): void {
    if (this.#framed) element.attrs['xmlns'] ??= nsClient
    element.parent = this.root
  }

  /** Trap: the library closes politely and without a bound, also when the peer is gone. The owner does it. */
  override disconnect(): Promise<void> {
    this.emit('error', new StreamFailure(failure('connection-timeout')))
    return Promise.resolve()
  }
}

function malformed(detail: string, condition = 'not-well-formed'): StreamFailure {
  return refused('malformed-xml', detail, condition)
}

function refused(code: string, detail: string, condition: string): StreamFailure {
  return new StreamFailure(failure(code, detail, condition))
}
