// Signing in as before XMPP: XEP-0078, with the password in the clear, on a stream that has no version.
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import type { Refusal } from './backend'

const nsAuth = 'jabber:iq:auth'
const nsStanzas = 'urn:ietf:params:xml:ns:xmpp-stanzas'

/** What a client says who it is; the digest of a password is not asked for, since nothing here knows it in the clear. */
export interface OldLogin {
  readonly id: string
  readonly user: string
  readonly password: string
  readonly resource: string
}

/** Reads a request to sign in: the fields are asked for (s.3.1), or filled in; undefined for anything else. */
export function readIqAuth(element: Element): 'get' | OldLogin | undefined {
  const query = element.getChild('query', nsAuth)
  const { type, id = '' } = element.attrs
  if (element.name !== 'iq' || !query) return undefined
  if (type === 'get') return 'get'
  if (type !== 'set') return undefined
  const text = (name: string): string => query.getChildText(name) ?? ''
  return { id, user: text('username'), password: text('password'), resource: text('resource') }
}

/** The fields (s.3.1, example 2). */
export function iqAuthFields(element: Element): Element {
  const asked = element.getChild('query', nsAuth)?.getChildText('username') ?? ''
  const fields = ['password', 'resource'].map((name) => xml(name))
  return xml(
    'iq',
    { type: 'result', id: element.attrs['id'] },
    xml('query', { xmlns: nsAuth }, xml('username', null, asked), fields),
  )
}

/** Why nobody was let in (s.3.1, listing of errors); clients of that age know errors by their number. */
export function iqAuthRefusal(id: string, { condition, text }: Refusal): Element {
  const known = condition === 'not-authorized' || condition === 'not-acceptable'
  const code =
    condition === 'not-authorized' ? '401' : condition === 'not-acceptable' ? '406' : '503'
  return xml(
    'iq',
    { type: 'error', id },
    xml(
      'error',
      { code, type: known ? 'auth' : 'wait' },
      xml(known ? condition : 'service-unavailable', { xmlns: nsStanzas }),
      text === '' ? null : xml('text', { xmlns: nsStanzas }, text),
    ),
  )
}
