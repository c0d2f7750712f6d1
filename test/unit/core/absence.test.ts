// The answer of a resource that is not there: learnt from the own server, to requests in the language of the question, to
// messages by one of the same kind.
import { describe, expect, test } from 'vitest'
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import { createAbsence } from '../../../electron/core/absence'
import { absentReply } from '../../../electron/xmpp/absent'
import type { Exchanging } from '../../../electron/xmpp/iq'
import type { Outbox } from '../../../electron/xmpp/outbox'
import { appError } from '../../../shared/errors'
import type { BareJid } from '../../../shared/jid'
import type { Result } from '../../../shared/result'
import { err, ok } from '../../../shared/result'
import { quirksOf } from '../../../shared/visibility/quirks'

const self = 'me@shire.example' as BareJid
const stanzas = 'urn:ietf:params:xml:ns:xmpp-stanzas'
const from = 'eve@mordor.example/x'
const asking = (lang: string | null) =>
  xml(
    'iq',
    { type: 'get', id: 'q1', from, to: `${self}/here`, ...(lang ? { 'xml:lang': lang } : {}) },
    xml('secret', { xmlns: 'urn:example:of' }),
  )

/** A session whose server answers requests so, and returns messages so; null for those that it does not return. */
function learning(
  answer: (payload: Element, lang: string | null) => Result<Element>,
  returned: (message: Element) => Element | null = () => null,
) {
  const asked: (readonly [to: string | null, payload: string, lang: string | null])[] = []
  const exchange: Exchanging['exchange'] = async (_type, to, payload, lang) => {
    asked.push([to, payload.toString(), lang])
    return answer(payload, lang)
  }
  const absence = createAbsence(self)
  const written: Element[] = []
  const request: Exchanging['request'] = async () => {
    for (const message of written) absence.receive(returned(message) ?? message)
    return ok(xml('iq'))
  }
  const send = async (message: Element): Promise<Result<void>> => {
    written.push(message)
    return ok(undefined)
  }
  const stream = { iq: { exchange, request } as Exchanging, outbox: { send } as Outbox }
  const begin = (server: string) => absence.begin(stream, quirksOf(server))
  return { absence, asked, written, begin }
}

function unavailable(payload: Element, lang: string | null): Result<Element> {
  const attributes = { to: 'x', ...(lang && { 'xml:lang': lang }), type: 'error', id: 'y' }
  const words = xml('text', { xmlns: stanzas }, lang === 'de' ? 'nicht da' : 'not there')
  const error = xml(
    'error',
    { code: '503', type: 'cancel' },
    xml('gone', { xmlns: stanzas }),
    words,
  )
  return ok(xml('iq', { from: 'z', ...attributes }, payload, error))
}

const answered = async ({ absence }: ReturnType<typeof learning>, asked: Element) => {
  const form = await absence.form(asked)
  return form && absentReply(asked, form).toString()
}
const replied = (server: ReturnType<typeof learning>, lang: string | null) =>
  answered(server, asking(lang))

const typing = xml(
  'message',
  { type: 'chat', id: 'm1', from, to: `${self}/here` },
  xml('composing', { xmlns: 'http://jabber.org/protocol/chatstates' }),
)

test('is what the server says of a resource of ours that nobody has, with the request’s own payload', async () => {
  const server = learning(unavailable)
  server.begin('nobody knows it')
  expect(await replied(server, null)).toBe(
    `<iq to="eve@mordor.example/x" type="error" id="q1"><secret xmlns="urn:example:of"/>` +
      `<error code="503" type="cancel"><gone xmlns="${stanzas}"/>` +
      `<text xmlns="${stanzas}">not there</text></error></iq>`,
  )
  expect(server.asked).toHaveLength(1)
  const [to, payload] = server.asked[0] ?? []
  expect(to).toMatch(/^me@shire\.example\/[\w-]{12}$/)
  expect(payload).toBe('<query xmlns="jabber:iq:version"/>')
})

test('is learnt once in every language asked in, and in no more than sixteen', async () => {
  const server = learning(unavailable)
  server.begin('')
  expect(await replied(server, 'de')).toMatch(/<iq to="[^"]*" xml:lang="de" .*nicht da/)
  await replied(server, 'de')
  expect(server.asked.map(([, , lang]) => lang)).toEqual([null, 'de'])
  for (let n = 0; n < 40; n++) await replied(server, `x-${String(n)}`)
  expect(await replied(server, 'y'.repeat(1000))).toContain('not there')
  expect(server.asked).toHaveLength(16)
})

test('is what is known of the server where it has not answered, or not so', async () => {
  const server = learning(() => err(appError('timeout')))
  expect(await replied(server, null)).toContain('<service-unavailable')
  server.begin('ejabberd')
  expect(await replied(server, null)).toMatch(/^<iq type="error".*<secret.*User session not found/)
})

test('is learnt anew in a new session', async () => {
  const server = learning(unavailable)
  server.begin('')
  server.begin('')
  await replied(server, null)
  expect(server.asked).toHaveLength(2)
})

test('is written the other way round for a server that reverses what it passes on', async () => {
  const server = learning(unavailable)
  server.begin('jabberd2')
  const reply = await replied(server, null)
  // The request came as type, id, from, to: the server wrote it so, and writes the answer so.
  expect(reply).toMatch(/^<iq to="[^"]*" id="q1" type="error">/)
  expect(reply).toContain('<error type="cancel" code="503">')
})

describe('a message (RFC 6121 s.8.5.3.2.1)', () => {
  // As ejabberd does: the words come last, whatever the order they came in.
  const bouncing = (message: Element): Element => {
    const { id, to } = message.attrs
    const parts = message.getChildElements()
    const words = parts.filter(({ name }) => ['body', 'thread'].includes(name))
    const rest = parts.filter((part) => !words.includes(part))
    const error = xml('error', { type: 'cancel' }, xml('gone', { xmlns: stanzas }))
    return xml('message', { to: 'x', from: to, type: 'error', id }, ...rest, error, ...words)
  }
  const silence = (): Result<Element> => err(appError('timeout'))

  test('is returned as the server returns one of its kind that says nothing', async () => {
    const server = learning(silence, bouncing)
    server.begin('')
    const thread = xml('thread', {}, 'secret')
    const asked = xml('message', { ...typing.attrs }, thread, ...typing.getChildElements())
    expect(await answered(server, asked)).toBe(
      `<message to="${from}" type="error" id="m1"><composing xmlns="http://jabber.org/protocol/chatstates"/>` +
        `<error type="cancel"><gone xmlns="${stanzas}"/></error><thread>secret</thread></message>`,
    )
    expect(server.written).toHaveLength(1)
    expect(server.written[0]?.attrs['to']).toMatch(/^me@shire\.example\/[\w-]{12}$/)
    expect(server.written.join('')).not.toContain('secret')
  })

  test('is not returned where the server returns none, or another device of ours gets it', async () => {
    const server = learning(silence)
    expect(await answered(server, typing)).toBeNull()
    server.begin('')
    expect(await answered(server, typing)).toBeNull()
  })

  test('is asked about by its type and by whether it is to be kept, and each time anew', async () => {
    const server = learning(silence, bouncing)
    server.begin('')
    const hint = xml('no-store', { xmlns: 'urn:xmpp:hints' })
    const body = xml('body', {}, 'secret')
    await answered(server, xml('message', { ...typing.attrs, type: 'groupchat' }, body))
    await answered(server, xml('message', { ...typing.attrs }, body, hint))
    const [first, second] = server.written
    expect(first?.attrs['type']).toBe('groupchat')
    expect(second?.attrs['type']).toBe('chat')
    expect(second?.toString()).toContain('<no-store xmlns="urn:xmpp:hints"/>')
    expect(second?.toString()).toContain('<body/>')
  })

  test('from somebody else is nothing that came back', () => {
    const { absence } = learning(silence)
    expect(absence.receive(typing)).toBe(false)
  })
})
