// Logging in through the bridge: the server has the last word, and its failures are the client's (RFC 6120 s.6.5).
import { connect } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { createScram } from '../../electron/xmpp/scram'
import { password } from '../support/friends'
import { startProsody } from '../support/prosody'
import type { RunningServer } from '../support/server'
import { until } from '../support/wait'
import type { BridgeScene } from './bridge-scene'
import { startBridgeScene, through } from './bridge-scene'

const sasl = `xmlns='urn:ietf:params:xml:ns:xmpp-sasl'`
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

/** A bare connection. */
function open(port: number) {
  const socket = connect(port, '127.0.0.1').setEncoding('utf8')
  let text = ''
  socket.on('data', (data: string) => (text += data)).on('error', () => undefined)
  return {
    socket,
    text: () => text,
    send: (data: string) => socket.write(data),
    heard: (wanted: string) =>
      until(
        () => text.includes(wanted),
        () => `${wanted} in ${text}`,
      ),
  }
}
const header = (version = `version='1.0'`) =>
  `<stream:stream to='localhost' ${version} xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>`
const encoded = (text: string) => Buffer.from(text).toString('base64')

/** Goes through SCRAM up to the server's last word. */
async function proveByScram(
  wire: ReturnType<typeof open>,
  hash: 'sha1' | 'sha256',
  username: string,
  secret: string,
): Promise<void> {
  wire.send(header())
  await wire.heard('</stream:features>')
  const mechanism = hash === 'sha1' ? 'SCRAM-SHA-1' : 'SCRAM-SHA-256'
  expect(wire.text()).toContain(`<mechanism>${mechanism}</mechanism>`)
  const binding = { flag: 'n' } as const
  const client = createScram({ hash, username, password: secret, nonce: 'abc', binding })
  const first = client.first()
  wire.send(`<auth ${sasl} mechanism='${mechanism}'>${encoded(first.ok ? first.value : '')}</auth>`)
  await wire.heard('</challenge>')
  const challenge = /<challenge[^>]*>(.*?)<\/challenge>/.exec(wire.text())?.[1] ?? ''
  const final = await client.final(Buffer.from(challenge, 'base64').toString())
  wire.send(`<response ${sasl}>${encoded(final.ok ? final.value : '')}</response>`)
}

/** Adds alice's account to Casper, signed out. @returns its id */
async function holdAlice(): Promise<string> {
  const added = (await scene.core.request('account.add', {
    ...{ jid: scene.alice, password, signInInvisible: true, remember: false },
    server: through(scene.proxy),
  })) as { value: { account: string } }
  const { account } = added.value
  await scene.core.request('account.sign-out', { account })
  return account
}

async function bridgePassword(account: string): Promise<string> {
  const made = (await scene.core.request('bridge.password', { account })) as {
    value: { password: string }
  }
  return made.value.password
}

test('neither STARTTLS nor SCRAM is offered where nobody could use it (R1, R2)', async () => {
  const wire = open(scene.port)
  wire.send(header())
  await wire.heard('</stream:features>')
  expect(wire.text()).toContain('<mechanism>PLAIN</mechanism>')
  expect(wire.text()).not.toMatch(/SCRAM|starttls|DIGEST|ANONYMOUS/)
  wire.socket.destroy()
})

test('PLAIN with an authorization identity signs in (RFC 4616)', async () => {
  const wire = open(scene.port)
  wire.send(header())
  await wire.heard('</stream:features>')
  const secret = encoded(`${scene.alice}\0alice${String(count)}\0${password}`)
  wire.send(`<auth ${sasl} mechanism='PLAIN' id='x'>${secret}</auth>`)
  await wire.heard('<success')
  wire.socket.destroy()
  await until(() => Object.keys(scene.snapshot().accounts).length === 0, 'the session to end')
})

test('a wrong password is refused by the server, and nothing of it is logged', async () => {
  await expect(scene.login({ password: 'wrong-one' })).rejects.toThrow('not-authorized')
  expect(scene.log()).not.toContain('wrong-one')
  await until(() => Object.keys(scene.snapshot().accounts).length === 0, 'no account')
})

test('a server that cannot be reached is a failure for now (temporary-auth-failure)', async () => {
  scene.proxy.refuse()
  await expect(scene.login()).rejects.toThrow(/temporary-auth-failure.*<text/s)
})

test('who has another resource upstream is told the address the server gave (RFC 6120 s.7.7)', async () => {
  const client = await scene.login({ resource: 'Home' })
  expect(client.jid).not.toContain('Home')
  client.send('<presence/>')
  const told = await scene.bob.next(({ from }) => from.startsWith(scene.alice))
  expect(told.from).toBe(client.jid)
  await client.close()
})

test.each(['sha1', 'sha256'] as const)('SCRAM with %s by a bridge password', async (hash) => {
  const { core, port } = scene
  const account = await holdAlice()
  const made = await bridgePassword(account)
  const wire = open(port)
  await proveByScram(wire, hash, `alice${String(count)}`, made)
  await wire.heard('<success')
  wire.socket.destroy()

  const other = await scene.login({ password: made })
  const bridged = () => Object.values(scene.snapshot().accounts).filter((one) => one.bridged)
  await until(() => bridged().length > 0, 'the session in the app')
  await other.close()
  await until(() => bridged().length === 0, 'the end of the session in the app')
  await core.request('account.remove', { account })
})

test.each(['sha1', 'sha256'] as const)(
  'SCRAM with %s by the own password of an account that Casper holds, beside a bridge password or without one',
  async (hash) => {
    const account = await holdAlice()
    for (const withBoth of [false, true]) {
      if (withBoth) await bridgePassword(account)
      const wire = open(scene.port)
      await proveByScram(wire, hash, `alice${String(count)}`, password)
      await wire.heard('<success')
      wire.socket.destroy()
    }
  },
)

test('after SCRAM failed PLAIN alone is offered, so that who knows no fallback gets in at the next try', async () => {
  await holdAlice()
  const wire = open(scene.port)
  await proveByScram(wire, 'sha256', `carol${String(count)}`, password)
  await wire.heard('</failure>')
  wire.socket.destroy()
  const again = open(scene.port)
  again.send(header())
  await again.heard('</stream:features>')
  expect(again.text()).not.toContain('SCRAM')
  const secret = encoded(`\0carol${String(count)}\0${password}`)
  again.send(`<auth ${sasl} mechanism='PLAIN'>${secret}</auth>`)
  await again.heard('<success')
  again.socket.destroy()
})

test('who is not held is told what to do, and can do it on the same stream', async () => {
  const { bob, port } = scene
  await bridgePassword(await holdAlice())
  const wire = open(port)
  const user = bob.jid.slice(0, bob.jid.indexOf('@'))
  await proveByScram(wire, 'sha1', user, password)
  await wire.heard('</failure>')
  expect(wire.text()).toMatch(
    /<not-authorized\/><text[^>]*>SCRAM takes the password that .* PLAIN /,
  )
  wire.send(`<auth ${sasl} mechanism='PLAIN'>${encoded(`\0${user}\0${password}`)}</auth>`)
  await wire.heard('<success')
  wire.socket.destroy()
})

test('a stream without a version is one of before XMPP (XEP-0078)', async () => {
  const wire = open(scene.versionlessPort)
  wire.send(header())
  await wire.heard(`from='localhost'`)
  const user = `alice${String(count)}`
  const ask = `<query xmlns='jabber:iq:auth'><username>${user}</username></query>`
  wire.send(`<iq type='get' id='a1'>${ask}</iq>`)
  await wire.heard('<password/>')
  expect(wire.text()).not.toMatch(/features|<stream:stream[^>]*version=/)
  const secret = `<password>${password}</password><resource>Home</resource>`
  const filled = `<query xmlns='jabber:iq:auth'><username>${user}</username>${secret}</query>`
  wire.send(`<iq type='set' id='a2'>${filled}</iq>`)
  await wire.heard('id="a2"')
  wire.send(`<iq type='set' id='s'><session xmlns='urn:ietf:params:xml:ns:xmpp-session'/></iq>`)
  await wire.heard('id="s"')
  wire.send(`<presence to='bob${String(count)}@localhost' type='invisible'/><presence/>`)
  await scene.heard(scene.carol, ['available'])
  expect(await scene.news(scene.bob)).toEqual([])
  scene.carol.message(scene.alice, 'hello')
  await wire.heard('hello')
  expect(wire.text()).not.toContain(scene.carol.stanzas().at(-1)?.from ?? 'nothing')
  wire.socket.destroy()
})

test('a wrong password on such a stream is refused with its number (XEP-0078 s.3.1)', async () => {
  const wire = open(scene.versionlessPort)
  wire.send(header(''))
  await wire.heard(`from='localhost'`)
  const user = `<username>alice${String(count)}</username>`
  const secret = `<password>wrong</password><resource>Home</resource>`
  wire.send(`<iq type='set' id='a'><query xmlns='jabber:iq:auth'>${user}${secret}</query></iq>`)
  await wire.heard('code="401"')
  wire.socket.destroy()
})

test('several clients at once have a session each, and end one by one', async () => {
  const one = await scene.login()
  const two = await scene.login()
  expect(one.jid).not.toBe(two.jid)
  one.send('<presence/>')
  two.send(`<presence type='invisible'/>`)
  await scene.heard(scene.bob, ['available'])
  // What is still on its way to a session that ends is returned to its sender.
  for (const client of [one, two]) {
    await client.next(({ name, from }) => name === 'presence' && from === scene.bob.jid)
  }
  await until(() => Object.keys(scene.snapshot().accounts).length === 2, 'two sessions')
  await one.close()
  await scene.heard(scene.bob, ['unavailable'])
  await two.close()
  await until(() => Object.keys(scene.snapshot().accounts).length === 0, 'no session')
  expect(await scene.news(scene.bob)).toEqual([])
})

test('two addresses at once are two people: each is told its own, and what one hides the other does not', async () => {
  const { bob, carol, login } = scene
  const jid = `carol${String(count)}@localhost`
  const alice = await login()
  const other = await login({ user: `carol${String(count)}` })
  expect([alice.jid, other.jid].map((full) => full.split('/')[0])).toEqual([scene.alice, jid])
  alice.send('<presence/>')
  other.send('<presence/>')
  await other.next(({ from, type }) => from === alice.jid && type === '')
  await alice.next(({ from, type }) => from === other.jid && type === '')
  expect(
    Object.values(scene.snapshot().accounts)
      .map((account) => account.jid)
      .sort(),
  ).toEqual([scene.alice, jid].sort())

  alice.send(`<presence type='invisible'/>`)
  await other.next(({ from, type }) => from === alice.jid && type === 'unavailable')
  alice.message(jid, 'for carol')
  await other.next(({ xml }) => xml.includes('for carol'))
  bob.message(scene.alice, 'for alice')
  await alice.next(({ xml }) => xml.includes('for alice'))
  await Promise.all([alice.settled(), other.settled()])
  expect(other.stanzas().filter(({ xml }) => xml.includes('for alice'))).toEqual([])
  expect(
    alice.stanzas().filter(({ from, type }) => from === other.jid && type === 'unavailable'),
  ).toEqual([])
  await other.close()
  await alice.next(({ from, type }) => from === other.jid && type === 'unavailable')
  expect(carol.stanzas().filter(({ type }) => type === 'error')).toEqual([])
  await alice.close()
})

test('whom the account in Casper hides from, its legacy client is hidden from, too', async () => {
  const { bob, carol, core, heard, news, proxy, login } = scene
  const at = { mode: 'manual', host: '127.0.0.1', port: proxy.port, security: 'plain' } as const
  proxy.refuse()
  const added = (await core.request('account.add', {
    ...{ jid: scene.alice, password, signInInvisible: false, remember: false, server: at },
  })) as { value: { account: string } }
  const { account } = added.value
  const target = { type: 'group', value: 'Work' }
  await core.request('visibility.hide-from', { account, target })
  await core.request('account.sign-out', { account })
  proxy.accept()
  const client = await login()
  client.send('<presence/>')
  await heard(bob, ['available'])
  await client.close()
  expect(await news(carol)).toEqual([])
})
