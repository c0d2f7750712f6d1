// Clients that take too much of the bridge, or speak no XMPP: bounded, logged, and nobody else suffers.
import { connect } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { password } from '../support/friends'
import { startProsody } from '../support/prosody'
import { startScriptedServer } from '../support/scripted-server'
import type { RunningServer } from '../support/server'
import { until } from '../support/wait'
import type { BridgeScene } from './bridge-scene'
import { startBridgeScene } from './bridge-scene'

let server: RunningServer
let scene: BridgeScene
let count = 0
beforeAll(async () => {
  server = await startProsody()
})
afterAll(() => server.stop())
beforeEach(async () => {
  count += 1
  scene = await startBridgeScene(server, String(count))
})
afterEach(() => scene.close())
const bobJid = () => `bob${String(count)}@localhost`

/** Logs alice in on a bare socket, whose flow the test has in hand. */
async function bare() {
  const socket = connect(scene.port, '127.0.0.1').setEncoding('utf8')
  let text = ''
  socket.on('data', (data: string) => (text += data)).on('error', () => undefined)
  const heard = (wanted: string | RegExp) =>
    until(
      () => (typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text)),
      () => `${String(wanted)} in ${text.slice(-500)}`,
      20_000,
    )
  const header = `<stream:stream to='localhost' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>`
  socket.write(header)
  await heard('</stream:features>')
  const secret = Buffer.from(`\0alice${String(count)}\0${password}`).toString('base64')
  socket.write(`<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${secret}</auth>`)
  await heard('<success')
  socket.write(header)
  await heard('xmpp-bind')
  socket.write(`<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>`)
  await heard('<jid>')
  return { socket, heard, text: () => text }
}

test('a flood is read no faster than the server takes it, arrives in order, and keeps nobody out', async () => {
  const { bob, proxy, login } = scene
  const flood = await bare()
  flood.socket.write('<presence/>')
  await bob.next(({ from, type }) => from.startsWith(scene.alice) && type === '')
  proxy.refuse()
  proxy.drop()
  const total = 4000
  const filler = 'x'.repeat(4000)
  const texts = Array.from({ length: total }, (_, index) => {
    const body = `<body>n${String(index)}.${index < total - 20 ? filler : ''}</body>`
    return `<message to='${bobJid()}' type='chat' id='f${String(index)}'>${body}</message>`
  })
  for (const text of texts) flood.socket.write(text)
  const before = flood.socket.writableLength
  await new Promise((resolve) => setTimeout(resolve, 300))
  // The bridge has stopped reading: what it did not take is still with the client.
  expect(before).toBeGreaterThan(1_000_000)
  expect(flood.socket.writableLength).toBeGreaterThan(1_000_000)
  proxy.accept()
  const other = await login()
  await other.settled()
  await bob.next(({ xml }) => xml.includes(`<body>n${String(total - 1)}.`), 60_000)
  const bodies = bob.from(scene.alice).flatMap(({ xml }) => /<body>n(\d+)\./.exec(xml)?.[1] ?? [])
  expect(bodies).toEqual(Array.from({ length: total }, (_, index) => String(index)))
  flood.socket.destroy()
  await other.close()
})

test('a slow line to the server is not buried under what a client writes, and so not taken for lost', async () => {
  const { bob, proxy } = scene
  const flood = await bare()
  flood.socket.write('<presence/>')
  await bob.next(({ from, type }) => from.startsWith(scene.alice) && type === '')
  const { made } = proxy.connections()
  proxy.throttle(2_000_000)
  const total = 3000
  const filler = 'x'.repeat(4000)
  for (let index = 0; index < total; index += 1) {
    flood.socket.write(
      `<message to='${bobJid()}' type='chat' id='s'><body>n${String(index)}.${filler}</body></message>`,
    )
  }
  await bob.next(({ xml }) => xml.includes('<body>n300.'), 30_000)
  // The line has taken more than a megabyte, and the bridge little more than that.
  expect(flood.socket.writableLength).toBeGreaterThan(total * 4000 - 8_000_000)
  await bob.next(({ xml }) => xml.includes(`<body>n${String(total - 1)}.`), 60_000)
  const bodies = bob.from(scene.alice).flatMap(({ xml }) => /<body>n(\d+)\./.exec(xml)?.[1] ?? [])
  expect(bodies).toEqual(Array.from({ length: total }, (_, index) => String(index)))
  expect(proxy.connections().made).toBe(made)
  flood.socket.destroy()
})

test('of many messages that a break of the connection caught none is held back when they go again', async () => {
  const { bob, proxy, login } = scene
  const client = await login()
  client.send('<presence/>')
  await bob.next(({ from, type }) => from.startsWith(scene.alice) && type === '')
  await client.settled()
  proxy.freeze()
  const total = 600
  for (let index = 0; index < total; index += 1) {
    const body = `<body>n${String(index)}.</body>`
    client.send(`<message to='${bobJid()}' type='chat' id='same'>${body}</message>`)
  }
  // The bridge takes what comes before the answer, and gives it to the line that is none.
  await client.iq('get', client.jid, `<query xmlns='jabber:iq:privacy'/>`)
  proxy.thaw()
  await bob.next(({ xml }) => xml.includes(`<body>n${String(total - 1)}.`), 20_000)
  const bodies = bob.from(scene.alice).flatMap(({ xml }) => /<body>n(\d+)\./.exec(xml)?.[1] ?? [])
  expect(bodies).toEqual(Array.from({ length: total }, (_, index) => String(index)))
  expect(scene.log()).not.toContain('held back')
  await client.close()
})

test('who never reads is cut, and its session upstream ends', async () => {
  const { bob, alice } = scene
  const deaf = await bare()
  deaf.socket.write('<presence/>')
  await bob.next(({ from, type }) => from.startsWith(alice) && type === '')
  deaf.socket.pause()
  const filler = 'y'.repeat(100_000)
  for (let index = 0; index < 300; index += 1) bob.message(alice, filler)
  await bob.next(({ from, type }) => from.startsWith(alice) && type === 'unavailable', 60_000)
  deaf.socket.destroy()
})

test.each([
  ['a stanza without an end', `<message><body>${'z'.repeat(3_000_000)}`, 'policy-violation'],
  ['what is no XML', '<message><body></message>', 'not-well-formed'],
  ['a foreign address', `<message from='bob@localhost' to='x@localhost'/>`, 'invalid-from'],
])('%s ends the stream, and the session upstream with it', async (_, text, condition) => {
  const { bob, alice } = scene
  const client = await bare()
  client.socket.write('<presence/>')
  await bob.next(({ from, type }) => from.startsWith(alice) && type === '')
  client.socket.write(text)
  await client.heard(new RegExp(`<stream:error>.*${condition}`))
  expect(scene.log()).toContain(`cut off condition="${condition}"`)
  await bob.next(({ from, type }) => from.startsWith(alice) && type === 'unavailable')
  client.socket.destroy()
})

test('whoever guesses at a password is not let ask the server for long, and keeps out nobody else', async () => {
  const attempts = await Promise.all(
    Array.from({ length: 24 }, () => scene.login({ password: 'guess' }).catch(String)),
  )
  expect(attempts.every((answer) => typeof answer === 'string')).toBe(true)
  await expect(scene.login({ password: 'guess' })).rejects.toThrow(/Too many/)
  const other = await scene.login({ user: `bob${String(count)}` })
  await other.close()
  expect(scene.log()).not.toContain('guess')
})

test('a server that refuses how somebody signs in looked at no password: they are not kept out (RFC 6120 s.6.5.7)', async () => {
  const strict = await startScriptedServer(async (peer) => {
    const sasl = `xmlns='urn:ietf:params:xml:ns:xmpp-sasl'`
    await peer.next()
    peer.send(
      `<stream:stream from='localhost' id='s' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>` +
        `<stream:features><mechanisms ${sasl}><mechanism>PLAIN</mechanism></mechanisms></stream:features>`,
    )
    await peer.expect('auth')
    peer.send(`<failure ${sasl}><mechanism-too-weak/></failure>`)
    await peer.closed
  })
  const { port } = strict
  const reach = {
    server: { mode: 'manual', host: '127.0.0.1', port, security: 'plain' },
    trusted: [],
  } as const
  const other = await startBridgeScene(server, `${String(count)}b`, { reach })
  const login = () => other.login().catch(String)
  await Promise.all(Array.from({ length: 24 }, login))
  expect(await login()).toContain('no safe way of signing in')
  await other.close()
  await strict.close()
})

test('a client that vanishes leaves nothing behind', async () => {
  const { bob, alice, login } = scene
  const client = await login()
  client.send('<presence/>')
  await bob.next(({ from, type }) => from.startsWith(alice) && type === '')
  await client.drop()
  await bob.next(({ from, type }) => from.startsWith(alice) && type === 'unavailable')
  await until(() => Object.keys(scene.snapshot().accounts).length === 0, 'no session')
})
