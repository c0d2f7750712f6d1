// The legacy bridge before real servers: what an old client's presence comes to, for two contacts who watch.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startEjabberd } from '../support/ejabberd'
import { password } from '../support/friends'
import { startObserver } from '../support/observer'
import { startProsody } from '../support/prosody'
import type { RunningServer } from '../support/server'
import { until } from '../support/wait'
import type { BridgeScene } from './bridge-scene'
import { startBridgeScene } from './bridge-scene'

const servers = [
  { kind: 'prosody', start: () => startProsody() },
  { kind: 'ejabberd', start: () => startEjabberd() },
] as const

describe.each(servers)('a legacy client through the bridge to $kind', ({ start }) => {
  let server: RunningServer
  let scene: BridgeScene
  let count = 0
  beforeAll(async () => {
    server = await start()
  })
  afterAll(() => server.stop())
  beforeEach(async () => {
    count += 1
    scene = await startBridgeScene(server, String(count))
  })
  afterEach(() => scene.close())
  const bobJid = () => `bob${String(count)}@localhost`

  test('is shown, hides, chats, comes back, and leaves (XEP-0018 s.2 and s.3)', async () => {
    const { bob, carol, alice, heard, news, login } = scene
    const client = await login()
    const roster = await client.iq('get', '', `<query xmlns='jabber:iq:roster'/>`)
    expect(roster.xml).toContain(bobJid())
    client.send('<presence/>')
    await heard(bob, ['available'])
    await heard(carol, ['available'])
    await client.next(({ name, from }) => name === 'presence' && from === bob.jid)

    client.send(`<presence type='invisible'/>`)
    await heard(bob, ['unavailable'])
    await heard(carol, ['unavailable'])
    bob.message(alice, 'are you there?')
    expect((await client.next(({ name }) => name === 'message')).xml).toContain('are you there?')
    client.message(bobJid(), 'yes')
    await heard(bob, ['message'])
    expect(await news(carol)).toEqual([])

    client.send('<presence><show>dnd</show></presence>')
    await heard(bob, ['dnd'])
    await client.close()
    await heard(bob, ['unavailable'])
    expect(await news(carol)).toEqual(['dnd', 'unavailable'])
  })

  test('that logs in invisible is shown to nobody, and sees everybody', async () => {
    const { bob, carol, news, login } = scene
    const client = await login()
    client.send(
      `<presence xmlns="jabber:client" type="invisible">\n<priority>5</priority>\n</presence>`,
    )
    await client.next(({ name, from }) => name === 'presence' && from === bob.jid)
    await client.next(({ name, from }) => name === 'presence' && from === carol.jid)
    await client.close()
    expect(await news(bob)).toEqual([])
    expect(await news(carol)).toEqual([])
  })

  test('hides from one contact, and is seen by that one again (XEP-0018 s.2, directed)', async () => {
    const { bob, carol, heard, news, login } = scene
    const client = await login()
    client.send('<presence/>')
    await heard(bob, ['available'])
    await heard(carol, ['available'])
    client.send(`<presence to='${bobJid()}' type='invisible'><priority>1</priority></presence>`)
    await heard(bob, ['unavailable'])
    client.send('<presence><show>dnd</show></presence>')
    await heard(carol, ['dnd'])
    expect(await news(bob)).toEqual([])
    client.send(`<presence to='${bobJid()}'><show>dnd</show></presence>`)
    await heard(bob, ['dnd'])
    expect(await news(carol)).toEqual([])
    await client.close()
  })

  test('is visible to one contact alone (XEP-0018 s.3, directed)', async () => {
    const { bob, carol, heard, news, login } = scene
    const client = await login()
    client.send(`<presence type='invisible'/>`)
    client.send(`<presence to='${bobJid()}' type='visible'/>`)
    await heard(bob, ['available'])
    await client.close()
    await heard(bob, ['unavailable'])
    expect(await news(carol)).toEqual([])
  })

  test('hides as Openfire understood it: unavailable, then presence to one (RFC 6121 s.4.6)', async () => {
    const { bob, carol, heard, news, login } = scene
    const client = await login()
    client.send('<presence/>')
    await heard(bob, ['available'])
    await heard(carol, ['available'])
    client.send(`<presence type='unavailable'/><presence to='${bobJid()}'/>`)
    await heard(carol, ['unavailable'])
    // Words go once it is settled who sees the user.
    client.message(bobJid(), 'to you alone')
    await bob.next(({ name }) => name === 'message')
    const shown = (await news(bob)).filter((word) => word !== 'message')
    expect(shown.at(-1) ?? 'available').toBe('available')
    client.send('<presence/>')
    await heard(carol, ['available'])
    await client.close()
  })

  test('that a program knows nothing of stays through its auto-away, until "visible" is said', async () => {
    const { bob, carol, heard, news, login } = scene
    const caps = `<c xmlns='http://jabber.org/protocol/caps' node='http://mcabber.com/caps' ver='1'/>`
    const client = await login()
    client.send(`<presence>${caps}</presence>`)
    await heard(bob, ['available'])
    await heard(carol, ['available'])
    client.send(`<presence type='invisible'/>`)
    await heard(bob, ['unavailable'])
    await heard(carol, ['unavailable'])
    client.send(`<presence><show>away</show>${caps}</presence>`)
    client.send(`<presence>${caps}</presence>`)
    await client.settled()
    expect([...(await news(bob)), ...(await news(carol))]).toEqual([])
    client.send(`<presence type='visible'/>`)
    await heard(bob, ['available'])
    await client.close()
  })

  test('that does not say what it is stays hidden through what may be its auto-away', async () => {
    const { bob, carol, heard, news, login } = scene
    const client = await login()
    client.send(`<presence type='invisible'/>`)
    client.send('<presence><show>away</show></presence>')
    client.send('<presence/>')
    await client.settled()
    expect([...(await news(bob)), ...(await news(carol))]).toEqual([])
    client.send('<presence/>')
    await heard(bob, ['available'])
    await client.close()
  })

  test('whose user is seen to choose what it sends is back by "away", too (Psi)', async () => {
    const { bob, heard, login } = scene
    const caps = `<c xmlns='http://jabber.org/protocol/caps' node='https://psi-im.org' ver='1'/>`
    const client = await login()
    client.send(`<presence type='invisible'>${caps}</presence>`)
    client.send('<presence><show>away</show></presence>')
    await heard(bob, ['away'])
    await client.close()
  })

  test('that hides by the command of XEP-0186 is back by that command alone', async () => {
    const { bob, carol, heard, news, login } = scene
    const client = await login()
    const command = (name: string) =>
      client.iq('set', '', `<${name} xmlns='urn:xmpp:invisible:0'/>`)
    expect((await command('invisible')).type).toBe('result')
    client.send('<presence/>')
    client.send('<presence><show>dnd</show></presence>')
    client.send(`<presence to='${bobJid()}'/>`)
    await heard(bob, ['available'])
    await client.settled()
    expect(await news(carol)).toEqual([])
    expect((await command('visible')).type).toBe('result')
    await heard(carol, ['available'])
    await client.close()
  })

  test('that misspells what it means is told so, and not left to believe it (RFC 6121 s.4.7.1)', async () => {
    const { bob, heard, news, login } = scene
    const client = await login()
    client.send('<presence/>')
    await heard(bob, ['available'])
    client.send(`<presence type='Invisible' id='p'/>`)
    const { xml } = await client.next(({ name, type }) => name === 'presence' && type === 'error')
    expect(xml).toMatch(/id=["']p["'].*<bad-request/)
    expect(await news(bob)).toEqual([])
    await client.close()
  })

  test('is told its own presence as it believes it to be, and nothing of invisibility', async () => {
    const { bob, heard, login } = scene
    const client = await login()
    client.send('<presence><show>chat</show><status>here</status></presence>')
    await heard(bob, ['chat'])
    client.send(`<presence type='invisible'/>`)
    await heard(bob, ['unavailable'])
    await client.settled()
    const own = client.from(client.jid).filter(({ name }) => name === 'presence')
    expect(own.map(({ type }) => type)).toEqual([''])
    expect(own[0]?.xml).toContain('<status>here</status>')
    await client.close()
  })

  test('tells nobody hidden from that somebody types, received, or answers (XEP-0085, XEP-0184)', async () => {
    const { bob, login } = scene
    const client = await login()
    client.send(`<presence type='invisible'/>`)
    await client.next(({ name, from }) => name === 'presence' && from === bob.jid)
    const typing = `<composing xmlns='http://jabber.org/protocol/chatstates'/>`
    const receipt = `<received xmlns='urn:xmpp:receipts' id='m1'/>`
    client.send(`<message to='${bobJid()}' type='chat'>${typing}</message>`)
    client.send(`<message to='${bobJid()}'>${receipt}</message>`)
    const asked = await bob.iq('get', client.jid, `<query xmlns='jabber:iq:version'/>`)
    expect(asked.type).toBe('error')
    expect(asked.xml).toContain('<service-unavailable ')
    expect(client.from(bob.jid).some(({ name }) => name === 'iq')).toBe(false)
    expect(bob.from(client.jid).some(({ name }) => name === 'message')).toBe(false)
    client.send(`<presence to='${bobJid()}' type='visible'/>`)
    await bob.next(({ name, type }) => name === 'presence' && type === '')
    client.send(`<message to='${bobJid()}' type='chat'>${typing}</message>`)
    await bob.next(({ xml }) => xml.includes('composing'))
    await client.close()
  })

  test('does not let a program answer an offer of OTR by itself, until its user wrote in plain words', async () => {
    const { bob, alice, core, heard, news, login, snapshot } = scene
    await server.addAccount(`eve${String(count)}`, password)
    const eve = await startObserver({ server, user: `eve${String(count)}`, password })
    const eveJid = `eve${String(count)}@localhost`
    const client = await login()
    const say = (to: string, body: string) =>
      client.send(
        `<message to='${to}' type='chat' id='${body.slice(-4)}'><body>${body}</body></message>`,
      )
    client.send(`<presence type='invisible'/>`)
    await client.next(({ name, from }) => name === 'presence' && from === bob.jid)
    for (const observer of [eve, bob]) {
      observer.message(alice, '?OTRv23?')
      await client.next(({ from, xml }) => from === observer.jid && xml.includes('?OTRv23?'))
    }
    say(eve.jid, '?OTR:AAMCone.')
    say(bobJid(), ' ?OTR,1,2,AAMCtwo.,')
    const refused = await client.next(({ type, from }) => type === 'error' && from === eve.jid)
    expect(refused.xml).toContain('plain words')
    await client.next(({ type, from }) => type === 'error' && from === bobJid())
    await eve.settled()
    expect(eve.from(alice, 0)).toEqual([])
    expect(await news(bob)).toEqual([])
    const [account] = Object.keys(snapshot().accounts)
    const search = { account, peer: eveJid, outcome: 'held-back' }
    expect(await core.request('ledger.search', search)).toMatchObject({
      value: { rows: [{ why: expect.stringContaining('automatic message (OTR)') as string }] },
    })

    say(bobJid(), 'it is me')
    await heard(bob, ['message'])
    say(bobJid(), '?OTR:AAMDthree.')
    await heard(bob, ['message'])
    say(eve.jid, '?OTR:AAMDfour.')
    await client.settled()
    await eve.settled()
    expect(eve.from(alice, 0)).toEqual([])
    await Promise.all([client.close(), eve.close()])
  })

  test('publishes what contacts would be told of only while all of them see it (XEP-0163)', async () => {
    const { bob, heard, login } = scene
    const nick = `<pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='http://jabber.org/protocol/nick'><item id='current'><nick xmlns='http://jabber.org/protocol/nick'>Al</nick></item></publish></pubsub>`
    const client = await login()
    client.send('<presence/>')
    expect((await client.iq('set', '', nick)).type).toBe('result')
    await heard(bob, ['available'])
    client.send(`<presence type='invisible'/>`)
    expect((await client.iq('set', '', nick)).type).toBe('error')
    await client.close()
  })

  test('is shown in the app, where the user may hide it and show it again', async () => {
    const { bob, core, heard, login, snapshot } = scene
    const client = await login({ resource: 'home' })
    client.send('<presence/>')
    await heard(bob, ['available'])
    const shown = () => Object.values(snapshot().accounts)[0]
    const account = await until(() => shown()?.bridged && shown()?.id, 'the session in the app')
    const asked = await client.next(({ xml }) => xml.includes('jabber:iq:version'))
    expect(shown()?.bridged?.client).toBe('home')
    const named = `<query xmlns='jabber:iq:version'><name>Psi</name><version>1.5</version></query>`
    client.send(`<iq type='result' id='${asked.id}' to='localhost'>${named}</iq>`)
    await until(() => shown()?.bridged?.client === 'Psi 1.5', 'its name')
    await core.request('visibility.go-invisible', { account })
    await heard(bob, ['unavailable'])
    await core.request('visibility.go-visible', { account })
    await heard(bob, ['available'])
    const target = { type: 'group', value: 'Friends' }
    await core.request('visibility.hide-from', { account, target })
    await heard(bob, ['unavailable'])
    client.send('<presence><show>dnd</show></presence>')
    await client.settled()
    expect(await scene.news(bob)).toEqual([])
    await client.close()
  })
})
