// From a connection to a session: SASL, or what was before it, then resource binding or resumption; then the session's
// own stanzas. RFC 6120 s.5 to s.7, RFC 3921 s.3, XEP-0078, XEP-0198.
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import { bareJid, fullJid } from '../../shared/jid'
import type { BareJid } from '../../shared/jid'
import type { Backend, Guest, Login, Refusal } from './backend'
import { iqAuthFields, iqAuthRefusal, readIqAuth } from './iq-auth'
import type { OldLogin } from './iq-auth'
import type { C2sLimits } from './limits'
import { afterSignIn, beforeSignIn, offered } from './offers'
import type { SaslExchange, SaslStep } from './sasl'
import { beginSasl } from './sasl'
import type { SessionControl } from './session'
import type { SessionTable } from './session-table'
import { stanzaFault, streamFault } from './stanza-check'
import type { Dialogue, Stream } from './stream'
import { createManagement } from './stream-management'

const { nsTls, nsSasl, nsBind, nsSession, nsManagement } = offered

/** What a connection becomes a session of. */
export interface NegotiationOptions {
  readonly limits: C2sLimits
  readonly backend: Backend
  readonly sessions: SessionTable
}

type Fault = string | undefined

/** The dialogue on one stream. */
export function negotiate(stream: Stream, options: NegotiationOptions): Dialogue {
  const { limits, backend, sessions } = options
  const management = createManagement(stream, sessions)
  let exchange: SaslExchange | undefined
  let thinking = false
  let failures = 0
  let user: BareJid | undefined
  let guest: Guest | undefined
  let session: SessionControl | undefined
  let over = false

  return {
    features: () =>
      user === undefined
        ? beforeSignIn(backend, stream.opening().domain, stream.canEncrypt())
        : afterSignIn(),
    element(element) {
      // Nothing may come before the answer to what came last.
      if (thinking) return 'not-authorized'
      if (session) return serve(session, element)
      if (!stream.opening().versioned) return signInAsBefore(element)
      if (user !== undefined) return bind(user, element)
      return element.is('starttls', nsTls) ? encrypt() : authenticate(element)
    },
    over(loss) {
      over = true
      session?.release(stream, loss)
      if (!session) guest?.leave()
    },
  }

  function encrypt(): Fault {
    if (!stream.canEncrypt()) return 'unsupported-feature'
    stream.encrypt()
    return undefined
  }

  function authenticate(element: Element): Fault | Promise<Fault> {
    if (element.getNS() !== nsSasl) return 'not-authorized'
    const text = element.getText().trim()
    const message = decoded(text)
    if (element.name === 'auth') {
      const mechanism = element.attrs['mechanism'] ?? ''
      exchange = beginSasl(backend, stream.opening().domain, mechanism)
      if (!exchange) return refuse({ condition: 'invalid-mechanism', text: '' })
      if (text === '') {
        stream.write(xml('challenge', { xmlns: nsSasl }).toString())
        return undefined
      }
    } else if (element.name === 'abort') return refuse({ condition: 'aborted', text: '' })
    else if (element.name !== 'response') return 'unsupported-stanza-type'
    if (message === undefined) return refuse({ condition: 'incorrect-encoding', text: '' })
    const step = exchange?.(message)
    if (!step) return refuse({ condition: 'malformed-request', text: '' })
    return thinkOver(step.then(proceed))
  }

  async function thinkOver(answer: Promise<Fault>): Promise<Fault> {
    thinking = true
    return answer.finally(() => {
      thinking = false
    })
  }

  function proceed(step: SaslStep): Fault | Promise<Fault> {
    if (step.kind === 'failure') return refuse(step)
    const answer = Buffer.from(step.data).toString('base64')
    if (step.kind === 'challenge') {
      stream.write(xml('challenge', { xmlns: nsSasl }, answer).toString())
      return undefined
    }
    const login = { ...step, domain: stream.opening().domain }
    return letIn(login, refuse, () => {
      stream.restart()
      stream.write(xml('success', { xmlns: nsSasl }, answer || null).toString())
      return undefined
    })
  }

  /** The password was right; whoever stands behind the streams has the last word. */
  function letIn(
    { user: name, domain, password }: Login,
    no: (refusal: Refusal) => Fault,
    yes: () => Fault,
  ): Fault | Promise<Fault> {
    const bare = bareJid(`${name}@${domain}`)
    if (bare === undefined) return no({ condition: 'not-authorized', text: '' })
    const settle = (answer: Guest | Refusal | undefined): Fault => {
      if (answer && 'condition' in answer) return no(answer)
      guest = answer
      user = bare
      if (!over) return yes()
      guest?.leave()
      return undefined
    }
    if (!backend.admit) return settle(undefined)
    return thinkOver(backend.admit({ user: name, domain, password }).then(settle))
  }

  function refuse({ condition, text }: Refusal): Fault {
    exchange = undefined
    const words = text === '' ? null : xml('text', { 'xml:lang': 'en' }, text)
    stream.write(xml('failure', { xmlns: nsSasl }, xml(condition), words).toString())
    return countFailure()
  }

  function countFailure(): Fault {
    failures += 1
    return failures >= limits.attempts ? 'policy-violation' : undefined
  }

  // XEP-0078 s.3.1: who is let in has a session at once, of the resource that they name.
  function signInAsBefore(element: Element): Fault | Promise<Fault> {
    const asked = readIqAuth(element)
    if (asked === undefined) return 'not-authorized'
    if (asked === 'get') {
      stream.write(iqAuthFields(element).toString())
      return undefined
    }
    return thinkOver(checkAsBefore(asked))
  }

  async function checkAsBefore({ id, user: name, password, resource }: OldLogin): Promise<Fault> {
    const { domain } = stream.opening()
    const no = (refusal: Refusal): Fault => {
      stream.write(iqAuthRefusal(id, refusal).toString())
      return countFailure()
    }
    if (name === '' || resource === '') return no({ condition: 'not-acceptable', text: '' })
    const known = password !== '' && (await backend.checkPassword(name, password, domain))
    if (!known) return no({ condition: 'not-authorized', text: '' })
    return letIn({ user: name, domain, password }, no, () => {
      begin(`${name}@${domain}`, resource, xml('iq', { type: 'result', id }), resource)
      return session ? undefined : no({ condition: 'not-acceptable', text: '' })
    })
  }

  function bind(bare: BareJid, element: Element): Fault {
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
    const resource = guest ? guest.jid.slice(guest.jid.indexOf('/') + 1) : wish
    const id = element.attrs['id']
    const bound = xml('bind', { xmlns: nsBind }, xml('jid'))
    const answer = xml('iq', { type: 'result', id }, bound)
    if (begin(bare, resource, answer, wish)) return undefined
    const reason = xml('bad-request', { xmlns: 'urn:ietf:params:xml:ns:xmpp-stanzas' })
    stream.write(
      xml('iq', { type: 'error', id }, xml('error', { type: 'modify' }, reason)).toString(),
    )
    return undefined
  }

  /** Begins the session; an empty `<jid/>` in the answer is filled. @returns whether there is one */
  function begin(bare: string, resource: string, answer: Element, wish: string): boolean {
    session = sessions.bind(bare, resource, stream)
    if (!session) return false
    answer.getChild('bind', nsBind)?.getChild('jid')?.append(session.jid)
    stream.write(answer.toString())
    stream.settle()
    backend.bound(session, guest, wish)
    return true
  }

  function serve(bound: SessionControl, element: Element): Fault {
    if (element.getNS() === nsManagement) return management.serve(bound, element)
    const fault = streamFault(element, bound)
    if (fault !== undefined) return fault
    bound.handled += 1
    const answer = stanzaFault(element)
    if (answer) bound.send(answer)
    if (answer !== undefined) return undefined
    const { id, to } = element.attrs
    if (element.getChild('session', nsSession)) {
      bound.send(xml('iq', { type: 'result', id, ...(to === undefined ? {} : { from: to }) }))
      return undefined
    }
    element.attrs['from'] = bound.jid
    if (to !== undefined) element.attrs['to'] = fullJid(to) ?? bareJid(to)
    backend.stanza(bound, element)
    return undefined
  }
}

function decoded(text: string): string | undefined {
  if (text === '=') return ''
  return /^[A-Za-z\d+/]*={0,2}$/.test(text)
    ? Buffer.from(text, 'base64').toString('utf8')
    : undefined
}
