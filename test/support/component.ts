// A component, such as a gateway is: it is there for every address of its domain, answers nothing by itself and forgets
// nothing. On real servers it connects from outside (XEP-0114), by a bare socket.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { createRecorder } from './recorder'
import type { Recorder, Watcher } from './recorder'
import { escapeXml, stanzaReader } from './stanza-stream'
import { now, until, within } from './wait'

/** The domain of the component that a server can be started with. */
export const gatewayDomain = 'gate.localhost'
/** Its secret. */
export const componentSecret = 'secret'

/** A component that is connected. */
export interface Component {
  /** A watcher for one bare address of the domain, or for the domain itself: from now on it has what that is sent. */
  at(jid: string): Watcher
  close(): Promise<void>
}

/** Who watches at the addresses of a component, whatever it is connected by. */
export interface ComponentWatchers extends Pick<Component, 'at'> {
  /** Hands a stanza to whom it is for. */
  take(xml: string, to: string, at: number): void
}

/** Makes them. @param alive whether it is still connected */
export function componentWatchers(
  write: (xml: string) => void,
  alive: () => boolean,
): ComponentWatchers {
  const recorders = new Map<string, Recorder>()
  return {
    take: (xml, to, at) => recorders.get(to.split('/')[0] ?? '')?.feed(xml, at),
    at(jid) {
      // A component must say for which of its addresses it speaks.
      const recorder = createRecorder((xml) => {
        write(xml.replace(/^<(\w+)(?![^>]*\sfrom=)/, `<$1 from='${jid}'`))
      }, alive)
      recorders.set(jid, recorder)
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
  }
}

/** Connects to a server's port for it. @throws where it is refused */
export async function connectComponent(port: number): Promise<Component> {
  const socket = connect(port, '127.0.0.1')
  const isAlive = (): boolean => !socket.destroyed && !socket.readableEnded
  const watchers = componentWatchers((xml) => socket.write(xml), isAlive)
  const read = stanzaReader(({ xml, to, at }) => {
    watchers.take(xml, to, at)
  })
  let beginning: string | null = ''
  socket.setEncoding('utf8').on('data', (text: string) => {
    if (beginning !== null) beginning += text
    read(text, now())
  })
  socket.on('error', () => undefined)
  const heard = async (what: RegExp): Promise<string> => {
    const look = () => what.exec(beginning ?? '') ?? (isAlive() ? undefined : [])
    const [, found] = await until(look, String(what))
    if (found === undefined) throw new Error(`refused: ${beginning ?? ''}`)
    return found
  }
  const namespaces = `xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams'`
  socket.write(`<stream:stream ${namespaces} to='${gatewayDomain}'>`)
  const id = await heard(/<stream:stream[^>]*\sid=["']([^"']*)["']/)
  const digest = createHash('sha1').update(`${id}${componentSecret}`).digest('hex')
  socket.write(`<handshake>${digest}</handshake>`)
  await heard(/<(handshake)\b/)
  beginning = null
  return {
    at: watchers.at,
    async close() {
      if (socket.destroyed) return
      const closed = once(socket, 'close')
      socket.end('</stream:stream>')
      await within(closed, 'the socket to close')
    },
  }
}
