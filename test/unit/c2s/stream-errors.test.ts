// Whatever is no XMPP ends the stream with the error that RFC 6120 s.4.9.3 has for it, and nothing else ends.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listen } from '../../../electron/c2s/listener'
import type { Echo } from './wire'
import { header, openWire, signIn, startEcho } from './wire'

let echo: Echo
beforeAll(async () => {
  echo = await startEcho({ stanzaSize: 10_000 })
})
afterAll(() => echo.listener.close())

const streams = 'http://etherx.jabber.org/streams'
const opening = (attributes: string) => `<stream:stream xmlns:stream='${streams}' ${attributes}>`

async function errorAfter(text: string | Uint8Array): Promise<string> {
  const wire = await openWire(echo.listener.port)
  wire.send(text)
  return conditionIn(await wire.closed())
}

function conditionIn(text: string): string {
  expect(text).toMatch(/^<\?xml version='1.0'\?><stream:stream /)
  expect(text).toMatch(/<\/stream:stream>$/)
  return /<stream:error><([\w-]+) xmlns="urn:ietf:params:xml:ns:xmpp-streams"/.exec(text)?.[1] ?? ''
}

test.each([
  ['host-unknown', opening(`xmlns='jabber:client' to='elsewhere' version='1.0'`)],
  ['host-unknown', opening(`xmlns='jabber:client' version='1.0'`)],
  ['unsupported-version', opening(`xmlns='jabber:client' to='localhost'`)],
  ['invalid-namespace', opening(`xmlns='jabber:server' to='localhost' version='1.0'`)],
  ['invalid-namespace', `<stream:stream xmlns='jabber:client' to='localhost' version='1.0'>`],
  ['bad-format', `<message xmlns='jabber:client'>`],
  [
    'bad-namespace-prefix',
    `<s:stream xmlns:s='${streams}' xmlns='jabber:client' to='localhost' version='1.0'>`,
  ],
  ['not-well-formed', 'GET / HTTP/1.1\r\n\r\n'],
  ['not-well-formed', `${header}<a></b>`],
  ['not-well-formed', `${header}<a b=c/>`],
  ['not-well-formed', `${header}<a>\u0000</a>`],
  ['not-well-formed', `${header}<a>&#0;</a>`],
  ['not-well-formed', `${header}<a>fish & chips</a>`],
  ['restricted-xml', `${header}<!-- hello -->`],
  ['restricted-xml', `${header}<?php?>`],
  ['restricted-xml', `<!DOCTYPE x [<!ENTITY a 'aaaa'>]>${header}`],
  ['restricted-xml', `${header}<a>&lol;</a>`],
  ['policy-violation', `${header}<a>${'x'.repeat(11_000)}</a>`],
  ['policy-violation', `<stream:stream a='${'x'.repeat(11_000)}'`],
  ['not-authorized', `${header}<message/>`],
])('%s for %.80s', async (condition, text) => {
  expect(await errorAfter(text)).toBe(condition)
})

test('not-well-formed for bytes that are no UTF-8 (s.11.6)', async () => {
  const bad = Buffer.concat([Buffer.from(`${header}<a>`), Buffer.from([0xc3, 0x28])])
  expect(await errorAfter(bad)).toBe('not-well-formed')
})

test('characters and references that are cut in two by the end of a packet are whole', async () => {
  const wire = await signIn(echo.listener.port, 'cut')
  const whole = Buffer.from(`<message id='c'><body>\u{1F47B}&amp;&#x1F47B;</body></message>`)
  for (const byte of whole) {
    wire.send(Uint8Array.of(byte))
    await new Promise((resolve) => setImmediate(resolve))
  }
  await wire.heard('<body>\u{1F47B}&amp;\u{1F47B}</body>')
  wire.send('</stream:stream>')
  await wire.closed()
})

describe('on a bound stream', () => {
  test.each([
    ['unsupported-stanza-type', '<fish/>'],
    ['unsupported-stanza-type', `<message:x xmlns:message='a'/>`],
    ['invalid-namespace', `<message xmlns='jabber:server'/>`],
    ['invalid-from', `<message from='mallory@localhost'/>`],
    ['policy-violation', `<message><body>${'x'.repeat(11_000)}</body></message>`],
    ['undefined-condition', `<a xmlns='urn:xmpp:sm:3' h='99'/>`],
    ['restricted-xml', `<message><body>&billion;</body></message>`],
  ])('%s for %.60s', async (condition, text) => {
    const wire = await signIn(echo.listener.port, 'bound')
    wire.send(text)
    expect(await wire.closed()).toContain(`<stream:error><${condition} `)
    expect(echo.events.at(-1)).toMatch(/^ended alice@localhost\/bound /)
  })

  test.each([
    ['jid-malformed', `<message to='@@bad' id='1'/>`],
    ['bad-request', `<iq type='get' to='localhost'><a/></iq>`],
    ['bad-request', `<iq type='get' id='1'/>`],
    ['bad-request', `<iq type='get' id='1'><a/><b/></iq>`],
    ['bad-request', `<iq type='fish' id='1'><a/></iq>`],
  ])('%s for %s, and the stream goes on', async (condition, text) => {
    const wire = await signIn(echo.listener.port, 'errors')
    wire.send(text)
    await wire.heard(`<${condition} xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/>`)
    wire.send(`<message id='after'/>`)
    await wire.heard('id="after"')
    wire.send('</stream:stream>')
    expect(await wire.closed()).toMatch(/<\/stream:stream>$/)
  })

  test('a resource that is bound again is taken from the older connection', async () => {
    const older = await signIn(echo.listener.port, 'same')
    const newer = await signIn(echo.listener.port, 'same')
    expect(await older.closed()).toContain('<stream:error><conflict ')
    newer.send(`<message id='mine'/>`)
    await newer.heard('id="mine"')
    newer.send('</stream:stream>')
    await newer.closed()
  })

  test('a session is established by whoever asks for it (RFC 3921 s.3)', async () => {
    const wire = await signIn(echo.listener.port, 'old')
    const session = `<session xmlns='urn:ietf:params:xml:ns:xmpp-session'/>`
    wire.send(`<iq type='set' id='s'>${session}</iq>`)
    await wire.heard('<iq type="result" id="s"/>')
    wire.send('</stream:stream>')
    await wire.closed()
  })
})

test('only loopback is listened on', async () => {
  const nobody = { checkPassword: () => false, bound() {}, stanza() {}, ended() {} }
  const host = '0.0.0.0' as '127.0.0.1'
  await expect(listen(nobody, { domain: 'localhost', host })).rejects.toThrow('not loopback')
  const six = await listen(nobody, { domain: 'localhost', host: '::1' })
  expect(six.host).toBe('::1')
  await six.close()
})
