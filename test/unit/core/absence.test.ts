// The answer of a resource that is not there: learnt from the own server, in the language of the question.
import { expect, test } from 'vitest'
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import { createAbsence } from '../../../electron/core/absence'
import { absentReply } from '../../../electron/xmpp/absent'
import type { Exchanging } from '../../../electron/xmpp/iq'
import { appError } from '../../../shared/errors'
import type { BareJid } from '../../../shared/jid'
import type { Result } from '../../../shared/result'
import { err, ok } from '../../../shared/result'
import { quirksOf } from '../../../shared/visibility/quirks'

const self = 'me@shire.example' as BareJid
const stanzas = 'urn:ietf:params:xml:ns:xmpp-stanzas'
const request = xml(
  'iq',
  { type: 'get', id: 'q1', from: 'eve@mordor.example/x', to: `${self}/here` },
  xml('secret', { xmlns: 'urn:example:of' }),
)

/** A session whose server answers so. */
function learning(answer: (payload: Element, lang: string | null) => Result<Element>) {
  const asked: (readonly [to: string | null, payload: string, lang: string | null])[] = []
  const exchange: Exchanging['exchange'] = async (_type, to, payload, lang) => {
    asked.push([to, payload.toString(), lang])
    return answer(payload, lang)
  }
  const absence = createAbsence(self)
  const iq = { exchange } as Exchanging
  return { absence, asked, begin: (server: string) => absence.begin(iq, quirksOf(server)) }
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

const replied = async ({ absence }: ReturnType<typeof learning>, lang: string | null) =>
  absentReply(request, await absence.form(lang)).toString()

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
