// Requests and replies: RFC 6120 s.8.2.3. A reply counts only if it comes from whom was asked; a request is served
// only where a handler knows it and its sender; everything else is answered as unknown.
import { randomUUID } from 'node:crypto'
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import { appError } from '../../shared/errors'
import type { BareJid, FullJid } from '../../shared/jid'
import { bareJid, domainOf, fullJid } from '../../shared/jid'
import type { Result } from '../../shared/result'
import { err, ok } from '../../shared/result'
import { errorOf, errorReply, resultReply } from './stanza'

/** Serves one kind of request. Returns the payload of the result, or undefined to answer as unknown. */
export interface IqHandler {
  readonly type: 'get' | 'set'
  readonly name: string
  readonly ns: string
  /** Serve only requests that come from the own account or its server (pushes). */
  readonly ownOnly: boolean
  readonly serve: (payload: Element) => Element | null | undefined
}

/** What the caller needs. */
export interface IqOptions {
  readonly send: (stanza: Element) => Promise<Result<void>>
  readonly reply: (request: Element, answer: Element) => Promise<Result<void>>
  readonly self: () => FullJid | null
  readonly handlers: readonly IqHandler[]
  /** Takes a request that no handler knows. @returns whether it is answered elsewhere; without it: never */
  readonly relay?: ((request: Element) => boolean) | undefined
  /** ms to wait for a reply. */
  readonly timeout: number
}

/** Requests of ours that wait, and requests of others that are served. */
export interface Iq {
  /** Asks. @param to null asks the own server on behalf of the own account */
  request(type: 'get' | 'set', to: string | null, payload: Element): Promise<Result<Element>>
  /** Takes an incoming iq. */
  receive(stanza: Element): void
  /** The session is gone: everything that waits fails as `offline`. */
  abandon(): void
}

/** Requests whose reply is wanted as it came. */
export interface Exchanging extends Iq {
  /**
   * Asks as `request` does, and gives the reply as it came, an error too.
   * @param lang the language of the question (xml:lang); null for none
   */
  exchange(
    type: 'get' | 'set',
    to: string | null,
    payload: Element,
    lang: string | null,
  ): Promise<Result<Element>>
}

interface Waiting {
  readonly to: string | null
  readonly settle: (result: Result<Element>) => void
}

/** Builds the request side and the serving side over one stream. */
export function createIq({ send, reply, self, handlers, relay, timeout }: IqOptions): Exchanging {
  const waiting = new Map<string, Waiting>()

  const settle = (id: string, result: Result<Element>): void => {
    waiting.get(id)?.settle(result)
    waiting.delete(id)
  }

  const answered = (stanza: Element): void => {
    const id = stanza.attrs['id'] ?? ''
    const asked = waiting.get(id)
    if (!asked || !isFrom(stanza.attrs['from'], asked.to, self())) return
    settle(id, ok(stanza))
  }

  const serve = (request: Element): Element | null => {
    const [payload, ...more] = request.getChildElements()
    if (!payload || more.length > 0) return errorReply(request, 'bad-request')
    const handler = handlers.find(
      ({ type, name, ns }) => request.attrs['type'] === type && payload.is(name, ns),
    )
    if (!handler && relay?.(request)) return null
    const trusted = !handler?.ownOnly || isFrom(request.attrs['from'], null, self())
    const result = trusted ? handler?.serve(payload) : undefined
    return result === undefined
      ? errorReply(request, 'service-unavailable')
      : resultReply(request, result ?? undefined)
  }

  const exchange: Exchanging['exchange'] = async (type, to, payload, lang) => {
    const id = randomUUID()
    const reply = new Promise<Result<Element>>((resolve) => {
      const timer = setTimeout(() => settle(id, err(appError('timeout'))), timeout)
      waiting.set(id, {
        to,
        settle: (result) => {
          clearTimeout(timer)
          resolve(result)
        },
      })
    })
    const more = { ...(to === null ? {} : { to }), ...(lang === null ? {} : { 'xml:lang': lang }) }
    const sent = await send(xml('iq', { type, id, ...more }, payload))
    if (!sent.ok) settle(id, sent)
    return reply
  }

  return {
    exchange,
    request: async (type, to, payload) => {
      const reply = await exchange(type, to, payload, null)
      const failed = reply.ok && reply.value.attrs['type'] === 'error'
      return failed ? err(errorOf(reply.value)) : reply
    },
    receive: (stanza) => {
      const { type } = stanza.attrs
      if (type === 'result' || type === 'error') {
        answered(stanza)
        return
      }
      const answer = serve(stanza)
      if (answer) void reply(stanza, answer)
    },
    abandon: () => {
      for (const id of [...waiting.keys()]) settle(id, err(appError('offline')))
    },
  }
}

// RFC 6120 s.8.1.2.1: without a from it is our own account's server that speaks; nobody else can leave it out.
function isFrom(from: string | undefined, asked: string | null, self: FullJid | null): boolean {
  if (from === undefined) return asked === null || (self !== null && asked === domainOf(self))
  if (asked !== null) return normal(from) === normal(asked)
  if (self === null) return false
  const own = bareJid(self) as BareJid
  return [self, own, domainOf(self)].includes(normal(from) ?? '')
}

function normal(jid: string): string | undefined {
  return fullJid(jid) ?? bareJid(jid)
}
