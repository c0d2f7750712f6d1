// A loopback proxy before a server's port: hears what the client writes, and breaks the line in all the ways lines break.
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { stanzasIn } from './stanza-stream'
import type { RecordedStanza } from './stanza-stream'
import { until } from './wait'

/** The proxy. Of several connections, all are treated alike. */
export interface TcpProxy {
  readonly host: '127.0.0.1'
  readonly port: number
  /** Resets both sides of every connection. */
  drop(): void
  /** Half-open: from now on bytes are swallowed in both directions and nothing is ever closed. */
  freeze(): void
  /** Lets new bytes through again; the swallowed ones are lost, so a connection that lost any is reset. */
  thaw(): void
  /** Resets every new connection as soon as it is made. */
  refuse(): void
  /** Takes new connections again. */
  accept(): void
  /** Keeps back what the servers write from the moment the clients have written that text, until `release`. */
  holdAfter(text: string): void
  /** Passes on what was kept back, in order, and everything after it. */
  release(): void
  /** From now on no more of the clients than that passes in a second; what is more waits with them. */
  throttle(bytesPerSecond: number): void
  /** Breaks the connection once so many more bytes of the client were passed on, to the byte. */
  cut(afterBytes: number): void
  /** Everything clients wrote and the server was given, in order, as text. Only plain streams can be read. */
  outgoing(): string
  /** Everything the servers wrote that clients were given, in order, as text. */
  incoming(): string
  /** The clients' part, as stanzas and other first-level elements. */
  outgoingStanzas(): RecordedStanza[]
  /**
   * Writes that to the server in the client's name, after everything the client wrote; the client is given the answer.
   * @returns whether an answer came that fits, before the line ended
   */
  ask(xml: string, answer: RegExp, timeoutMs: number): Promise<boolean>
  /** How many connections were made so far, and how many are open. */
  connections(): { readonly made: number; readonly open: number }
  /** Waits until what clients wrote contains that text. */
  heard(text: string, timeoutMs?: number): Promise<void>
  close(): Promise<void>
}

interface Line {
  readonly client: Socket
  readonly server: Socket
  readonly held: Buffer[]
  lost: boolean
}

/** Starts a proxy before that port of 127.0.0.1. */
export async function startTcpProxy(target: { readonly port: number }): Promise<TcpProxy> {
  const lines = new Set<Line>()
  const written: Buffer[] = []
  const given: Buffer[] = []
  let frozen = false
  let refusing = false
  let made = 0
  let budget = Infinity
  let holdAt: string | null = null
  let holding = false
  let pace = Infinity

  const outgoing = () => Buffer.concat(written).toString('utf8')
  const reset = (line: Line) => {
    lines.delete(line)
    line.client.resetAndDestroy()
    line.server.resetAndDestroy()
  }
  const swallows = (line: Line) => {
    if (frozen) line.lost = true
    return frozen
  }
  const fromClient = (line: Line, data: Buffer) => {
    if (swallows(line)) return
    const part = data.subarray(0, budget)
    written.push(part)
    if (holdAt !== null && outgoing().includes(holdAt)) holding = true
    if (data.length < budget) {
      budget -= data.length
      line.server.write(part)
      if (pace === Infinity) return
      line.client.pause()
      setTimeout(() => line.client.resume(), (data.length / pace) * 1000)
      return
    }
    budget = Infinity
    lines.delete(line)
    line.server.end(part)
    line.client.resetAndDestroy()
  }
  const toClient = (line: Line, data: Buffer) => {
    given.push(data)
    line.client.write(data)
  }
  const listener = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    made++
    if (refusing) {
      client.resetAndDestroy()
      return
    }
    const server = connect({ port: target.port, host: '127.0.0.1', allowHalfOpen: true })
    const line: Line = { client, server, held: [], lost: false }
    lines.add(line)
    server.setNoDelay(true)
    client.on('data', (data) => {
      fromClient(line, data)
    })
    server.on('data', (data) => {
      if (swallows(line)) return
      if (holding) line.held.push(data)
      else toClient(line, data)
    })
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      one.on('error', () => undefined)
      one.on('end', () => {
        if (!swallows(line)) other.end()
      })
      one.on('close', () => {
        if (swallows(line)) return
        lines.delete(line)
        other.destroy()
      })
    }
  })
  await new Promise<void>((resolve) => {
    listener.listen(0, '127.0.0.1', resolve)
  })
  return {
    host: '127.0.0.1',
    port: (listener.address() as AddressInfo).port,
    drop() {
      lines.forEach(reset)
    },
    freeze() {
      frozen = true
    },
    thaw() {
      frozen = false
      for (const line of lines) if (line.lost) reset(line)
    },
    refuse() {
      refusing = true
    },
    accept() {
      refusing = false
    },
    holdAfter(text) {
      holdAt = text
    },
    release() {
      holdAt = null
      holding = false
      for (const line of lines) for (const data of line.held.splice(0)) toClient(line, data)
    },
    throttle(bytesPerSecond) {
      pace = bytesPerSecond
    },
    cut(afterBytes) {
      budget = afterBytes
    },
    outgoing,
    incoming: () => Buffer.concat(given).toString('utf8'),
    outgoingStanzas: () => stanzasIn(outgoing()),
    async ask(xml, answer, timeoutMs) {
      const line = [...lines].at(-1)
      if (!line) return false
      const mark = given.length
      line.server.write(xml)
      const isAnswered = () => answer.test(Buffer.concat(given.slice(mark)).toString('utf8'))
      await until(() => !lines.has(line) || isAnswered(), 'the server to answer', timeoutMs)
      return isAnswered()
    },
    connections: () => ({ made, open: lines.size }),
    async heard(text, timeoutMs) {
      await until(() => outgoing().includes(text), `the client to write ${text}`, timeoutMs)
    },
    async close() {
      lines.forEach(reset)
      await new Promise((resolve) => listener.close(resolve))
    },
  }
}
