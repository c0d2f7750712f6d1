// What passes through the bridge as it is, both ways; and what a lost connection to the server is to the client.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { LedgerRow } from '../../shared/ledger'
import { startEjabberd } from '../support/ejabberd'
import { startProsody } from '../support/prosody'
import { startRawClient } from '../support/raw-client'
import type { RunningServer } from '../support/server'
import { until } from '../support/wait'
import type { BridgeScene } from './bridge-scene'
import { startBridgeScene } from './bridge-scene'

const servers = [
  { kind: 'prosody', start: () => startProsody() },
  { kind: 'ejabberd', start: () => startEjabberd() },
] as const

describe.each(servers)('through the bridge to $kind', ({ kind, start }) => {
  let server: RunningServer
  let scene: BridgeScene
  let count = 0
  beforeAll(async () => {
    server = await start()
  })
  afterAll(() => server.stop())
  beforeEach(async () => {
    count += 1
    scene = await startBridgeScene(server, String(count), { notice: true })
  })
  afterEach(() => scene.close())
  const bobJid = () => `bob${String(count)}@localhost`

  test('requests keep their ids, and none of Casper own is seen (RFC 6120 s.8.2.3)', async () => {
    const { login, bob, alice } = scene
    const client = await login()
    const info = await client.iq(
      'get',
      'localhost',
      `<query xmlns='http://jabber.org/protocol/disco#info'/>`,
    )
    expect(info.type).toBe('result')
    const notes = `<roster xmlns='roster:delimiter'>::</roster>`
    const stored = await client.iq('set', '', `<query xmlns='jabber:iq:private'>${notes}</query>`)
    expect(stored.type).toBe('result')
    const read = await client.iq(
      'get',
      '',
      `<query xmlns='jabber:iq:private'><roster xmlns='roster:delimiter'/></query>`,
    )
    expect(read.xml).toContain('::')
    client.send('<presence/>')
    await client.next(({ name, from }) => name === 'presence' && from === bob.jid)
    expect((await client.iq('get', alice, `<vCard xmlns='vcard-temp'/>`)).name).toBe('iq')
    await client.settled()
    const answers = client.stanzas().filter(({ name, type }) => name === 'iq' && type !== 'get')
    expect(answers.filter(({ id }) => !id.startsWith('ask-'))).toEqual([])
    await client.close()
  })

  test('a contact asks the client, and gets its answer (XEP-0092)', async () => {
    const { login, bob, heard } = scene
    const client = await login()
    client.send('<presence/>')
    await heard(bob, ['available'])
    const asked = bob.iq('get', client.jid, `<query xmlns='jabber:iq:version'/>`)
    const request = await client.next(
      ({ name, type, from }) => name === 'iq' && type === 'get' && from === bob.jid,
    )
    const said = `<query xmlns='jabber:iq:version'><name>old</name></query>`
    client.send(`<iq type='result' id='${request.id}' to='${bob.jid}'>${said}</iq>`)
    expect((await asked).xml).toContain('<name>old</name>')
    await client.close()
  })

  test('while nobody is hidden from, requests go to anybody, strangers too', async () => {
    const { login, bob, heard } = scene
    await server.addAccount(`eve${String(count)}`, 'secret')
    const eve = await startRawClient({ server, user: `eve${String(count)}`, password: 'secret' })
    const client = await login()
    client.send('<presence/>')
    await heard(bob, ['available'])
    const asked = client.iq('get', eve.jid, `<query xmlns='jabber:iq:version'/>`)
    const request = await eve.next(({ name, from }) => name === 'iq' && from === client.jid)
    const said = `<query xmlns='jabber:iq:version'><name>evil</name></query>`
    eve.send(`<iq type='result' id='${request.id}' to='${client.jid}'>${said}</iq>`)
    expect((await asked).xml).toContain('<name>evil</name>')
    await Promise.all([client.close(), eve.close()])
  })

  test('while hidden, servers are asked about people, and people are not', async () => {
    const { login, bob, news } = scene
    const client = await login()
    client.send(`<presence type='invisible'/>`)
    await client.next(({ name, from }) => name === 'presence' && from === bob.jid)
    const vcard = await client.iq('get', bobJid(), `<vCard xmlns='vcard-temp'/>`)
    expect(vcard.from).toBe(bobJid())
    expect(vcard.xml).not.toContain('not-allowed')
    const version = await client.iq('get', bob.jid, `<query xmlns='jabber:iq:version'/>`)
    expect(version.xml).toContain('not-allowed')
    expect(await news(bob)).toEqual([])
    const [account] = Object.keys(scene.snapshot().accounts)
    const found = (await scene.core.request('ledger.search', { account, peer: bobJid() })) as {
      value: { rows: readonly LedgerRow[] }
    }
    const asked = found.value.rows.filter(({ kind: about }) => about === 'iq')
    expect(asked.map(({ what, outcome }) => `${what}, ${outcome}`)).toEqual([
      'asked: their version, held-back',
    ])
    await client.close()
  })

  test('a message of a subject alone is one that somebody wrote; what else is held back comes back', async () => {
    const { login, bob } = scene
    const client = await login()
    client.send(`<presence type='invisible'/>`)
    client.send(`<message to='${bobJid()}'><subject>Lunch?</subject></message>`)
    await bob.next(({ xml }) => xml.includes('<subject>Lunch?</subject>'))
    client.send(
      `<message to='${bobJid()}' id='x'><attention xmlns='urn:xmpp:attention:0'/></message>`,
    )
    const returned = await client.next(({ name, id }) => name === 'message' && id === 'x')
    expect(returned.xml).toContain('not-allowed')
    await client.close()
  })

  test('a change of the roster is pushed to the client (RFC 3921 s.7.4)', async () => {
    const { login } = scene
    const client = await login()
    client.send('<presence/>')
    const item = `<item jid='${bobJid()}' name='Robert'><group>Friends</group></item>`
    expect(
      (await client.iq('set', '', `<query xmlns='jabber:iq:roster'>${item}</query>`)).type,
    ).toBe('result')
    const push = await client.next(
      ({ name, type, xml }) => name === 'iq' && type === 'set' && xml.includes('Robert'),
    )
    client.send(`<iq type='result' id='${push.id}'/>`)
    await client.settled()
    await client.close()
  })

  test('a subscription is asked for and answered (RFC 3921 s.8)', async () => {
    const { login, alice } = scene
    await server.addAccount(`dave${String(count)}`, 'secret')
    const dave = await startRawClient({ server, user: `dave${String(count)}`, password: 'secret' })
    dave.send('<presence/>')
    const client = await login()
    client.send('<presence/>')
    client.send(`<presence to='dave${String(count)}@localhost' type='subscribe'/>`)
    await dave.next(({ type, from }) => type === 'subscribe' && from === alice)
    dave.send(
      `<presence to='${alice}' type='subscribed'/><presence to='${alice}' type='subscribe'/>`,
    )
    await client.next(({ type }) => type === 'subscribe')
    client.send(`<presence to='dave${String(count)}@localhost' type='subscribed'/>`)
    await dave.next(({ type, from }) => type === '' && from === client.jid)
    await Promise.all([client.close(), dave.close()])
  })

  test('a room is entered in the client own words, talked in and left, hidden or not (XEP-0045)', async () => {
    const { login, bob, carol, heard, news } = scene
    const client = await login()
    client.send(`<presence type='invisible'/>`)
    const room = `tea${String(count)}@conference.localhost`
    const muc = `<x xmlns='http://jabber.org/protocol/muc'><history maxchars='0'/></x>`
    // Prosody forgets a room in which the only occupant changes their name.
    carol.send(`<presence to='${room}/carol'>${muc}</presence>`)
    await carol.next(({ xml }) => /code=["']110/.test(xml))
    const form = `<x xmlns='jabber:x:data' type='submit'/>`
    await carol.iq(
      'set',
      room,
      `<query xmlns='http://jabber.org/protocol/muc#owner'>${form}</query>`,
    )
    client.send(`<presence to='${room}/al'>${muc}</presence>`)
    await client.next(({ name, xml }) => name === 'presence' && /code=["']110/.test(xml))
    client.send(`<message to='${room}' type='groupchat'><body>tea?</body></message>`)
    await client.next(({ from, xml }) => from === `${room}/al` && xml.includes('tea?'))
    client.send(`<presence to='${room}/alice'/>`)
    await client.next(({ from, type }) => from === `${room}/alice` && type === '')
    client.send(`<presence to='${room}/alice' type='unavailable'/>`)
    await client.next(({ from, type }) => from === `${room}/alice` && type === 'unavailable')
    expect(await news(bob)).toEqual([])
    client.send('<presence/>')
    await heard(bob, ['available'])
    await client.close()
  })

  test('where there is no room the client is told so (XEP-0045 s.7.2.9)', async () => {
    const { login } = scene
    const client = await login()
    client.send('<presence/>')
    const muc = `<x xmlns='http://jabber.org/protocol/muc'/>`
    client.send(`<presence to='x@nowhere.localhost/al'>${muc}</presence>`)
    await client.next(({ type, from }) => type === 'error' && from === 'x@nowhere.localhost/al')
    await client.close()
  })

  test('who hides is told once by whom, if that was wished; who has not come yet, or goes, does not hide', async () => {
    const { login, bob, heard } = scene
    const client = await login()
    await client.iq('get', bobJid(), `<vCard xmlns='vcard-temp'/>`)
    client.send('<presence/>')
    await heard(bob, ['available'])
    client.send(`<presence type='unavailable'/>`)
    await heard(bob, ['unavailable'])
    client.send('<presence/>')
    await heard(bob, ['available'])
    await client.settled()
    expect(client.stanzas().filter(({ type }) => type === 'headline')).toEqual([])
    client.send(`<presence type='invisible'/>`)
    const notice = await client.next(({ type }) => type === 'headline')
    expect(notice.xml).toContain('Casper')
    client.send('<presence/>')
    await heard(bob, ['unavailable', 'available'])
    client.send(`<presence type='invisible'/>`)
    await heard(bob, ['unavailable'])
    await client.settled()
    expect(client.stanzas().filter(({ type }) => type === 'headline')).toHaveLength(1)
    await client.close()
  })

  test('a short break of the connection to the server is none to the client (XEP-0198 s.5)', async () => {
    const { login, bob, alice, heard, news, proxy } = scene
    const client = await login()
    client.send(`<presence type='invisible'/>`)
    await client.next(({ name, from }) => name === 'presence' && from === bob.jid)
    proxy.refuse()
    proxy.drop()
    client.message(bobJid(), 'said meanwhile')
    const asked = client.iq('get', '', `<query xmlns='jabber:iq:roster'/>`)
    const pinged = await client.iq('get', 'localhost', `<ping xmlns='urn:xmpp:ping'/>`)
    expect(pinged.type).toBe('result')
    bob.message(alice, 'heard meanwhile')
    await bob.settled()
    proxy.accept()
    expect((await asked).xml).toContain(bobJid())
    await client.next(({ xml }) => xml.includes('heard meanwhile'), 15_000)
    await bob.next(({ xml }) => xml.includes('said meanwhile'), 15_000)
    expect(await news(bob)).toEqual(['message'])
    client.send('<presence><show>dnd</show></presence>')
    await heard(bob, ['dnd'])
    await client.close()
  })

  test('what cannot be brought to the server any more comes back to the client', async () => {
    const { login, bob, heard, core, proxy, snapshot } = scene
    const client = await login()
    client.send('<presence/>')
    await heard(bob, ['available'])
    proxy.refuse()
    proxy.drop()
    const [account] = Object.keys(snapshot().accounts)
    await until(
      () => Object.values(snapshot().accounts)[0]?.connection.state === 'waiting',
      'the break',
    )
    client.message(bobJid(), 'too late')
    await client.iq('get', 'localhost', `<ping xmlns='urn:xmpp:ping'/>`)
    await core.request('account.sign-out', { account })
    await client.next(
      ({ name, type, from }) => name === 'message' && type === 'error' && from === bobJid(),
    )
    proxy.accept()
  })

  test('a session that is lost for good ends the stream of the client', async () => {
    const { login, bob, heard, core } = scene
    const client = await login()
    client.send('<presence/>')
    await heard(bob, ['available'])
    if (kind === 'prosody') await server.restart()
    else {
      const [account] = Object.keys(scene.snapshot().accounts)
      await core.request('account.sign-out', { account })
    }
    await until(() => Object.keys(scene.snapshot().accounts).length === 0, 'the end', 20_000)
    await expect(client.settled()).rejects.toThrow('connection lost')
  })
})
