// From a connection to a session: SASL, then resource binding or resumption; then the session's own stanzas.
// RFC 6120 s.6 and s.7, RFC 3921 s.3, XEP-0198.
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import { bareJid, fullJid } from '../../shared/jid'
import type { Backend } from './backend'
import type { C2sLimits } from './limits'
import type { SaslExchange, SaslStep } from './sasl'
import { beginSasl, mechanismsOf } from './sasl'
import type { SessionControl } from './session'
import type { SessionTable } from './session-table'
import { stanzaFault, streamFault } from './stanza-check'
import type { Dialogue, Stream } from './stream'
import { createManagement } from './stream-management'

const nsSasl = 'urn:ietf:params:xml:ns:xmpp-sasl'
const nsBind = 'urn:ietf:params:xml:ns:xmpp-bind'
const nsSession = 'urn:ietf:params:xml:ns:xmpp-session'
const nsManagement = 'urn:xmpp:sm:3'

/** What a connection becomes a session of. */
export interface NegotiationOptions {
  readonly domain: string
  readonly limits: C2sLimits
  readonly backend: Backend
  readonly sessions: SessionTable
}

/** The dialogue on one stream. */
export function negotiate(stream: Stream, options: NegotiationOptions): Dialogue {
  const { domain, limits, backend, sessions } = options
  const management = createManagement(stream, sessions)
  let exchange: SaslExchange | undefined
  let thinking = false
  let failures = 0
  let user: string | undefined
  let session: SessionControl | undefined

  return {
    features: () => (user === undefined ? authentication(backend) : binding()),
    element(element) {
      // Nothing may come before the answer to what came last.
      if (thinking) return 'not-authorized'
      if (user === undefined) return authenticate(element)
      return session ? serve(session, element) : bind(user, element)
    },
    over: (loss) => session?.release(stream, loss),
  }

  function authenticate(element: Element): string | undefined | Promise<string | undefined> {
    if (element.getNS() !== nsSasl) return 'not-authorized'
    const text = element.getText().trim()
    const message = decoded(text)
    if (element.name === 'auth') {
      exchange = beginSasl(backend, element.attrs['mechanism'] ?? '')
      if (!exchange) return refuse('invalid-mechanism')
      if (text === '') {
        stream.write(xml('challenge', { xmlns: nsSasl }).toString())
        return undefined
      }
    } else if (element.name === 'abort') return refuse('aborted')
    else if (element.name !== 'response') return 'unsupported-stanza-type'
    if (message === undefined) return refuse('incorrect-encoding')
    const step = exchange?.(message)
    if (!step) return refuse('malformed-request')
    if (!(step instanceof Promise)) return proceed(step)
    thinking = true
    return step.then((settled) => {
      thinking = false
      return proceed(settled)
    })
  }

  function proceed(step: SaslStep): string | undefined {
    if (step.kind === 'failure') return refuse(step.condition)
    const name = step.kind
    if (step.kind === 'success') {
      user = bareJid(`${step.user}@${domain}`)
      if (user === undefined) return refuse('not-authorized')
    }
    const answer = xml(name, { xmlns: nsSasl }, Buffer.from(step.data).toString('base64') || null)
    if (name === 'success') stream.restart()
    stream.write(answer.toString())
    return undefined
  }

  function refuse(condition: string): string | undefined {
    exchange = undefined
    failures += 1
    stream.write(xml('failure', { xmlns: nsSasl }, xml(condition)).toString())
    return failures >= limits.attempts ? 'policy-violation' : undefined
  }

  function bind(bare: string, element: Element): string | undefined {
    if (element.is('resume', nsManagement)) {
      session = management.resume(bare, element)
      if (session) stream.settle()
      return undefined
    }
    if (management.refuses(element)) return undefined
    const request = element.getChild('bind', nsBind)
    if (element.name !== 'iq' || element.attrs['type'] !== 'set' || !request)
      return 'not-authorized'
    const wish = request.getChildText('resource') ?? ''
    session = sessions.bind(bare, wish, stream)
    const id = element.attrs['id']
    if (!session) {
      const reason = xml('bad-request', { xmlns: 'urn:ietf:params:xml:ns:xmpp-stanzas' })
      const answer = xml('iq', { type: 'error', id }, xml('error', { type: 'modify' }, reason))
      stream.write(answer.toString())
      return undefined
    }
    const bound = xml('bind', { xmlns: nsBind }, xml('jid', null, session.jid))
    stream.write(xml('iq', { type: 'result', id }, bound).toString())
    stream.settle()
    backend.bound(session)
    return undefined
  }

  function serve(bound: SessionControl, element: Element): string | undefined {
    if (element.getNS() === nsManagement) return management.serve(bound, element)
    const fault = streamFault(element, bound)
    if (fault !== undefined) return fault
    bound.handled += 1
    const answer = stanzaFault(element)
    if (answer) bound.send(answer)
    if (answer !== undefined) return undefined
    if (element.getChild('session', nsSession)) {
      bound.send(xml('iq', { type: 'result', id: element.attrs['id'] }))
      return undefined
    }
    const { to } = element.attrs
    element.attrs['from'] = bound.jid
    if (to !== undefined) element.attrs['to'] = fullJid(to) ?? bareJid(to)
    backend.stanza(bound, element)
    return undefined
  }
}

function authentication(backend: Backend): Element {
  const offers = mechanismsOf(backend).map((name) => xml('mechanism', null, name))
  return xml('stream:features', null, xml('mechanisms', { xmlns: nsSasl }, offers))
}

// RFC 3921 s.3 asks for a session after binding; who does not know that it is optional gets it.
function binding(): Element {
  return xml(
    'stream:features',
    null,
    xml('bind', { xmlns: nsBind }),
    xml('session', { xmlns: nsSession }, xml('optional')),
    xml('sm', { xmlns: nsManagement }),
  )
}

function decoded(text: string): string | undefined {
  if (text === '=') return ''
  return /^[A-Za-z\d+/]*={0,2}$/.test(text)
    ? Buffer.from(text, 'base64').toString('utf8')
    : undefined
}
