// Signing in: RFC 6120 s.6, with our own client half of SCRAM on the other side.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createScram } from '../../../electron/xmpp/scram'
import { until } from '../../support/wait'
import type { Echo, Wire } from './wire'
import { header, openWire, startEcho } from './wire'

const ns = `xmlns='urn:ietf:params:xml:ns:xmpp-sasl'`
let echo: Echo
beforeAll(async () => {
  echo = await startEcho()
})
afterAll(() => echo.listener.close())

async function open(): Promise<Wire> {
  const wire = await openWire(echo.listener.port)
  wire.send(header)
  await wire.heard('</stream:features>')
  return wire
}

function encoded(text: string): string {
  return Buffer.from(text).toString('base64')
}

async function scram(hash: 'sha1' | 'sha256', username: string, password: string) {
  const mechanism = hash === 'sha1' ? 'SCRAM-SHA-1' : 'SCRAM-SHA-256'
  const binding = { flag: 'n' } as const
  const client = createScram({ hash, username, password, nonce: 'abc', binding })
  const first = client.first()
  const wire = await open()
  wire.send(`<auth ${ns} mechanism='${mechanism}'>${encoded(first.ok ? first.value : '')}</auth>`)
  await wire.heard('</challenge>')
  const challenge = /<challenge[^>]*>(.*?)<\/challenge>/.exec(wire.text())?.[1] ?? ''
  const final = await client.final(Buffer.from(challenge, 'base64').toString())
  wire.send(`<response ${ns}>${encoded(final.ok ? final.value : '')}</response>`)
  return { wire, client }
}

test('the best mechanism is offered first', async () => {
  const wire = await open()
  const offered = [...wire.text().matchAll(/<mechanism>(.*?)<\/mechanism>/g)].map(
    ([, name]) => name,
  )
  expect(offered).toEqual(['SCRAM-SHA-256', 'SCRAM-SHA-1', 'PLAIN'])
  wire.socket.destroy()
})

test.each(['sha1', 'sha256'] as const)('SCRAM with %s proves both sides', async (hash) => {
  const { wire, client } = await scram(hash, 'alice', 'secret')
  await wire.heard('</success>')
  const last = /<success[^>]*>(.*?)<\/success>/.exec(wire.text())?.[1] ?? ''
  expect(client.verify(Buffer.from(last, 'base64').toString())).toMatchObject({ ok: true })
  wire.socket.destroy()
})

test.each([
  ['a wrong password', 'sha1', 'alice', 'wrong'],
  ['a wrong password', 'sha256', 'alice', 'wrong'],
  ['an unknown user', 'sha1', 'nobody', 'secret'],
  ['an unknown user', 'sha256', 'nobody', 'secret'],
] as const)('SCRAM refuses %s with %s', async (_what, hash, user, password) => {
  const { wire } = await scram(hash, user, password)
  await wire.heard('<not-authorized/>')
  wire.socket.destroy()
})

test.each([
  ['invalid-mechanism', `<auth ${ns} mechanism='ANONYMOUS'/>`],
  ['incorrect-encoding', `<auth ${ns} mechanism='PLAIN'>***</auth>`],
  ['malformed-request', `<auth ${ns} mechanism='PLAIN'>${encoded('alice')}</auth>`],
  ['malformed-request', `<auth ${ns} mechanism='SCRAM-SHA-1'>${encoded('p=tls,,n=a,r=b')}</auth>`],
  ['malformed-request', `<response ${ns}>${encoded('x')}</response>`],
  ['not-authorized', `<auth ${ns} mechanism='PLAIN'>${encoded('\0alice\0wrong')}</auth>`],
  ['invalid-authzid', `<auth ${ns} mechanism='PLAIN'>${encoded('bob\0alice\0secret')}</auth>`],
  ['aborted', `<abort ${ns}/>`],
])('%s', async (condition, text) => {
  const wire = await open()
  wire.send(text)
  await wire.heard(`<${condition}/></failure>`)
  wire.socket.destroy()
})

test('after the third failure the stream is ended', async () => {
  const wire = await open()
  for (let count = 1; count <= 3; count += 1) {
    wire.send(`<auth ${ns} mechanism='PLAIN'>${encoded('\0alice\0guess')}</auth>`)
    await until(() => wire.text().split('<failure').length > count, 'the failure')
  }
  expect(await wire.closed()).toContain('<stream:error><policy-violation ')
})
