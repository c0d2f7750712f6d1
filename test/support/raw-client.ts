// The least client there can be, on a bare socket, for proving what a server does without any library or Casper.
import { once } from 'node:events'
import { connect } from 'node:net'
import { createRecorder } from './recorder'
import type { Watcher } from './recorder'
import type { RunningServer } from './server'
import { escapeXml } from './stanza-stream'
import type { RecordedStanza } from './stanza-stream'
import { now, within } from './wait'

/** A session on a bare socket. It has sent no presence. */
export interface RawClient extends Watcher {
  /** Turns stream management on (XEP-0198 s.5). @returns the id to resume by. */
  enableResumption(): Promise<string>
}

/** Who signs in, and where; plain loopback, PLAIN (RFC 4616). */
export interface RawClientOptions {
  readonly server: Pick<RunningServer, 'host' | 'port' | 'domain'>
  readonly user: string
  readonly password: string
  /** Default: the server chooses. */
  readonly resource?: string
  /** Resumes that session instead of binding a resource; `jid` is the session's. */
  readonly resume?: { readonly id: string; readonly jid: string; readonly handled?: number }
}

/**
 * Signs in. @throws with the server's answer where it refuses.
 * A lost connection is made once more: jabberd2 knows connections by the number of their socket, and ends the one
 * that took the number of another whose end was still on its way.
 */
export async function startRawClient(options: RawClientOptions): Promise<RawClient> {
  try {
    return await signIn(options)
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('connection lost'))) throw error
    return signIn(options)
  }
}

async function signIn(options: RawClientOptions): Promise<RawClient> {
  const { server, user, password, resource, resume } = options
  const socket = connect(server.port, server.host)
  const recorder = createRecorder(
    (xml) => socket.write(xml),
    () => !socket.destroyed && !socket.readableEnded,
  )
  socket.setEncoding('utf8').on('data', (text: string) => {
    recorder.feed(text, now())
  })
  socket.on('error', () => undefined)
  const openStream = async () => {
    socket.write(
      `<stream:stream to='${server.domain}' version='1.0' xmlns='jabber:client' ` +
        `xmlns:stream='http://etherx.jabber.org/streams'>`,
    )
    await recorder.nextElement(named('stream:features'))
  }
  const ask = async (xml: string, ...answers: string[]) => {
    recorder.send(xml)
    const answer = await recorder.nextElement(named(...answers, 'failure', 'failed'))
    if (answer.name.startsWith('fail')) throw new Error(answer.xml)
    return answer
  }
  const end = async (act: () => void) => {
    if (socket.destroyed) return
    const closed = once(socket, 'close')
    act()
    await within(closed, 'the socket to close')
  }

  await openStream()
  const secret = Buffer.from(`\0${user}\0${password}`).toString('base64')
  const sasl = `xmlns='urn:ietf:params:xml:ns:xmpp-sasl'`
  await ask(`<auth ${sasl} mechanism='PLAIN'>${secret}</auth>`, 'success')
  await openStream()
  let jid = resume?.jid ?? ''
  if (resume) {
    const { id, handled = 0 } = resume
    recorder.begin(jid)
    await ask(`<resume xmlns='urn:xmpp:sm:3' previd='${id}' h='${String(handled)}'/>`, 'resumed')
  } else {
    const wish = resource === undefined ? '' : `<resource>${escapeXml(resource)}</resource>`
    const bind = `<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>${wish}</bind>`
    const { xml } = await ask(`<iq type='set' id='bind'>${bind}</iq>`, 'iq')
    jid = /<jid>(.*?)<\/jid>/.exec(xml)?.[1] ?? ''
    if (jid === '') throw new Error(xml)
    recorder.begin(jid)
  }
  return {
    ...recorder,
    jid,
    async enableResumption() {
      const xml = `<enable xmlns='urn:xmpp:sm:3' resume='true'/>`
      return (await ask(xml, 'enabled')).id
    },
    message(to, body) {
      recorder.send(`<message type='chat' to='${to}'><body>${escapeXml(body)}</body></message>`)
    },
    probe(contact) {
      recorder.send(`<presence type='probe' to='${contact}'/>`)
    },
    close: () =>
      end(() => {
        socket.end('</stream:stream>')
      }),
    drop: () =>
      end(() => {
        socket.resetAndDestroy()
      }),
  }
}

function named(...names: string[]): (element: RecordedStanza) => boolean {
  return ({ name }) => names.includes(name)
}
