// The test equipment tested: real servers, independent observers, the bare client, the proxy that breaks lines.
import { connect } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { startEjabberd } from '../support/ejabberd'
import { addFriends, password } from '../support/friends'
import { startJabberd2 } from '../support/jabberd2'
import { startObserver } from '../support/observer'
import { readLists } from '../support/privacy-requests'
import { startProsody } from '../support/prosody'
import { startRawClient } from '../support/raw-client'
import type { RunningServer } from '../support/server'
import { stanzaReader, stanzasIn } from '../support/stanza-stream'
import { startTcpProxy } from '../support/tcp-proxy'
import { until } from '../support/wait'

const available = ({ name, type }: { name: string; type: string }) =>
  name === 'presence' && type === ''
const unavailable = ({ type }: { type: string }) => type === 'unavailable'

describe.each([
  {
    kind: 'prosody',
    start: () => startProsody(),
    bare: () => startProsody({ privacyLists: false }),
  },
  { kind: 'ejabberd', start: () => startEjabberd(), bare: () => startEjabberd({ privacy: false }) },
  {
    kind: 'jabberd2',
    start: () => startJabberd2(),
    bare: () => startJabberd2({ privacyLists: false }),
  },
])('$kind', ({ kind, start, bare }) => {
  let server: RunningServer
  beforeAll(async () => {
    server = await start()
    await addFriends(server, 'bob', [
      { jid: 'carol@localhost', name: 'Carol "C" Ünal', groups: ['Friends', 'At work'] },
      { jid: 'dave@localhost', subscription: 'from' },
    ])
    await server.addAccount('eve', password)
  })
  afterAll(() => server.stop())
  const observe = (user: string) => startObserver({ server, user, password })

  test('two observers see each other come, close and drop', async () => {
    const [bob, carol] = await Promise.all([observe('bob'), observe('carol')])
    const there = await bob.next((s) => available(s) && s.from === carol.jid)
    await carol.next((s) => available(s) && s.from === bob.jid)
    expect(bob.from('carol@localhost')).toContain(there)
    const mark = bob.mark()
    await carol.close()
    await bob.next((s) => unavailable(s) && s.from === carol.jid)
    const again = await observe('carol')
    await bob.next((s) => available(s) && s.from === again.jid)
    await again.drop()
    await bob.next((s) => unavailable(s) && s.from === again.jid)
    expect(bob.since(mark).map(({ type }) => type)).toEqual(['unavailable', '', 'unavailable'])
    await bob.close()
  })

  test('an observer answers nothing, accepts nobody, and keeps what it is told', async () => {
    const [bob, eve] = await Promise.all([observe('bob'), observe('eve')])
    const mark = eve.mark()
    eve.send(`<presence type='subscribe' to='bob@localhost'/>`)
    eve.send(`<iq type='get' id='v' to='${bob.jid}'><query xmlns='jabber:iq:version'/></iq>`)
    eve.message(bob.jid, 'naïve & <well>')
    await eve.settled()
    const heard = await bob.next(({ name }) => name === 'message')
    expect(heard.xml).toContain('<body>naïve &amp; &lt;well&gt;</body>')
    expect(heard).toMatchObject({ from: eve.jid, to: bob.jid, type: 'chat' })
    await bob.next(({ type }) => type === 'subscribe')
    await bob.next(({ id }) => id === 'v')
    await bob.settled()
    await eve.settled()
    const answers = eve.since(mark).filter((s) => s.from === bob.jid || s.type === 'subscribed')
    expect(answers).toEqual([])
    await Promise.all([bob.close(), eve.close()])
  })

  test('rosters are as they were set, on both sides', async () => {
    const bob = await startRawClient({ server, user: 'bob', password })
    const { xml } = await bob.iq('get', '', `<query xmlns='jabber:iq:roster'/>`)
    const items = xml.match(/<item.*?(?:\/>|<\/item>)/g) ?? []
    const carol = items.find((item) => item.includes('carol@localhost'))
    expect(carol).toMatch(/subscription=.both/)
    expect(carol).toMatch(/name=.Carol &quot;C&quot; Ünal/)
    expect(carol?.match(/<group>.*?<\/group>/g)?.toSorted()).toEqual([
      '<group>At work</group>',
      '<group>Friends</group>',
    ])
    expect(items.find((item) => item.includes('dave@localhost'))).toMatch(/subscription=.from/)
    const dave = await startRawClient({ server, user: 'dave', password })
    const answer = await dave.iq('get', '', `<query xmlns='jabber:iq:roster'/>`)
    expect(answer.xml).toMatch(/subscription=.to/)
    await Promise.all([bob.close(), dave.close()])
  })

  test('TLS from the first byte with the certificate told of', async () => {
    const socket = connect({ port: server.tlsPort, host: server.host, rejectUnauthorized: false })
    await new Promise((resolve) => socket.once('secureConnect', resolve))
    expect(socket.getPeerCertificate().fingerprint256).toBe(server.fingerprint)
    socket.destroy()
  })

  test.runIf(kind !== 'jabberd2')('WebSocket', async () => {
    const web = new WebSocket(server.websocketUrl, 'xmpp')
    await new Promise((resolve) => web.once('open', resolve))
    web.send(`<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='localhost' version='1.0'/>`)
    const first = await new Promise<string>((resolve) =>
      web.once('message', (data: Buffer) => {
        resolve(data.toString())
      }),
    )
    expect(first).toContain('<open ')
    web.terminate()
  })

  test('a wrong password is refused', async () => {
    await expect(startRawClient({ server, user: 'bob', password: 'wrong' })).rejects.toThrow(
      '<not-authorized',
    )
    await expect(startObserver({ server, user: 'bob', password: 'wrong' })).rejects.toThrow(
      'not authorized',
    )
  })

  test('the proxy hears the client, loses, freezes and refuses connections', async () => {
    const proxy = await startTcpProxy(server)
    const through = { ...server, port: proxy.port }
    const signIn = () => startRawClient({ server: through, user: 'eve', password })
    const eve = await signIn()
    eve.send('<presence><show>away</show></presence>')
    await eve.settled()
    expect(proxy.outgoingStanzas().map(({ name }) => name)).toEqual([
      ...['auth', 'iq', 'presence', 'iq'],
    ])
    proxy.drop()
    await expect(eve.settled()).rejects.toThrow('connection lost')

    const frozen = await signIn()
    proxy.freeze()
    frozen.send(`<presence type='unavailable'/>`)
    await frozen.quiet(100)
    expect(proxy.outgoing()).not.toContain('unavailable')
    expect(proxy.connections().open).toBe(1)
    proxy.thaw()
    await until(() => proxy.connections().open === 0, 'the damaged connection to be reset')

    proxy.refuse()
    await expect(signIn()).rejects.toThrow('connection lost')
    proxy.accept()
    const last = await signIn()
    proxy.cut('<presence/>'.length)
    last.send('<presence/><presence/>')
    await until(() => proxy.connections().open === 0, 'the cut')
    expect(proxy.outgoing().endsWith('<presence/>')).toBe(true)
    await proxy.close()
  })

  test('a restart keeps ports and accounts', async () => {
    const eve = await startRawClient({ server, user: 'eve', password })
    await server.restart()
    await expect(eve.settled()).rejects.toThrow('connection lost')
    const again = await startRawClient({ server, user: 'eve', password })
    await again.close()
    expect(server.log()).not.toBe('')
  })

  test('a server without privacy lists says so', async () => {
    const other = await bare()
    await other.addAccount('bob', password)
    const bob = await startRawClient({ server: other, user: 'bob', password })
    const { type, xml } = await readLists(bob)
    expect(type).toBe('error')
    expect(xml).toMatch(/<(service-unavailable|feature-not-implemented) /)
    await other.stop()
  })
})

test('a stream is cut into the same stanzas whatever the pieces', () => {
  const text =
    `<?xml version='1.0'?><stream:stream id='1'><stream:features><a/><b>x</b></stream:features>` +
    `<iq id="a'b" from='c&amp;d' type='get'><query xmlns='e>f'/></iq>\n<presence/>` +
    `<stream:stream><message to='g'><body>h > i</body></message></stream:stream>`
  const whole = stanzasIn(text)
  expect(whole.map(({ xml }) => xml)).toEqual([
    '<stream:features><a/><b>x</b></stream:features>',
    `<iq id="a'b" from='c&amp;d' type='get'><query xmlns='e>f'/></iq>`,
    '<presence/>',
    `<message to='g'><body>h > i</body></message>`,
  ])
  expect(whole.map(({ children }) => children)).toEqual([['a', 'b'], ['query'], [], ['body']])
  expect(whole[1]).toMatchObject({ name: 'iq', id: `a'b`, from: 'c&d', type: 'get', to: '' })
  const piecewise: string[] = []
  const read = stanzaReader(({ xml }) => piecewise.push(xml))
  for (const char of text) read(char, 0)
  expect(piecewise).toEqual(whole.map(({ xml }) => xml))
})
