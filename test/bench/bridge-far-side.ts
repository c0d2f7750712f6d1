// What is around the bridge when it is measured: a server, somebody who answers, and clients. In a process of its own, so
// that the time they need is not the bridge's.
import { fork } from 'node:child_process'
import type { DemoServer } from '../../electron/demo/server/embedded-server'
import { startDemoServer } from '../../electron/demo/server/embedded-server'
import { nameOf } from './load'
import type { LoadClient } from './load-client'
import { signInLoad } from './load-client'

/** What it is told to do. The clients of an order are the user with that number, at that port. */
export type Order =
  /** @returns the port of the server, with so many users */
  | { readonly act: 'serve'; readonly users: number }
  | { readonly act: 'sign-in'; readonly user: number; readonly port: number }
  /** One message, and the answer to it. @returns how long both took, in ms */
  | { readonly act: 'exchange'; readonly user: number }
  /** So many messages at once. @returns how long until all were there, in ms */
  | { readonly act: 'flood'; readonly user: number; readonly messages: number }
  | { readonly act: 'end' }

/** Carries an order out. */
export type FarSide = (order: Order) => Promise<number>

const domain = 'localhost'
const password = 'the same for everybody'
const argument = '--far-side'
/** Who answers every message: the first user. */
const answering = nameOf(0)

/** Makes it; nothing runs. */
export function createFarSide(): FarSide {
  const clients = new Map<number, LoadClient>()
  const waiting = new Map<string, () => void>()
  let server: DemoServer | undefined
  let answerer: LoadClient | undefined
  let messages = 0

  const reader = (take: (body: string) => void): ((data: Buffer) => void) => {
    let rest = ''
    return (data) => {
      const parts = (rest + data.toString('latin1')).split('</body>')
      rest = parts.pop() ?? ''
      for (const part of parts) take(part.slice(part.lastIndexOf('<body>') + 6))
    }
  }
  const settle = (body: string): void => {
    waiting.get(body)?.()
    waiting.delete(body)
  }
  const signIn = async (user: number, port: number, idle: (data: Buffer) => void) => {
    const client = await signInLoad({ port, domain, password, name: nameOf(user) }, 'PLAIN', idle)
    client.socket.write('<presence/>')
    return client
  }

  const serve = async (users: number): Promise<number> => {
    server = await startDemoServer({ domain })
    for (let user = 0; user < users; user += 1) {
      server.addUser(nameOf(user), password)
      if (user > 0) server.befriend(friend(answering), friend(nameOf(user)))
    }
    const answer = (body: string): void => {
      const [user = '', kind] = body.split(' ')
      if (kind === 'flood') settle(body)
      else answerer?.socket.write(message(`${user}@${domain}`, body))
    }
    answerer = await signIn(0, server.port, reader(answer))
    return server.port
  }

  const said = async (user: number, kind: string, count: number): Promise<number> => {
    const socket = clients.get(user)?.socket
    const bodies = Array.from({ length: count }, () => `${nameOf(user)} ${kind} ${messages++}`)
    const last = new Promise<void>((resolve) => waiting.set(bodies.at(-1) ?? '', resolve))
    const texts = bodies.map((body) => message(`${answering}@${domain}`, body))
    const started = performance.now()
    for (const text of texts) socket?.write(text)
    await last
    return performance.now() - started
  }

  return async (order) => {
    switch (order.act) {
      case 'serve':
        return serve(order.users)
      case 'sign-in':
        clients.set(order.user, await signIn(order.user, order.port, reader(settle)))
        return 0
      case 'exchange':
        return said(order.user, 'exchange', 1)
      case 'flood':
        return said(order.user, 'flood', order.messages)
      case 'end':
        for (const { socket } of [...clients.values()]) socket.end('</stream:stream>')
        answerer?.socket.end('</stream:stream>')
        await server?.close()
        return 0
    }
  }
}

function message(to: string, body: string): string {
  return `<message type='chat' to='${to}' id='${body}'><body>${body}</body></message>`
}

function friend(name: string): { name: string; groups: string[] } {
  return { name, groups: [] }
}

/** Whether this process was started for it. */
export function isFarSideProcess(): boolean {
  return process.argv.includes(argument)
}

/** The life of that process: one order after the other, until nobody is there to give any. */
export function serveFarSide(): void {
  const farSide = createFarSide()
  process.on('message', (order: Order) => {
    void farSide(order).then((answer) => process.send?.(answer))
  })
}

/** Starts that process. @param program what calls serveFarSide() in it */
export function startFarSideProcess(program: string): FarSide {
  const child = fork(program, [argument])
  let settle: (answer: number) => void = () => undefined
  let fail: (error: Error) => void = () => undefined
  child.on('message', (answer: number) => settle(answer))
  child.on('exit', () => fail(new Error('the far side broke down')))
  return async (order) => {
    child.send(order)
    const answer = await new Promise<number>((resolve, reject) => {
      settle = resolve
      fail = reject
    })
    if (order.act === 'end') child.disconnect()
    return answer
  }
}
