// What old clients do whatever they are offered: attributes of long ago, sessions nobody needs, keepalives, ports.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { password } from '../support/friends'
import { reservePorts } from '../support/ports'
import { startProsody } from '../support/prosody'
import type { RunningServer } from '../support/server'
import type { Wire } from '../unit/c2s/wire'
import { header, openWire } from '../unit/c2s/wire'
import type { BridgeScene } from './bridge-scene'
import { startBridgeScene } from './bridge-scene'

const sasl = `xmlns='urn:ietf:params:xml:ns:xmpp-sasl'`
const google = `xmlns:ga='http://www.google.com/talk/protocol/auth'`
const nsBind = 'urn:ietf:params:xml:ns:xmpp-bind'
const nsSession = 'urn:ietf:params:xml:ns:xmpp-session'

let server: RunningServer
let scene: BridgeScene
let wire: Wire
let count = 0
beforeAll(async () => {
  server = await startProsody()
})
afterAll(() => server.stop())
beforeEach(async () => {
  count += 1
  scene = await startBridgeScene(server, String(count))
})
afterEach(async () => {
  wire.socket.destroy()
  await scene.close()
})

/** Logs in as mcabber does, with a resource bound by these words. */
async function logIn(port = scene.port, more = ''): Promise<Wire> {
  wire = await openWire(port)
  wire.send(header)
  await wire.heard('</stream:features>')
  const secret = Buffer.from(`${scene.alice}\0alice${String(count)}\0${password}`)
  const attributes = `${google} ga:client-uses-full-bind-result='true' id='1'`
  wire.send(`<auth ${sasl} mechanism='PLAIN' ${attributes}>${secret.toString('base64')}</auth>`)
  await wire.heard('<success')
  wire.send(header)
  await wire.heard(nsBind)
  wire.send(`<iq type='set' id='b'><bind xmlns='${nsBind}'>${more}</bind></iq>`)
  await wire.heard('<jid>')
  return wire
}

test('an identity and attributes of Google Talk do not matter in <auth/> (RFC 4616; R2)', async () => {
  expect((await logIn()).text()).not.toContain('<failure')
})

test('<required/> in the request for a resource does not matter (RFC 6120 s.7; R5)', async () => {
  expect((await logIn(scene.port, '<required/><resource>x</resource>')).text()).toContain('<jid>')
})

test.each([
  ['', (text: string) => /<iq type="result" id="s"\/>/.test(text)],
  [`to='localhost'`, (text: string) => /<iq [^>]*id="s"[^>]*from="localhost"/.test(text)],
])('a session is given to who asks for one, %s (RFC 3921 s.3; R5)', async (to, isAnswer) => {
  const client = await logIn()
  client.send(`<iq type='set' id='s' ${to}><session xmlns='${nsSession}'/></iq>`)
  await client.heard('id="s"')
  expect(isAnswer(client.text())).toBe(true)
  expect(client.text()).not.toContain('type="error"')
})

test('stream management is offered, and given without resumption (XEP-0198; R6)', async () => {
  const client = await logIn()
  expect(client.text()).toContain(`<sm xmlns="urn:xmpp:sm:3"/>`)
  client.send(`<enable xmlns='urn:xmpp:sm:3' resume='true'/>`)
  await client.heard('<enabled')
  client.send(`<iq type='get' id='p'><ping xmlns='urn:xmpp:ping'/></iq><r xmlns='urn:xmpp:sm:3'/>`)
  await client.heard('h="1"')
})

describe('keepalives (R7)', () => {
  test('whitespace between stanzas is nothing, however much of it (RFC 6120 s.4.6.1)', async () => {
    const client = await logIn()
    client.send('<presence/>')
    for (const blank of [' ', '\n', '\t \r\n', ' '.repeat(10_000)]) client.send(blank)
    client.send(`\n<presence><show>xa</show></presence> \n `)
    await scene.heard(scene.bob, ['available', 'xa'])
    expect(client.text()).not.toContain('stream:error')
  })

  test.each([`to='localhost'`, ''])('a ping %s is answered (XEP-0199)', async (to) => {
    const client = await logIn()
    client.send(`<iq type='get' id='ping-1' ${to}><ping xmlns='urn:xmpp:ping'/></iq>`)
    await client.heard('id="ping-1"')
    const answer = /<iq [^>]*id="ping-1"[^>]*>/.exec(client.text())?.[0]
    expect(answer).toContain('type="result"')
  })
})

test('the bridge listens on whatever port it is given (R13)', async () => {
  const { ports, release } = await reservePorts(2)
  const [port = 0, versionlessPort = 0] = ports
  await scene.close()
  release()
  scene = await startBridgeScene(server, `${String(count)}p`, { place: { port, versionlessPort } })
  expect([scene.port, scene.versionlessPort]).toEqual([port, versionlessPort])
  wire = await openWire(port)
  wire.send(header)
  await wire.heard('</stream:features>')
})

/** What several programs add to their presence of themselves. */
const idle =
  `<query xmlns='jabber:iq:last' seconds='302'/>` +
  `<idle xmlns='urn:xmpp:idle:1' since='2026-01-01T00:00:00Z'/>` +
  `<x xmlns='http://coccinella.sourceforge.net/protocol/servers'><ip>10.1.2.3</ip></x>`
const telling = /302|2026-01-01|10\.1\.2\.3|jabber:iq:last|urn:xmpp:idle/

test('how long somebody has been idle, and where they are, is told to nobody (R14)', async () => {
  const client = await logIn()
  client.send(`<presence><show>away</show>${idle}</presence>`)
  const told = await scene.bob.next(({ from, name }) => {
    return name === 'presence' && from.startsWith(scene.alice)
  })
  expect(told.xml).toContain('<show>away</show>')
  expect(told.xml).not.toMatch(telling)
})

describe('in a room (R14)', () => {
  const room = () => `tea${String(count)}@conference.localhost`
  const toRoom = (nick: string, inner = '') =>
    `<presence to='${room()}/${nick}'>${inner}</presence>`
  const muc = `<x xmlns='http://jabber.org/protocol/muc'><history maxchars='0'/><ip>10.1.2.3</ip></x>`
  const busy = `<show>away</show><status>at the doctor</status>${idle}`

  /** Bob opens the room and is in it; what he was told by an occupant of that name since. */
  const open = async () => {
    const { bob } = scene
    bob.send(toRoom('bob', muc))
    await bob.next(({ xml }) => /code=["']110/.test(xml))
    const form = `<x xmlns='jabber:x:data' type='submit'/>`
    const query = `<query xmlns='http://jabber.org/protocol/muc#owner'>${form}</query>`
    expect((await bob.iq('set', room(), query)).type).toBe('result')
    return (nick: string) => bob.from(`${room()}/${nick}`).map(({ type, xml }) => ({ type, xml }))
  }
  const arrival = (nick: string) =>
    scene.bob.next(({ from, type }) => from === `${room()}/${nick}` && type === '')

  test('an occupant who may not see the user is told that they are there, and no more', async () => {
    const told = await open()
    const client = await logIn()
    client.send(`<presence type='invisible'/>${toRoom('al', muc + busy)}`)
    await arrival('al')
    client.send(toRoom('al', busy))
    client.send(toRoom('al', `<show>xa</show>${idle}`))
    client.send(toRoom('al'))
    client.send(toRoom('alice', busy))
    await arrival('alice')
    await scene.bob.settled()
    expect(told('al').map(({ type }) => type)).toEqual(['', 'unavailable'])
    expect(told('alice').map(({ type }) => type)).toEqual([''])
    for (const { xml } of [...told('al'), ...told('alice')]) {
      expect(xml).not.toMatch(telling)
      expect(xml).not.toMatch(/<show|<status>|away|doctor/)
    }
    expect(await scene.news(scene.bob)).toEqual([])
  })

  test('where nobody is hidden from, it hears of show and status, and of nothing else', async () => {
    const told = await open()
    const client = await logIn()
    client.send(`<presence/>${toRoom('al', muc + busy)}`)
    expect((await arrival('al')).xml).toContain('at the doctor')
    client.send(toRoom('al', `<show>dnd</show>${idle}`))
    await scene.bob.next(({ from, xml }) => from === `${room()}/al` && xml.includes('dnd'))
    client.send(`<presence to='${scene.bob.jid.split('/')[0] ?? ''}' type='invisible'/>`)
    client.send(toRoom('al', busy))
    client.send(toRoom('alice', busy))
    expect((await arrival('alice')).xml).toContain('dnd')
    const all = [...told('al'), ...told('alice')]
    expect(all.filter(({ xml }) => xml.includes('doctor'))).toHaveLength(1)
    for (const { xml } of all) expect(xml).not.toMatch(telling)
  })

  test('a name that is taken is the client’s to change (XEP-0045 s.7.2.8)', async () => {
    await open()
    const client = await logIn()
    client.send(`<presence/><presence id='e1' to='${room()}/bob'>${muc}</presence>`)
    await client.heard('<conflict')
    expect(client.text()).toMatch(/<presence[^>]*id="e1"[^>]*>/)
    client.send(toRoom('al', muc))
    await arrival('al')
    expect(scene.proxy.outgoing()).not.toContain('/bob_')
  })
})
