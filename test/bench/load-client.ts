// One client of the load: signs in on a bare socket, and looks through what it is sent without reading it.
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { createScram } from '../../electron/xmpp/scram'

/** How to sign in. */
export type Mechanism = 'PLAIN' | 'SCRAM-SHA-256'

/** A signed-in connection. */
export interface LoadClient {
  readonly socket: Socket
  /** Writes, and waits until what comes ends with that. @throws where the server refuses, or hangs up */
  ask(xml: string, end: string): Promise<string>
}

/** Whose, and where. */
export interface LoadUser {
  readonly port: number
  readonly domain: string
  readonly name: string
  readonly password: string
}

const sasl = `xmlns='urn:ietf:params:xml:ns:xmpp-sasl'`
const features = '</stream:features>'

/** Signs in and binds a resource. @param idle takes what comes while nothing is waited for */
export async function signInLoad(
  user: LoadUser,
  mechanism: Mechanism,
  idle: (data: Buffer) => void,
): Promise<LoadClient> {
  const client = await open(user.port, idle)
  const header = `<stream:stream to='${user.domain}' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>`
  await client.ask(header, features)
  await (mechanism === 'PLAIN' ? plain(client, user) : scram(client, user))
  await client.ask(header, features)
  const bind = `<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>`
  await client.ask(`<iq type='set' id='bind'>${bind}</iq>`, '</iq>')
  return client
}

async function open(port: number, idle: (data: Buffer) => void): Promise<LoadClient> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await once(socket, 'connect')
  let take: ((text: string) => void) | null = null
  let hungUp = (): void => undefined
  socket.on('data', (data) => {
    if (take) take(data.toString())
    else idle(data)
  })
  socket.on('error', () => undefined)
  socket.on('close', () => hungUp())
  return {
    socket,
    ask: (xml, end) =>
      new Promise((resolve, reject) => {
        let got = ''
        hungUp = () => reject(new Error(`the server hung up after ${got}`))
        take = (text) => {
          got += text
          const refused = got.endsWith('</failure>')
          if (!refused && !got.endsWith(end)) return
          take = null
          hungUp = () => undefined
          if (refused) reject(new Error(got))
          else resolve(got)
        }
        socket.write(xml)
      }),
  }
}

async function plain({ ask }: LoadClient, { name, password }: LoadUser): Promise<void> {
  await ask(`<auth ${sasl} mechanism='PLAIN'>${encoded(`\0${name}\0${password}`)}</auth>`, '/>')
}

async function scram({ ask }: LoadClient, { name, password }: LoadUser): Promise<void> {
  const nonce = randomBytes(18).toString('base64')
  const binding = { flag: 'n' } as const
  const exchange = createScram({ hash: 'sha256', username: name, password, nonce, binding })
  const first = exchange.first()
  if (!first.ok) throw new Error(first.error)
  const opening = `<auth ${sasl} mechanism='SCRAM-SHA-256'>${encoded(first.value)}</auth>`
  const challenge = await ask(opening, '</challenge>')
  const final = await exchange.final(decoded(challenge))
  if (!final.ok) throw new Error(final.error)
  const success = await ask(`<response ${sasl}>${encoded(final.value)}</response>`, '</success>')
  const verified = exchange.verify(decoded(success))
  if (!verified.ok) throw new Error(verified.error)
}

function encoded(text: string): string {
  return Buffer.from(text).toString('base64')
}

function decoded(element: string): string {
  return Buffer.from(/>([^<]*)</.exec(element)?.[1] ?? '', 'base64').toString()
}
