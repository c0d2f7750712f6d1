// What every watching client can say of the stanzas it received.
import { randomUUID } from 'node:crypto'
import { stanzaReader } from './stanza-stream'
import type { RecordedStanza } from './stanza-stream'
import { now, sleep, until } from './wait'

/** A signed-in client that answers nothing by itself and forgets nothing. */
export interface Watcher {
  /** The full JID it was given. */
  readonly jid: string
  /** Every message, presence and iq received since sign-in, oldest first. */
  stanzas(): readonly RecordedStanza[]
  /** Those sent by that full JID, or by a bare JID and any of its resources. */
  from(jid: string, since?: number): readonly RecordedStanza[]
  /** The number of stanzas so far: a position for `since` and `from`. Makes next() begin there. */
  mark(): number
  since(mark: number): readonly RecordedStanza[]
  /**
   * The first fitting stanza since the last mark() that next() has not given yet; waits for it.
   * @throws when none came in time.
   */
  next(fits: (stanza: RecordedStanza) => boolean, timeoutMs?: number): Promise<RecordedStanza>
  /** Waits until nothing came for so many milliseconds. */
  quiet(ms: number): Promise<void>
  /**
   * A round trip to itself through the server. Everything this client sent before was processed, and everything
   * the server had sent on to it before has arrived. Where another client's stanzas matter, let that one settle first.
   */
  settled(): Promise<void>
  /** Writes raw XML. */
  send(xml: string): void
  /** Sends an iq and gives its answer, result or error. `to` empty: to the own account. */
  iq(type: 'get' | 'set', to: string, payload: string): Promise<RecordedStanza>
  message(to: string, body: string): void
  probe(jid: string): void
  /** Signs out in good order. */
  close(): Promise<void>
  /** Loses the connection without a word. */
  drop(): Promise<void>
}

/** The recording half of a watcher, to be fed by a connection. */
export type Recorder = Omit<Watcher, 'jid' | 'message' | 'probe' | 'close' | 'drop'> & {
  /** Takes text as it came from the server. */
  feed(text: string, at: number): void
  /** Forgets what came until now and takes its address: the session begins. */
  begin(jid: string): void
  /** The next first-level element of any name, negotiation included. */
  nextElement(fits: (element: RecordedStanza) => boolean): Promise<RecordedStanza>
}

/** Makes a recorder that speaks through `send`; `alive` is asked while it waits. */
export function createRecorder(send: (xml: string) => void, alive: () => boolean): Recorder {
  let self = ''
  let stanzas: RecordedStanza[] = []
  let cursor = 0
  const given = new Set<RecordedStanza>()
  let elements: RecordedStanza[] = []
  let lastAt = now()
  let numbers = 0
  // A resumed session is sent old answers again, so an id must be unlike any of an earlier client's.
  const mine = randomUUID().slice(0, 8)
  const arrived = new Set<string>()

  const read = stanzaReader((stanza) => {
    elements.push(stanza)
    if (!['message', 'presence', 'iq'].includes(stanza.name)) return
    if (stanza.name === 'iq' && stanza.id.startsWith('settled-')) arrived.add(stanza.id)
    else stanzas.push(stanza)
  })
  const waitFor = <T>(look: () => T | undefined | false, what: string, timeoutMs?: number) =>
    until(
      () => {
        const found = look()
        if (found === undefined && !alive()) throw new Error(`connection lost before ${what}`)
        return found
      },
      () => `${what} at ${self}; it has\n${stanzas.map((s) => s.xml).join('\n')}`,
      timeoutMs,
    )
  return {
    send,
    feed(text, at) {
      lastAt = at
      read(text, at)
    },
    begin(jid) {
      self = jid
      stanzas = []
      cursor = 0
    },
    stanzas: () => stanzas,
    from: (jid, since = 0) =>
      stanzas.slice(since).filter(({ from }) => from === jid || from.startsWith(`${jid}/`)),
    mark: () => (cursor = stanzas.length),
    since: (mark) => stanzas.slice(mark),
    next: (fits, timeoutMs) =>
      waitFor(
        () => {
          const found = stanzas.slice(cursor).find((stanza) => !given.has(stanza) && fits(stanza))
          if (found) given.add(found)
          return found
        },
        `stanza ${String(fits)}`,
        timeoutMs,
      ),
    nextElement: (fits) =>
      waitFor(
        () => {
          const index = elements.findIndex(fits)
          if (index < 0) return undefined
          const found = elements[index]
          elements = elements.slice(index + 1)
          return found
        },
        `element ${String(fits)}`,
      ),
    async quiet(ms) {
      const start = now()
      while (now() - Math.max(start, lastAt) < ms) await sleep(10)
    },
    async settled() {
      const id = `settled-${mine}-${String(++numbers)}`
      send(`<iq type='result' id='${id}' to='${self}'/>`)
      await waitFor(() => arrived.has(id) || undefined, 'the round trip')
    },
    async iq(type, to, payload) {
      const id = `ask-${mine}-${String(++numbers)}`
      const address = to === '' ? '' : ` to='${to}'`
      send(`<iq type='${type}' id='${id}'${address}>${payload}</iq>`)
      const isAnswer = (s: RecordedStanza) =>
        s.name === 'iq' && s.id === id && ['result', 'error'].includes(s.type)
      return waitFor(() => stanzas.find(isAnswer), `the answer to ${payload}`)
    },
  }
}
