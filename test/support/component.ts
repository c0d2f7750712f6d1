// An external component (XEP-0114) on a bare socket, such as a gateway is: it is there for every address of its domain,
// answers nothing by itself and forgets nothing.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { createRecorder } from './recorder'
import type { Recorder, Watcher } from './recorder'
import { componentSecret } from './server'
import type { RunningServer } from './server'
import { escapeXml, stanzaReader } from './stanza-stream'
import { now, until, within } from './wait'

/** A component that is connected. */
export interface Component {
  readonly domain: string
  /** A watcher for one bare address of the domain, or for the domain itself: from now on it has what that is sent. */
  at(jid: string): Watcher
  close(): Promise<void>
}

/** Connects as the gateway that the server was started with. @throws where it has none, or refuses */
export async function startComponent(
  server: Pick<RunningServer, 'host' | 'gateway'>,
): Promise<Component> {
  if (server.gateway === null) throw new Error('the server was started without a gateway')
  const { domain, port } = server.gateway
  const socket = connect(port, server.host)
  const watchers = new Map<string, Recorder>()
  const read = stanzaReader(({ xml, to, at }) => {
    watchers.get(to.split('/')[0] ?? '')?.feed(xml, at)
  })
  let beginning = ''
  socket.setEncoding('utf8').on('data', (text: string) => {
    if (watchers.size === 0) beginning += text
    read(text, now())
  })
  socket.on('error', () => undefined)
  const isAlive = (): boolean => !socket.destroyed && !socket.readableEnded
  const heard = async (what: RegExp): Promise<string> => {
    const found = await until(
      () => what.exec(beginning) ?? (isAlive() ? undefined : []),
      String(what),
    )
    if (found[1] === undefined) throw new Error(`refused: ${beginning}`)
    return found[1]
  }
  socket.write(
    `<stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' to='${domain}'>`,
  )
  const id = await heard(/<stream:stream[^>]*\sid=["']([^"']*)["']/)
  const digest = createHash('sha1').update(`${id}${componentSecret}`).digest('hex')
  socket.write(`<handshake>${digest}</handshake>`)
  await heard(/<(handshake)\b/)
  return {
    domain,
    at(jid) {
      // A component must say for which of its addresses it speaks.
      const recorder = createRecorder((xml) => {
        socket.write(xml.replace(/^<(\w+)(?![^>]*\sfrom=)/, `<$1 from='${jid}'`))
      }, isAlive)
      watchers.set(jid, recorder)
      recorder.begin(jid)
      return {
        ...recorder,
        jid,
        message(to, body) {
          recorder.send(`<message type='chat' to='${to}'><body>${escapeXml(body)}</body></message>`)
        },
        probe(contact) {
          recorder.send(`<presence type='probe' to='${contact}'/>`)
        },
        close: () => Promise.resolve(),
        drop: () => Promise.resolve(),
      }
    },
    async close() {
      if (socket.destroyed) return
      const closed = once(socket, 'close')
      socket.end('</stream:stream>')
      await within(closed, 'the socket to close')
    },
  }
}
