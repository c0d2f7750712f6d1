// A contact with a session of their own on the embedded server: what they are shown of the user is what it received.
import type { DemoServer } from '../demo/server/embedded-server'
import { available } from '../xmpp/presence'
import type { Received } from './judge'

/** A contact who watches. */
export interface Contact {
  readonly jid: string
  /** What came from the user since the last look, oldest first. */
  take(): Received[]
  close(): void
}

type Stanza = Parameters<Parameters<DemoServer['signIn']>[2]>[0]

/** Signs a contact in, available. @param user the bare JID of whom they watch */
export function signInContact(server: DemoServer, name: string, user: string): Contact {
  let received: Received[] = []
  const session = server.signIn(name, 'home', (stanza) => {
    const from = stanza.attrs['from'] ?? ''
    if (from !== user && !from.startsWith(`${user}/`)) return
    const type = stanza.attrs['type'] ?? ''
    const words = wordsOf(stanza, type)
    received.push({ from, name: stanza.name, type, xml: stanza.toString(), words })
  })
  session.send(available({ show: null, status: '', priority: 0 }))
  return {
    jid: `${name}@${server.domain}`,
    take: () => {
      const taken = received
      received = []
      return taken
    },
    close: () => session.close(),
  }
}

function wordsOf(stanza: Stanza, type: string): string {
  if (stanza.name !== 'presence') return `${stanza.name} ${type}`.trim()
  if (type === 'unavailable') return 'went offline'
  if (type !== '') return `presence of type ${type}`
  const status = stanza.getChildText('status')
  const said = status === null || status === '' ? [] : [`“${status}”`]
  return ['available', stanza.getChildText('show') ?? '', ...said].filter(Boolean).join(', ')
}
