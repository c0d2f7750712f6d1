// The own archive on the server: XEP-0313 s.4 (queries), paged by XEP-0059; archive ids on live messages: XEP-0359.
import { randomUUID } from 'node:crypto'
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import { appError } from '../../shared/errors'
import type { BareJid } from '../../shared/jid'
import { bareJid } from '../../shared/jid'
import type { Result } from '../../shared/result'
import { err, ok } from '../../shared/result'
import type { Iq } from './iq'
import { readMessage } from './message'
import { nsDelay, nsForms } from './namespaces'

/** XEP-0313: the archive. */
const nsMam = 'urn:xmpp:mam:2'
/** XEP-0297: a message inside another. */
const nsForward = 'urn:xmpp:forward:0'
/** XEP-0059: long answers in pages. */
const nsRsm = 'http://jabber.org/protocol/rsm'
/** XEP-0359: ids that the server gave to stanzas. */
const nsStanzaId = 'urn:xmpp:sid:0'

/** One message between people, as the archive has it. */
export interface ArchivedMessage {
  /** The archive's own id, the same as that of the live copy's stanza-id. */
  readonly archiveId: string
  /** The id that its sender gave to it. */
  readonly id: string | null
  readonly peer: BareJid
  readonly direction: 'in' | 'out'
  readonly body: string
  /** When the server took it, ms since the epoch; some servers cut it to whole seconds. */
  readonly at: number
}

/** How far the archive was read: up to and including that id; without one, all from that moment on is to be read. */
export interface ArchivePoint {
  readonly id: string | null
  /** ms since the epoch. */
  readonly at: number
}

/** A page of the archive, oldest message first. */
export interface ArchivePage {
  readonly messages: readonly ArchivedMessage[]
  /** Where the next page begins. */
  readonly next: ArchivePoint
  /** Whether nothing more was there. */
  readonly complete: boolean
}

/** The own archive. */
export interface Archive {
  /**
   * Reads the page after a point. `item-not-found`: the archive does not know the point's id any more;
   * another error: the stanza error's condition, `timeout` or `offline`.
   */
  readAfter(point: ArchivePoint): Promise<Result<ArchivePage>>
  /** Takes a message. @returns whether it is the archive's, or pretends to be, and so nothing for a person */
  receive(stanza: Element): boolean
}

/** What is asked for at once. */
const pageSize = 50
/** More results than this are not kept, whatever the server sends. */
const maxResults = 500

interface ArchiveResult {
  readonly id: string
  readonly forwarded: Element
}

/** Builds the reading of the own archive over one stream. */
export function createArchive(iq: Iq, self: BareJid): Archive {
  const running = new Map<string, ArchiveResult[]>()

  return {
    readAfter: async (point) => {
      const queryid = randomUUID()
      const results: ArchiveResult[] = []
      running.set(queryid, results)
      const query = xml('query', { xmlns: nsMam, queryid }, startForm(point), pageAfter(point))
      const reply = await iq.request('set', null, query)
      running.delete(queryid)
      if (!reply.ok) return reply
      const fin = reply.value.getChild('fin', nsMam)
      if (!fin) return err(appError('undefined-condition'))
      const last = results.at(-1)?.id ?? fin.getChild('set', nsRsm)?.getChildText('last') ?? null
      return ok({
        messages: results.flatMap((result) => readResult(result, self, point.at) ?? []),
        next: last === null ? point : { id: last, at: lastStamp(results) ?? point.at },
        complete: fin.attrs['complete'] === 'true' || last === null || last === point.id,
      })
    },
    receive: (stanza) => {
      const result = stanza.getChild('result', nsMam)
      if (!result) return false
      const { from } = stanza.attrs
      const { queryid = '', id } = result.attrs
      const results = running.get(queryid)
      const forwarded = result.getChild('forwarded', nsForward)
      // The archive speaks for our own account (s.4.1.2); without a from it is the own server that speaks.
      const trusted = from === undefined || bareJid(from) === self
      if (trusted && results && id && forwarded && results.length < maxResults) {
        results.push({ id, forwarded })
      }
      return true
    },
  }
}

/** The id under which the own archive keeps a live message; null where the server gave none (XEP-0359 s.3). */
export function archiveIdOf(stanza: Element, self: BareJid): string | null {
  const ids = stanza.getChildren('stanza-id', nsStanzaId)
  return ids.find(({ attrs }) => attrs['by'] === self)?.attrs['id'] ?? null
}

function startForm({ id, at }: ArchivePoint): Element | null {
  if (id !== null) return null
  const formType = xml('field', { var: 'FORM_TYPE', type: 'hidden' }, xml('value', {}, nsMam))
  const start = xml('field', { var: 'start' }, xml('value', {}, new Date(at).toISOString()))
  return xml('x', { xmlns: nsForms, type: 'submit' }, formType, start)
}

function pageAfter({ id }: ArchivePoint): Element {
  const after = id === null ? null : xml('after', {}, id)
  return xml('set', { xmlns: nsRsm }, xml('max', {}, String(pageSize)), after)
}

function readResult(
  { id: archiveId, forwarded }: ArchiveResult,
  self: BareJid,
  otherwise: number,
): ArchivedMessage | undefined {
  const message = forwarded.getChild('message')
  if (!message) return undefined
  const said = readMessage(message)
  if (said?.kind !== 'chat') return undefined
  const own = said.from === self
  const peer = own ? bareJid(message.attrs['to'] ?? self) : said.from
  if (!peer) return undefined
  return {
    archiveId,
    id: message.attrs['id'] ?? null,
    peer,
    direction: own ? 'out' : 'in',
    body: said.body,
    at: stampOf(forwarded) ?? otherwise,
  }
}

function lastStamp(results: readonly ArchiveResult[]): number | undefined {
  return results.flatMap(({ forwarded }) => stampOf(forwarded) ?? []).at(-1)
}

function stampOf(forwarded: Element): number | undefined {
  const at = Date.parse(forwarded.getChild('delay', nsDelay)?.attrs['stamp'] ?? '')
  return Number.isNaN(at) ? undefined : at
}
