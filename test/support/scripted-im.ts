// A scripted server that knows just enough of RFC 3921 for a sign-in; a test replaces the answers it is about.
import type { Element } from '@xmpp/xml'
import type { Peer, Script } from './scripted-server'
import { bind, binding, mechanisms, open, plain } from './scripted-steps'

/** Answers an iq request: the reply's XML, null for silence, undefined to leave it to the usual answers. */
export type Answer = (iq: Element, kind: string) => string | null | undefined

/** What a test may choose. */
export interface ImOptions {
  readonly roster?: string
  readonly answer?: Answer
  /** Called once the client has asked for its roster. */
  readonly after?: (peer: Peer, jid: string) => void
  /** Called with every presence and message of the client. */
  readonly hear?: (stanza: Element, peer: Peer, jid: string) => void
}

/** A reply that carries that payload. */
export function result(iq: Element, payload = ''): string {
  return `<iq type='result' id='${iq.attrs['id'] ?? ''}'>${payload}</iq>`
}

/** A reply that refuses with that condition (RFC 6120 s.8.3.3). */
export function refusal(iq: Element, condition: string): string {
  const ns = 'urn:ietf:params:xml:ns:xmpp-stanzas'
  return (
    `<iq type='error' id='${iq.attrs['id'] ?? ''}'>` +
    `<error type='cancel'><${condition} xmlns='${ns}'/></error></iq>`
  )
}

/**
 * The script. The kinds of requests are `roster`, `version`, `names`, `list <name>`, `set <name>`, `active <name>`,
 * `decline`; anything else has the kind of its payload's name.
 */
export function im({ roster = '', answer, after, hear }: ImOptions = {}): Script {
  return async (peer) => {
    const lists = new Map<string, string>()
    let active = ''
    await open(peer, mechanisms('PLAIN'))
    await plain(peer)
    await open(peer, binding)
    const jid = `alice@localhost/${await bind(peer)}`
    const leaving = setInterval(() => {
      if (peer.received().endsWith('</stream:stream>')) peer.destroy()
    }, 10)
    void peer.closed.then(() => clearInterval(leaving))

    const usual = (iq: Element, kind: string): string => {
      const [verb, name = ''] = kind.split(' ')
      switch (verb) {
        case 'roster':
          return result(iq, `<query xmlns='jabber:iq:roster'>${roster}</query>`)
        case 'names': {
          const chosen = active === '' ? '' : `<active name='${active}'/>`
          const names = [...lists.keys()].map((known) => `<list name='${known}'/>`)
          return result(iq, `<query xmlns='jabber:iq:privacy'>${chosen}${names.join('')}</query>`)
        }
        case 'list':
          return lists.has(name)
            ? result(iq, `<query xmlns='jabber:iq:privacy'>${lists.get(name) ?? ''}</query>`)
            : refusal(iq, 'item-not-found')
        case 'set':
          lists.set(name, String(iq.getChildElements()[0]?.getChild('list') ?? ''))
          return result(iq)
        case 'active':
          active = name
          return result(iq)
        case 'decline':
          active = ''
          return result(iq)
        default:
          return refusal(iq, 'service-unavailable')
      }
    }

    for (;;) {
      const stanza = await peer.next().catch(() => undefined)
      if (!stanza) return
      const { type } = stanza.attrs
      if (stanza.getName() !== 'iq') hear?.(stanza, peer, jid)
      if (stanza.getName() !== 'iq' || (type !== 'get' && type !== 'set')) continue
      const kind = kindOf(stanza)
      const custom = answer?.(stanza, kind)
      if (custom !== null) peer.send(custom ?? usual(stanza, kind))
      if (kind === 'roster') after?.(peer, jid)
    }
  }
}

function kindOf(iq: Element): string {
  const query = iq.getChildElements()[0]
  if (query?.getNS() === 'jabber:iq:roster') return 'roster'
  if (query?.getNS() === 'jabber:iq:version') return 'version'
  if (query?.getNS() !== 'jabber:iq:privacy') return query?.getName() ?? ''
  const list = query.getChild('list')
  const active = query.getChild('active')
  if (list) return `${iq.attrs['type'] === 'set' ? 'set' : 'list'} ${list.attrs['name'] ?? ''}`
  if (active)
    return active.attrs['name'] === undefined ? 'decline' : `active ${active.attrs['name']}`
  return 'names'
}
