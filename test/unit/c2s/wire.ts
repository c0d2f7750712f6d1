// A listener with an echo behind it, and the barest of clients: bytes in, text out.
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { connect } from 'node:net'
import type { Element } from '@xmpp/xml'
import type { Backend, Session } from '../../../electron/c2s/backend'
import type { C2sLimits } from '../../../electron/c2s/limits'
import type { Listener } from '../../../electron/c2s/listener'
import { listen } from '../../../electron/c2s/listener'
import { deriveKeys } from '../../../electron/c2s/scram'
import { until, within } from '../../support/wait'

/** What went on behind the streams. */
export interface Echo {
  readonly listener: Listener
  /** `bound jid`, `ended jid n` with the number of undelivered stanzas, in order. */
  readonly events: string[]
  readonly sessions: Map<string, Session>
}

/** Starts it: everybody's password is `secret`, and every stanza is sent back. */
export async function startEcho(limits: Partial<C2sLimits> = {}): Promise<Echo> {
  const events: string[] = []
  const sessions = new Map<string, Session>()
  const backend: Backend = {
    checkPassword: (user, password) => user === 'alice' && password === 'secret',
    scramKeys: (user, hash) => {
      const of = (password: string) => deriveKeys(password, Buffer.from('salty'), hash)
      return user === 'alice' ? [of('other'), of('secret')] : []
    },
    bound(session) {
      events.push(`bound ${session.jid}`)
      sessions.set(session.jid, session)
    },
    stanza: (session: Session, stanza: Element) => session.send(stanza),
    ended: (session, undelivered) => {
      events.push(`ended ${session.jid} ${String(undelivered.length)}`)
    },
  }
  return { listener: await listen(backend, { domain: 'localhost', limits }), events, sessions }
}

/** A connection. */
export interface Wire {
  readonly socket: Socket
  send(data: string | Uint8Array): void
  /** Everything that came so far. */
  text(): string
  /** Waits until that came. */
  heard(text: string): Promise<void>
  /** Waits until the server has closed. @returns everything that came */
  closed(): Promise<string>
}

/** The start of a stream as clients write it. */
export const header =
  `<?xml version='1.0'?><stream:stream to='localhost' version='1.0' xmlns='jabber:client' ` +
  `xmlns:stream='http://etherx.jabber.org/streams'>`

/** Connects. */
export async function openWire(port: number): Promise<Wire> {
  const socket = connect(port, '127.0.0.1')
  let text = ''
  socket.setEncoding('utf8').on('data', (data: string) => {
    text += data
  })
  socket.on('error', () => undefined)
  await within(once(socket, 'connect'), 'the connection')
  return {
    socket,
    send: (data) => socket.write(data),
    text: () => text,
    heard: async (wanted) => {
      await until(
        () => text.includes(wanted),
        () => `${wanted} in ${text}`,
      )
    },
    async closed() {
      await until(
        () => socket.readableEnded || socket.destroyed,
        () => `the end after ${text}`,
      )
      socket.destroy()
      return text
    },
  }
}

/** Connects and signs alice in. @param resource to bind, or null to stop before */
export async function signIn(port: number, resource: string | null): Promise<Wire> {
  const wire = await openWire(port)
  wire.send(header)
  await wire.heard('</stream:features>')
  const secret = Buffer.from('\0alice\0secret').toString('base64')
  wire.send(`<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${secret}</auth>`)
  await wire.heard('<success')
  wire.send(header)
  await wire.heard('xmpp-bind')
  if (resource === null) return wire
  const bind = `<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>${resource}</resource></bind>`
  wire.send(`<iq type='set' id='b'>${bind}</iq>`)
  await wire.heard('<jid>')
  return wire
}
