// The features that are offered to a client before and after it signed in (RFC 6120 s.4.3.2).
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import type { Backend } from './backend'
import { mechanismsOf } from './sasl'

/** The namespaces of what is offered. */
export const offered = {
  nsTls: 'urn:ietf:params:xml:ns:xmpp-tls',
  nsSasl: 'urn:ietf:params:xml:ns:xmpp-sasl',
  nsBind: 'urn:ietf:params:xml:ns:xmpp-bind',
  nsSession: 'urn:ietf:params:xml:ns:xmpp-session',
  nsManagement: 'urn:xmpp:sm:3',
} as const

const { nsTls, nsSasl, nsBind, nsSession, nsManagement } = offered

/** Before: how to sign in. @param tls whether the stream can be encrypted first */
export function beforeSignIn(backend: Backend, domain: string, tls: boolean): Element {
  const names = mechanismsOf(backend, domain).map((name) => xml('mechanism', null, name))
  return xml(
    'stream:features',
    null,
    tls && xml('starttls', { xmlns: nsTls }),
    xml('mechanisms', { xmlns: nsSasl }, names),
  )
}

/** After. RFC 3921 s.3 asks for a session after binding; who does not know that it is optional gets it. */
export function afterSignIn(): Element {
  return xml(
    'stream:features',
    null,
    xml('bind', { xmlns: nsBind }),
    xml('session', { xmlns: nsSession }, xml('optional')),
    xml('sm', { xmlns: nsManagement }),
  )
}
