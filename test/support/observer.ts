// An independent client (slixmpp, in a process of its own) that watches what Casper's contacts are shown.
import { fileURLToPath } from 'node:url'
import { startChild } from './child'
import { createRecorder } from './recorder'
import type { Watcher } from './recorder'
import type { RunningServer } from './server'
import { escapeXml } from './stanza-stream'
import { until } from './wait'

/** A watcher in another process. */
export type Observer = Watcher

/** Who is to watch, and where. */
export interface ObserverOptions {
  readonly server: Pick<RunningServer, 'host' | 'port' | 'domain'>
  readonly user: string
  readonly password: string
  /** Default `obs`. */
  readonly resource?: string
  /** The first presence it sends, as XML; null for none. Default: plainly available. */
  readonly presence?: string | null
}

type Fact =
  | { readonly data: string; readonly at: number }
  | { readonly event: 'online'; readonly jid: string }
  | { readonly event: 'failed'; readonly text: string }
  | { readonly event: 'closed' }

const script = fileURLToPath(new URL('observer.py', import.meta.url))

/** Signs an observer in over STARTTLS, asks for its roster and sends its presence. @throws where that fails. */
export async function startObserver(options: ObserverOptions): Promise<Observer> {
  const { server, user, password, resource = 'obs', presence = '<presence/>' } = options
  let jid = ''
  let failure = ''
  const child = startChild('/usr/bin/python3', [script], {
    cwd: '/',
    onLine(line) {
      const fact = JSON.parse(line) as Fact
      if ('data' in fact) recorder.feed(fact.data, fact.at)
      else if (fact.event === 'online') jid = fact.jid
      else if (fact.event === 'failed') failure = fact.text
    },
  })
  const tell = (command: object) => {
    child.write(JSON.stringify(command))
  }
  const recorder = createRecorder(
    (xml) => {
      tell({ send: xml })
    },
    () => !child.ended(),
  )
  const account = { jid: `${user}@${server.domain}/${resource}`, password }
  tell({ ...account, host: server.host, port: server.port })
  try {
    await until(() => jid !== '' || failure !== '' || child.ended(), 'the observer', 15_000)
    if (jid === '') throw new Error(`observer ${user}: ${failure}\n${child.log()}`)
    recorder.begin(jid)
    await recorder.iq('get', '', `<query xmlns='jabber:iq:roster'/>`)
    if (presence !== null) recorder.send(presence)
    await recorder.settled()
  } catch (error) {
    await child.end('SIGKILL')
    throw error
  }
  return {
    ...recorder,
    jid,
    message(to, body) {
      recorder.send(`<message type='chat' to='${to}'><body>${escapeXml(body)}</body></message>`)
    },
    probe(contact) {
      recorder.send(`<presence type='probe' to='${contact}'/>`)
    },
    async close() {
      if (!child.ended()) tell({ close: true })
      await until(() => child.ended(), 'the observer to sign out')
    },
    drop: () => child.end('SIGKILL'),
  }
}
