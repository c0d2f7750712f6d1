// The load on a server: many clients, all doing the same. In a process of its own, so that the time they need is not
// the server's.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { LoadClient, Mechanism } from './load-client'
import { signInLoad } from './load-client'

/** Where the server is, and how many sign in. */
export interface LoadOptions {
  readonly port: number
  readonly domain: string
  readonly sessions: number
  readonly password: string
}

/** What all of them do, from the connection to the bound resource first. */
export type Order =
  | { readonly act: 'sign-in'; readonly mechanism: Mechanism }
  | { readonly act: 'fetch-rosters' }
  /** The first so many broadcast presence, at once. `deliveries`: how many stanzas come of it. */
  | { readonly act: 'broadcast'; readonly senders: number; readonly deliveries: number }
  | { readonly act: 'sign-out' }

/** Carries an order out. @returns how many seconds it took */
export type Load = (order: Order) => Promise<number>

/** The name of a user, by number. */
export function nameOf(index: number): string {
  return `user${String(index)}`
}

const argument = '--load'
/** So many wait for the server at the same time. */
const atATime = 32
const mark = '<presence'

/** Makes the clients; they are not connected. */
export function createLoad({ port, domain, sessions, password }: LoadOptions): Load {
  let clients: LoadClient[] = []
  let delivered = 0
  let expected = Number.POSITIVE_INFINITY
  let whenDelivered = (): void => undefined

  // A mark that two pieces share is looked for once more where they meet.
  const counter = (): ((data: Buffer) => void) => {
    let rest = ''
    return (data) => {
      const text = rest + data.toString('latin1')
      let from = 0
      for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, from)) {
        delivered += 1
        from = at + mark.length
      }
      rest = text.slice(Math.max(from, text.length - mark.length + 1))
      if (delivered >= expected) whenDelivered()
    }
  }
  const everybody = async (act: (index: number) => Promise<unknown>): Promise<void> => {
    let next = 0
    const worker = async (): Promise<void> => {
      while (next < sessions) await act(next++)
    }
    await Promise.all(Array.from({ length: atATime }, worker))
  }

  const carryOut = async (order: Order): Promise<void> => {
    switch (order.act) {
      case 'sign-in':
        clients = []
        return everybody(async (index) => {
          const user = { port, domain, password, name: nameOf(index) }
          clients[index] = await signInLoad(user, order.mechanism, counter())
        })
      case 'fetch-rosters': {
        const query = `<iq type='get' id='roster'><query xmlns='jabber:iq:roster'/></iq>`
        return everybody(async (index) => clients[index]?.ask(query, '</iq>'))
      }
      case 'broadcast': {
        expected = delivered + order.deliveries
        const all = new Promise<void>((resolve) => (whenDelivered = resolve))
        for (const { socket } of clients.slice(0, order.senders)) socket.write('<presence/>')
        return all
      }
      case 'sign-out': {
        const closed = clients.map(({ socket }) => once(socket, 'close'))
        for (const { socket } of clients) socket.end('</stream:stream>')
        await Promise.all(closed)
      }
    }
  }
  return async (order) => {
    const started = performance.now()
    await carryOut(order)
    return (performance.now() - started) / 1000
  }
}

/** Whether this process was started for the load. */
export function isLoadProcess(): boolean {
  return process.argv.includes(argument)
}

/** The life of that process: carries orders out, one after the other, until nobody is there to give any. */
export function serveLoad(): void {
  let load: Load | undefined
  process.on('message', (message: LoadOptions | Order) => {
    if (!('act' in message)) load = createLoad(message)
    else void load?.(message).then((seconds) => process.send?.(seconds))
  })
}

/** Starts that process. @param program what calls serveLoad() in it */
export function startLoadProcess(program: string, options: LoadOptions): Load {
  const child = fork(program, [argument])
  child.send(options)
  return async (order) => {
    child.send(order)
    const ended = once(child, 'exit').then(() => Promise.reject(new Error('the load broke down')))
    const [seconds] = (await Promise.race([once(child, 'message'), ended])) as [number]
    if (order.act === 'sign-out') child.disconnect()
    return seconds
  }
}
