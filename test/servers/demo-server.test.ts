// The embedded server as independent clients see it: slixmpp, and a client on a bare socket.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startEmbedded } from '../support/embedded'
import type { EmbeddedServer } from '../support/embedded'
import { addFriends, password } from '../support/friends'
import { startObserver } from '../support/observer'
import { activate, denyAll, privacyQuery, setList } from '../support/privacy-requests'
import type { RawClient } from '../support/raw-client'
import { startRawClient } from '../support/raw-client'
import type { Watcher } from '../support/recorder'
import type { Scene } from './scene'
import { makeScene } from './scene'

let server: EmbeddedServer
let scene: Scene
beforeAll(async () => {
  server = await startEmbedded()
})
afterAll(() => server.stop())

const errorIn = (xml: string) => /<error[^>]*>.*?<([\w-]+) xmlns/.exec(xml)?.[1] ?? ''

async function newcomer(name: string, resource = 'obs'): Promise<RawClient> {
  await server.addAccount(name, password)
  const client = await startRawClient({ server, user: name, password, resource })
  await client.iq('get', '', `<query xmlns='jabber:iq:roster'/>`)
  return client
}

async function heard(watcher: Watcher, from: string): Promise<string[]> {
  await watcher.settled()
  return watcher
    .from(from)
    .map(({ name, type }) => (name === 'presence' ? type || 'available' : name))
}

test('an independent client signs in by SCRAM and is shown a contact', async () => {
  await addFriends(server, 'alice', [{ jid: 'bob@localhost', name: 'Bob', groups: ['Friends'] }])
  const bob = await startObserver({ server, user: 'bob', password })
  const alice = await startRawClient({ server, user: 'alice', password, resource: 'A' })
  alice.send('<presence><show>away</show></presence>')
  await alice.settled()
  await bob.settled()
  expect(bob.from('alice@localhost').map(({ xml }) => xml)).toEqual([
    `<presence from="alice@localhost/A" to="bob@localhost"><show>away</show></presence>`,
  ])
  await Promise.all([bob.close(), alice.close()])
})

describe('subscriptions (RFC 3921 s.6 and s.8)', () => {
  test('a request waits for whoever is not there; both see each other in the end', async () => {
    const ann = await newcomer('ann')
    ann.send('<presence/>')
    await server.addAccount('ben', password)
    ann.send(`<presence type='subscribe' to='ben@localhost/anything'/>`)
    await ann.next(({ xml }) => xml.includes('ask="subscribe"'))
    const ben = await newcomer('ben')
    await ben.settled()
    expect(ben.from('ann@localhost')).toEqual([])
    ben.send('<presence/>')
    await ben.next(({ type }) => type === 'subscribe')
    ben.send(`<presence type='subscribed' to='ann@localhost'/>`)
    ben.send(`<presence type='subscribe' to='ann@localhost'/>`)
    await ann.next(({ type, from }) => type === 'subscribe' && from === 'ben@localhost')
    ann.send(`<presence type='subscribed' to='ben@localhost'/>`)
    await ben.next(({ xml }) => xml.includes('subscription="both"'))
    await ann.settled()
    expect(await heard(ann, 'ben@localhost')).toEqual(['subscribed', 'available', 'subscribe'])
    expect(await heard(ben, 'ann@localhost')).toEqual(['subscribe', 'subscribed', 'available'])

    ann.send(`<presence type='unsubscribed' to='ben@localhost'/>`)
    await ben.next(({ type }) => type === 'unsubscribed')
    expect((await heard(ben, 'ann@localhost')).slice(3)).toEqual(['unavailable', 'unsubscribed'])
    const remove = `<item jid='ben@localhost' subscription='remove'/>`
    await ann.iq('set', '', `<query xmlns='jabber:iq:roster'>${remove}</query>`)
    await ben.next(({ xml }) => xml.includes('subscription="none"'))
    await Promise.all([ann.close(), ben.close()])
  })
})

describe('presence and messages', () => {
  test('directed presence is ended with the session, for strangers too', async () => {
    scene = await makeScene(server)
    const [alice, eve] = await Promise.all([scene.alice(), scene.stranger()])
    alice.send(`<presence to='${eve.jid}'/>`)
    alice.send(`<presence to='${scene.bobJid}'/>`)
    await alice.settled()
    await alice.drop()
    await eve.next(({ type }) => type === 'unavailable')
    expect(await heard(eve, scene.aliceJid)).toEqual(['available', 'unavailable'])
    expect(await scene.shown(scene.bob)).toEqual(['A available', 'A unavailable'])
    expect(await scene.shown(scene.carol)).toEqual([])
  })

  test('the highest priority gets the message; a negative one none; nobody: it is kept, with its time', async () => {
    scene = await makeScene(server)
    const [low, high] = [
      await scene.alice({ resource: 'low' }),
      await scene.alice({ resource: 'high' }),
    ]
    low.send('<presence><priority>1</priority></presence>')
    high.send('<presence><priority>5</priority></presence>')
    await Promise.all([low.settled(), high.settled()])
    scene.bob.message(scene.aliceJid, 'one')
    await high.next(({ xml }) => xml.includes('one'))
    high.send('<presence><priority>-1</priority></presence>')
    low.send(`<presence type='unavailable'/>`)
    await Promise.all([low.settled(), high.settled()])
    scene.bob.message(scene.aliceJid, 'two')
    await scene.bob.settled()
    low.send('<presence/>')
    const kept = await low.next(({ name, xml }) => name === 'message' && xml.includes('two'))
    expect(kept.xml).toMatch(/<delay xmlns="urn:xmpp:delay" from="localhost" stamp="20[^"]*Z"\/>/)
    expect(low.stanzas().filter(({ xml }) => xml.includes('one'))).toEqual([])
    await Promise.all([low.close(), high.close()])
  })

  test('the user’s own resources see each other, also under a list that hides them', async () => {
    scene = await makeScene(server)
    const [one, two] = [
      await scene.alice({ resource: 'one' }),
      await scene.alice({ resource: 'two' }),
    ]
    await setList(one, 'hidden', denyAll)
    await activate(one, 'hidden')
    two.send('<presence/>')
    await two.settled()
    one.send('<presence/>')
    await one.settled()
    expect(await heard(two, one.jid)).toEqual(['available'])
    expect(await heard(one, two.jid)).toEqual(['available'])
    await Promise.all([one.close(), two.close()])
  })
})

describe('other ways out of sight', () => {
  test('the invisible command: contacts are shown, and nobody sees; visible, and presence is sent again (XEP-0186)', async () => {
    scene = await makeScene(server)
    const alice = await scene.alice()
    await alice.iq('set', '', `<invisible xmlns='urn:xmpp:invisible:1' probe='true'/>`)
    await alice.settled()
    expect(await heard(alice, scene.bobJid)).toEqual(['available'])
    alice.send('<presence><show>away</show></presence>')
    scene.bob.message(scene.aliceJid, 'are you there?')
    await alice.next(({ name }) => name === 'message')
    expect(await scene.shown(scene.bob)).toEqual([])
    await alice.iq('set', '', `<visible xmlns='urn:xmpp:invisible:1'/>`)
    expect(await scene.shown(scene.bob)).toEqual([])
    alice.send('<presence/>')
    await alice.settled()
    expect(await scene.shown(scene.bob)).toEqual(['A available'])
    await alice.iq('set', '', `<invisible xmlns='urn:xmpp:invisible:1'/>`)
    expect(await scene.shown(scene.bob)).toEqual(['A available', 'A unavailable'])
    await alice.close()
    expect(await scene.shown(scene.bob)).toEqual(['A available', 'A unavailable'])
  })

  test('whoever is blocked is shown the end, and nothing can be said either way (XEP-0191)', async () => {
    scene = await makeScene(server)
    const alice = await scene.alice()
    alice.send('<presence/>')
    const ns = `xmlns='urn:xmpp:blocking'`
    await alice.iq('get', '', `<blocklist ${ns}/>`)
    await alice.iq('set', '', `<block ${ns}><item jid='${scene.bobJid}'/></block>`)
    await alice.next(({ xml }) => xml.includes('<block '))
    expect(await scene.shown(scene.bob)).toEqual(['A available', 'A unavailable'])
    scene.bob.message(scene.aliceJid, 'hey')
    const refused = await scene.bob.next(({ name }) => name === 'message')
    expect(errorIn(refused.xml)).toBe('service-unavailable')
    alice.message(scene.bobJid, 'hey')
    const bounced = await alice.next(({ name }) => name === 'message')
    expect(bounced.xml).toContain('<blocked xmlns="urn:xmpp:blocking:errors"/>')
    await alice.iq('set', '', `<unblock ${ns}/>`)
    expect((await scene.shown(scene.bob)).at(-1)).toBe('A available')
    await alice.close()
  })

  test('presence types of XEP-0018 are refused by a server that does not know them', async () => {
    scene = await makeScene(server)
    const alice = await scene.alice()
    alice.send(`<presence type='invisible'/>`)
    const refused = await alice.next(({ type }) => type === 'error')
    expect(errorIn(refused.xml)).toBe('bad-request')
    expect(await scene.shown(scene.bob)).toEqual([])
    await alice.close()
  })
})

test('what the server and its users are asked', async () => {
  scene = await makeScene(server)
  const alice = await scene.alice()
  const ask = async (to: string, name: string, ns: string) =>
    (await scene.bob.iq('get', to, `<${name} xmlns='${ns}'/>`)).xml
  expect(await ask('localhost', 'query', 'jabber:iq:version')).toContain('<name>Casper</name>')
  const info = await ask('localhost', 'query', 'http://jabber.org/protocol/disco#info')
  for (const feature of ['jabber:iq:privacy', 'urn:xmpp:blocking', 'urn:xmpp:invisible:1']) {
    expect(info).toContain(`<feature var="${feature}"/>`)
  }
  expect(await ask('localhost', 'ping', 'urn:xmpp:ping')).toContain('type="result"')
  expect(await ask('localhost', 'fish', 'urn:fish')).toContain('service-unavailable')
  expect(await ask(scene.aliceJid, 'query', 'jabber:iq:last')).toMatch(/seconds="\d+"/)
  expect(await ask(`${scene.aliceJid}/nowhere`, 'ping', 'urn:xmpp:ping')).toContain('unavailable')
  await alice.iq('set', '', `<vCard xmlns='vcard-temp'><FN>Alice</FN></vCard>`)
  expect(await ask(scene.aliceJid, 'vCard', 'vcard-temp')).toContain('<FN>Alice</FN>')
  await alice.close()
})

test('last activity tells nothing of a session that is hidden (XEP-0012)', async () => {
  let clock = 1_000_000
  const other = await startEmbedded({ now: () => clock })
  scene = await makeScene(other)
  const last = async () => {
    const { xml } = await scene.bob.iq('get', scene.aliceJid, `<query xmlns='jabber:iq:last'/>`)
    return /seconds="(\d+)"/.exec(xml)?.[1]
  }
  clock += 5000
  const alice = await scene.alice()
  await setList(alice, 'hidden', denyAll)
  await activate(alice, 'hidden')
  alice.send('<presence/>')
  await alice.settled()
  expect(await last()).toBe('5')
  alice.send(`<presence type='unavailable'/>`)
  await alice.settled()
  await alice.close()
  clock += 5000
  expect(await last()).toBe('10')
  await other.stop()
})

describe('rooms (XEP-0045)', () => {
  const muc = `<x xmlns='http://jabber.org/protocol/muc'/>`
  const room = 'tea@conference.localhost'

  test('are entered, talked in, and left when the session ends', async () => {
    scene = await makeScene(server)
    const { bob, carol } = scene
    bob.send(`<presence to='${room}/Bob'>${muc}</presence>`)
    await bob.next(({ xml }) => xml.includes('<status code="110"/>'))
    bob.send(`<message to='${room}' type='groupchat'><subject>Biscuits</subject></message>`)
    bob.send(`<message to='${room}' type='groupchat'><body>first</body></message>`)
    await bob.next(({ xml }) => xml.includes('first'))
    carol.send(`<presence to='${room}/Bob'>${muc}</presence>`)
    expect(errorIn((await carol.next(({ type }) => type === 'error')).xml)).toBe('conflict')
    const mark = carol.mark()
    carol.send(`<presence to='${room}/Carol'>${muc}</presence>`)
    await carol.next(({ xml }) => xml.includes('Biscuits'))
    const seen = carol.since(mark).map(({ name, from }) => `${name} ${from.slice(room.length + 1)}`)
    expect(seen).toEqual(['presence Bob', 'presence Carol', 'message Bob', 'message Bob'])
    carol.send(`<message to='${room}/Bob' type='chat'><body>psst</body></message>`)
    expect((await bob.next(({ xml }) => xml.includes('psst'))).from).toBe(`${room}/Carol`)
    bob.send(`<presence to='${room}/Robert'/>`)
    await carol.next(({ xml }) => xml.includes('code="303"'))
    await bob.drop()
    await carol.next(({ from, type }) => from === `${room}/Robert` && type === 'unavailable')
  })

  test('are not open to the words of whoever is outside', async () => {
    scene = await makeScene(server)
    scene.bob.send(`<message to='${room}' type='groupchat'><body>let me in</body></message>`)
    const refused = await scene.bob.next(({ type }) => type === 'error')
    expect(errorIn(refused.xml)).toBe('not-acceptable')
  })
})

test('what was kept is there again after a restart', async () => {
  await server.addAccount('keeper', password)
  const keeper = await startRawClient({ server, user: 'keeper', password })
  await setList(keeper, 'kept', denyAll)
  await server.restart()
  const again = await startRawClient({ server, user: 'keeper', password })
  expect((await again.iq('get', '', privacyQuery(''))).xml).toContain('<list name="kept"/>')
  await again.close()
})
