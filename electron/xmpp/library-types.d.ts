// Types of exactly the @xmpp/* surface that is used here, written after the library's code (0.14).

declare module '@xmpp/xml' {
  import type { EventEmitter } from 'node:events'

  /** An XML element; text children are strings. */
  export class Element {
    constructor(name: string, attrs?: Record<string, string | undefined>)
    name: string
    attrs: Record<string, string | undefined>
    children: (Element | string)[]
    parent: Element | null
    is(name: string, xmlns?: string): boolean
    getName(): string
    getNS(): string | undefined
    findNS(prefix?: string): string | undefined
    getChild(name: string, xmlns?: string): Element | undefined
    getChildren(name: string, xmlns?: string): Element[]
    getChildElements(): Element[]
    getChildText(name: string, xmlns?: string): string | null
    getText(): string
    append(...nodes: (Element | string)[]): void
    toString(): string
  }

  export class Parser extends EventEmitter {
    write(data: string): void
  }

  type Child = Element | string | null | undefined | false | readonly Child[]
  export default function xml(
    name: string,
    attrs?: Record<string, string | number | undefined> | null,
    ...children: Child[]
  ): Element
}

declare module '@xmpp/client-core' {
  import type { EventEmitter } from 'node:events'
  import type { Element, Parser } from '@xmpp/xml'

  /** What the library needs of a socket: node's own, or its wrapper of a WebSocket. */
  export interface LibrarySocket {
    secure: boolean
    write(data: string, done?: (error?: Error | null) => void): unknown
    end(): unknown
  }

  export interface Transport {
    readonly prototype: object
  }

  export class Client extends EventEmitter {
    constructor(options: { domain: string; timeout: number })
    options: { domain: string }
    jid: { toString(): string } | null
    status: string
    socket: LibrarySocket | null
    parser: Parser | null
    root: Element | null
    Transport: Transport
    Parser: new () => Parser
    _attachSocket(socket: LibrarySocket): void
    _detachSocket(): void
    _detachParser(): void
    _onData(data: Uint8Array | string): void
    _onElement(element: Element): void
    _onStreamError(element: Element): void
    _streamError(condition: string): Promise<unknown>
    _status(status: string, ...args: unknown[]): void
    _jid(jid: string): void
    open(options: { domain: string }): Promise<Element>
    restart(): Promise<Element>
    disconnect(): Promise<unknown>
    send(element: Element): Promise<void>
    sendMany(elements: readonly Element[]): Promise<void>
    sendReceive(element: Element, timeout?: number): Promise<Element>
    write(text: string): Promise<void>
    isStanza(element: Element): boolean
    footer(element: Element | undefined): string
    footerElement(): Element | undefined
  }
}

declare module '@xmpp/tcp/lib/Connection.js' {
  import type { Transport } from '@xmpp/client-core'
  const ConnectionTCP: Transport
  export default ConnectionTCP
}

declare module '@xmpp/websocket/lib/Connection.js' {
  import type { Transport } from '@xmpp/client-core'
  const ConnectionWebSocket: Transport
  export default ConnectionWebSocket
}

declare module '@xmpp/websocket/lib/FramedParser.js' {
  import { Parser } from '@xmpp/xml'
  export default class FramedParser extends Parser {}
}

declare module '@xmpp/websocket/lib/Socket.js' {
  import type { EventEmitter } from 'node:events'
  import type { LibrarySocket } from '@xmpp/client-core'
  import type { WebSocket } from 'ws'
  interface Socket extends EventEmitter, LibrarySocket {}
  class Socket {
    url: string | null
    _attachSocket(socket: WebSocket): void
  }
  export default Socket
}

declare module '@xmpp/middleware' {
  import type { Client } from '@xmpp/client-core'
  import type { Element } from '@xmpp/xml'
  type Step = (context: { stanza: Element }, next: () => Promise<unknown>) => unknown
  export interface Middleware {
    use(step: Step): Step
    filter(step: Step): Step
  }
  export default function middleware(options: { entity: Client }): Middleware
}

declare module '@xmpp/stream-features' {
  import type { Middleware } from '@xmpp/middleware'
  export interface StreamFeatures {
    use(name: string, xmlns: string, handler: (...args: never[]) => unknown): unknown
  }
  export default function streamFeatures(options: { middleware: Middleware }): StreamFeatures
}

declare module '@xmpp/iq/caller.js' {
  import type { Client } from '@xmpp/client-core'
  import type { Middleware } from '@xmpp/middleware'
  export interface IqCaller {
    readonly handlers: ReadonlyMap<string, unknown>
  }
  export default function iqCaller(options: { entity: Client; middleware: Middleware }): IqCaller
}

declare module '@xmpp/resource-binding' {
  import type { IqCaller } from '@xmpp/iq/caller.js'
  import type { StreamFeatures } from '@xmpp/stream-features'
  export default function resourceBinding(
    options: { streamFeatures: StreamFeatures; iqCaller: IqCaller },
    resource: () => string,
  ): void
}

declare module '@xmpp/stream-management' {
  import type { EventEmitter } from 'node:events'
  import type { Client } from '@xmpp/client-core'
  import type { Middleware } from '@xmpp/middleware'
  import type { StreamFeatures } from '@xmpp/stream-features'
  import type { Element } from '@xmpp/xml'
  /** The library's XEP-0198 state; counters and queue are plain properties, times are ms. */
  export interface StreamManagement extends EventEmitter {
    enabled: boolean
    enableSent: boolean
    id: string
    inbound: number
    outbound: number
    outbound_q: { stanza: Element; stamp: string }[]
    timeout: number
    requestAckInterval: number
    requestAckDebounce: number
  }
  export default function streamManagement(options: {
    streamFeatures: StreamFeatures
    entity: Client
    middleware: Middleware
  }): StreamManagement
}
