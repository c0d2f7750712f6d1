// The same over WebSocket (RFC 7395): each element a message, the certificate that of the URL's host.
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { expect, test } from 'vitest'
import xml from '@xmpp/xml'
import { makeCertificates } from '../../support/certificates'
import { admit, readmit } from '../../support/scripted-steps'
import { connect, serve } from './connection-harness'

function over(url: string) {
  return { server: { mode: 'websocket', url } } as const
}

test('a session over ws:// on this computer, resumption and end included', async () => {
  const server = await serve(
    async (peer) => {
      if (peer.index === 0) {
        await admit(peer)
        await peer.expect('message')
        peer.destroy()
        return
      }
      await readmit(peer)
      peer.send("<resumed xmlns='urn:xmpp:sm:3' previd='sm-1' h='0'/>")
      expect((await peer.expect('message')).getNS()).toBe('jabber:client')
      peer.send("<a xmlns='urn:xmpp:sm:3' h='1'/>")
      peer.send("<message xmlns='jabber:client' from='bob@localhost'><body>Grüße</body></message>")
    },
    { transport: 'ws' },
  )
  const { connection, until } = connect(server.port, over(server.url))
  expect((await until('started')).session.secure).toBe('plain')
  await connection.write(xml('message', { to: 'bob@localhost' }))
  expect((await until('started')).session.resumed).toBe(true)
  await until('acknowledged')
  expect((await until('stanza')).stanza.getChildText('body')).toBe('Grüße')
  await connection.stop([xml('presence', { type: 'unavailable' })])
  expect(server.peers[1]?.received()).toMatch(
    /type="unavailable".*<close xmlns="urn:ietf:params:xml:ns:xmpp-framing"\/>$/,
  )
})

test('wss:// is checked against the host of the URL, and against the trusted ones', async () => {
  const { authority, good, wrongName } = makeCertificates()
  const usual = getCACertificates('default')
  setDefaultCACertificates([...usual, authority])
  const transport = 'wss'
  const right = await serve(async (peer) => void (await admit(peer)), { transport, pair: good })
  const wrong = await serve(async (peer) => void (await admit(peer)), {
    transport,
    pair: wrongName,
  })
  expect((await connect(0, over(right.url)).until('started')).session.secure).toBe('websocket')
  const { error, certificate } = await connect(0, over(wrong.url)).until('stopped')
  expect(error.code).toBe('certificate')
  expect(wrong.peers).toHaveLength(0)
  const trusted = () => [certificate?.fingerprint ?? '']
  await connect(0, { ...over(wrong.url), trusted }).until('started')
  setDefaultCACertificates(usual)
})

for (const [name, data] of [
  ['a binary message', new TextEncoder().encode('<message/>')],
  ['a message too big', `<message xmlns='jabber:client'>${'x'.repeat(300_000)}</message>`],
  ['two roots with text between', "<message xmlns='jabber:client'/>text<message/>"],
] as const) {
  test(`${name} ends the session`, async () => {
    const server = await serve(
      async (peer) => {
        await admit(peer)
        if (peer.index > 0) return
        await peer.expect('presence')
        peer.send(data)
      },
      { transport: 'ws' },
    )
    const limits = { size: 200_000 }
    const { connection, until } = connect(0, { ...over(server.url), limits })
    await until('started')
    await connection.write(xml('presence'))
    await until('lost')
    await until('started')
  })
}

test('a server that is no WebSocket server fails the attempt', async () => {
  const server = await serve(async (peer) => peer.send('HTTP/1.1 404 Not Found\r\n\r\n'))
  const { until } = connect(0, over(`ws://localhost:${server.port}/`))
  await until('waiting')
})
