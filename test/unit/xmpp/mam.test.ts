// Reading the own archive: XEP-0313 s.4, with pages as in XEP-0059.
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import { describe, expect, test } from 'vitest'
import type { Iq } from '../../../electron/xmpp/iq'
import { archiveIdOf, createArchive } from '../../../electron/xmpp/mam'
import { appError } from '../../../shared/errors'
import { bareJid } from '../../../shared/jid'
import { err, ok } from '../../../shared/result'

const self = bareJid('alice@localhost')!
const start = Date.parse('2026-11-01T12:00:00Z')
const fromStart = { id: null, at: start }

const body = (text: string) => xml('body', {}, text)
const chat = (attrs: Record<string, string>, text: string) =>
  xml('message', { xmlns: 'jabber:client', type: 'chat', ...attrs }, body(text))
const fromBob = (text: string) => chat({ from: 'bob@localhost/b', to: self }, text)

function result(id: string, message: Element, stamp = '2026-11-02T12:00:00Z') {
  const delay = xml('delay', { xmlns: 'urn:xmpp:delay', stamp })
  const forwarded = xml('forwarded', { xmlns: 'urn:xmpp:forward:0' }, delay, message)
  return xml('result', { xmlns: 'urn:xmpp:mam:2', id }, forwarded)
}

function fin(last: string | null, complete: boolean) {
  const set = xml(
    'set',
    { xmlns: 'http://jabber.org/protocol/rsm' },
    last === null ? null : xml('last', {}, last),
  )
  return xml('fin', { xmlns: 'urn:xmpp:mam:2', ...(complete ? { complete: 'true' } : {}) }, set)
}

interface Sent {
  readonly type: string
  readonly to: string | null
  readonly query: Element
}

/** An archive that answers each query with these results, then with that end. */
function archiveOf(results: readonly Element[], end: Element, from?: string) {
  const sent: Sent[] = []
  const iq: Iq = {
    request: (type, to, query) => {
      sent.push({ type, to, query })
      for (const found of results) {
        const queryid = found.attrs['queryid'] ?? query.attrs['queryid']
        found.attrs['queryid'] = queryid
        archive.receive(xml('message', from === undefined ? {} : { from }, found))
      }
      return Promise.resolve(ok(xml('iq', { type: 'result' }, end)))
    },
    receive: () => undefined,
    abandon: () => undefined,
  }
  const archive = createArchive(iq, self)
  return { archive, sent }
}

async function read(...args: Parameters<typeof archiveOf>) {
  const page = await archiveOf(...args).archive.readAfter(fromStart)
  if (!page.ok) throw new Error(page.error.code)
  return page.value
}

describe('a query', () => {
  test('asks the own account, by time at first', async () => {
    const { archive, sent } = archiveOf([], fin(null, true))
    await archive.readAfter(fromStart)
    expect(sent[0]).toMatchObject({ type: 'set', to: null })
    const query = String(sent[0]?.query)
    expect(query).toContain('<field var="start"><value>2026-11-01T12:00:00.000Z</value></field>')
    expect(query).toContain('<max>50</max></set>')
  })

  test('goes on after the last known id', async () => {
    const { archive, sent } = archiveOf([], fin(null, true))
    await archive.readAfter({ id: 'a9', at: start })
    expect(String(sent[0]?.query)).toContain('<max>50</max><after>a9</after></set>')
    expect(String(sent[0]?.query)).not.toContain('jabber:x:data')
  })

  test('that is refused says why', async () => {
    const refused = err(appError('item-not-found'))
    const request = () => Promise.resolve(refused)
    const iq: Iq = { request, receive: () => undefined, abandon: () => undefined }
    expect(await createArchive(iq, self).readAfter(fromStart)).toEqual(refused)
  })
})

describe('a page', () => {
  test('has what others and we said, in order', async () => {
    const mine = chat({ from: `${self}/x`, to: 'bob@localhost', id: 'm1' }, 'hello')
    const page = await read([result('1', fromBob('hi')), result('2', mine)], fin('2', false))
    const at = Date.parse('2026-11-02T12:00:00Z')
    const peer = 'bob@localhost'
    expect(page).toEqual({
      messages: [
        { archiveId: '1', id: null, peer, direction: 'in', body: 'hi', at },
        { archiveId: '2', id: 'm1', peer, direction: 'out', body: 'hello', at },
      ],
      next: { id: '2', at },
      complete: false,
    })
  })

  test('leaves out what is not for a person to read, and still counts it', async () => {
    const room = xml('message', { from: 'room@rooms/a', type: 'groupchat' }, body('x'))
    const silent = xml('message', { from: 'bob@localhost/b' })
    const error = chat({ from: 'bob@localhost', id: 'e', type: 'error' }, 'x')
    const results = [room, silent, error].map((message, n) => result(`${n}`, message))
    const page = await read(results, fin('2', true))
    expect(page).toMatchObject({ messages: [], next: { id: '2' }, complete: true })
  })

  test('leaves out what is said in rooms, to all or to the user alone', async () => {
    const from = 'inn@rooms.localhost/sam'
    const whispered = chat({ from, to: self }, 'psst')
    whispered.append(xml('x', { xmlns: 'http://jabber.org/protocol/muc#user' }))
    const aloud = chat({ from, to: self, type: 'groupchat' }, 'hear, hear')
    const page = await read([result('1', whispered), result('2', aloud)], fin('2', true))
    expect(page).toMatchObject({ messages: [], next: { id: '2' }, complete: true })
  })

  test('that is empty ends where it began', async () => {
    expect(await read([], fin(null, false))).toEqual({
      messages: [],
      next: fromStart,
      complete: true,
    })
  })

  test('without a stamp, or with a senseless one, takes the time before it', async () => {
    const page = await read([result('1', fromBob('hi'), 'noon')], fin('1', true))
    expect(page.messages[0]?.at).toBe(start)
    expect(page.next).toEqual({ id: '1', at: start })
  })
})

describe('results', () => {
  test('count from the own account only', async () => {
    const one = () => [result('1', fromBob('hi'))]
    expect((await read(one(), fin('1', true), self)).messages).toHaveLength(1)
    expect((await read(one(), fin('1', true), 'bob@localhost/b')).messages).toEqual([])
    expect((await read(one(), fin('1', true), 'localhost')).messages).toEqual([])
  })

  test('count for our own query only', async () => {
    const foreign = result('1', fromBob('hi'))
    foreign.attrs['queryid'] = 'another'
    expect((await read([foreign], fin('1', true))).messages).toEqual([])
  })

  test('are never a message for a person, whoever sends them', () => {
    const { archive } = archiveOf([], fin(null, true))
    expect(
      archive.receive(xml('message', { from: 'bob@localhost' }, result('1', fromBob('x')))),
    ).toBe(true)
    expect(archive.receive(fromBob('hi'))).toBe(false)
  })

  test('are not kept without end', async () => {
    const flood = Array.from({ length: 600 }, (_, n) => result(`${n}`, fromBob('x')))
    const page = await read(flood, fin('599', true))
    expect(page.messages).toHaveLength(500)
    expect(page.next.id).toBe('499')
  })
})

test('the archive id of a live message is the one that the own account gave', () => {
  const id = (by: string, given: string) =>
    xml('stanza-id', { xmlns: 'urn:xmpp:sid:0', by, id: given })
  const message = xml('message', {}, id('bob@localhost', 'b'), id(self, 'a'))
  expect(archiveIdOf(message, self)).toBe('a')
  expect(archiveIdOf(xml('message', {}, id('bob@localhost', 'b')), self)).toBeNull()
})
