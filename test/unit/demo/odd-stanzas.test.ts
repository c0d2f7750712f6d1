// Well-formed nonsense from three users who know each other: the embedded server answers or is silent, nothing breaks, and
// what it keeps of them stays sound.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DemoServer } from '../../../electron/demo/server/embedded-server'
import { startDemoServer } from '../../../electron/demo/server/embedded-server'
import { seeded } from '../../support/random'
import type { Random } from '../../support/random'
import type { RawClient } from '../../support/raw-client'
import { startRawClient } from '../../support/raw-client'
import { stanzasIn } from '../../support/stanza-stream'

const names = ['ann', 'ben', 'cay'] as const
const addresses = [
  '',
  'localhost',
  'conference.localhost',
  'room@conference.localhost',
  'room@conference.localhost/nick',
  'ann@localhost',
  'ben@localhost',
  'cay@localhost',
  'ann@localhost/obs',
  'ben@localhost/gone',
  'nobody@localhost',
  'x@elsewhere',
  '@@',
  'ann@localhost/',
]
const types = [
  '',
  'get',
  'set',
  'result',
  'error',
  'available',
  'unavailable',
  'probe',
  'subscribe',
  'subscribed',
  'unsubscribe',
  'unsubscribed',
  'invisible',
  'visible',
  'chat',
  'groupchat',
  'headline',
  'normal',
  'fish',
]
const payloads = [
  `<query xmlns='jabber:iq:roster'/>`,
  `<query xmlns='jabber:iq:roster'><item jid='ben@localhost' subscription='remove'/></query>`,
  `<query xmlns='jabber:iq:roster'><item jid='cay@localhost'><group/></item></query>`,
  `<query xmlns='jabber:iq:roster'><item jid='ben@localhost' subscription='both'><group>G</group></item></query>`,
  `<query xmlns='jabber:iq:privacy'/>`,
  `<query xmlns='jabber:iq:privacy'><active name='one'/></query>`,
  `<query xmlns='jabber:iq:privacy'><active/></query>`,
  `<query xmlns='jabber:iq:privacy'><default name='one'/></query>`,
  `<query xmlns='jabber:iq:privacy'><list name='one'><item action='deny' order='1'/></list></query>`,
  `<query xmlns='jabber:iq:privacy'><list name='one'/></query>`,
  `<query xmlns='jabber:iq:privacy'><list/></query>`,
  `<block xmlns='urn:xmpp:blocking'><item jid='ben@localhost'/></block>`,
  `<unblock xmlns='urn:xmpp:blocking'/>`,
  `<block xmlns='urn:xmpp:blocking'><item jid='@@'/></block>`,
  `<blocklist xmlns='urn:xmpp:blocking'/>`,
  `<invisible xmlns='urn:xmpp:invisible:1' probe='true'/>`,
  `<invisible xmlns='urn:xmpp:invisible:1' probe='x'/>`,
  `<visible xmlns='urn:xmpp:invisible:1'/>`,
  `<vCard xmlns='vcard-temp'/>`,
  `<query xmlns='jabber:iq:last'/>`,
  `<query xmlns='jabber:iq:version'/>`,
  `<ping xmlns='urn:xmpp:ping'/>`,
  `<query xmlns='http://jabber.org/protocol/disco#items'/>`,
  `<query xmlns='http://jabber.org/protocol/disco#info'/>`,
  `<x xmlns='http://jabber.org/protocol/muc'/>`,
  '<priority>-5</priority>',
  '<priority>x</priority>',
  '<body>hi</body>',
  '<subject>s</subject>',
  '',
]

function oddStanza(random: Random): string {
  const name = random.pick(['iq', 'presence', 'presence', 'message'])
  const [to, type] = [random.pick(addresses), random.pick(types)]
  const id = random.chance(0.8) ? ` id='${String(random.below(1e6))}'` : ''
  const attributes = `${to && ` to='${to}'`}${type && ` type='${type}'`}${id}`
  return `<${name}${attributes}>${random.pick(payloads)}</${name}>`
}

let server: DemoServer
const bugs: unknown[] = []
beforeAll(async () => {
  const users = names.map((name) => ({ name, password: 'secret' }))
  const options = {
    legacy: 'honoured-until-presence',
    report: (bug: unknown) => bugs.push(bug),
  } as const
  server = await startDemoServer({ users, options })
  server.befriend({ name: 'ann' }, { name: 'ben', groups: ['Friends'] })
})
afterAll(() => server.close())

test('ten thousand odd stanzas', { timeout: 60_000 }, async () => {
  const where = { host: '127.0.0.1', port: server.port, domain: 'localhost' } as const
  const clients: RawClient[] = await Promise.all(
    names.map((user) =>
      startRawClient({ server: where, user, password: 'secret', resource: 'obs' }),
    ),
  )
  const random = seeded(7)
  for (let round = 0; round < 100; round += 1) {
    for (const each of clients) {
      each.send(Array.from({ length: 34 }, () => oddStanza(random)).join(''))
    }
    await Promise.all(clients.map((each) => each.settled()))
  }
  expect(bugs).toEqual([])
  expect(server.connections()).toBe(3)
  for (const { account, sessions, stored } of server.realm.users.values()) {
    expect(account.sessions.size).toBe(sessions.size)
    expect(stored.length).toBeLessThanOrEqual(200)
    for (const [jid, item] of account.roster) expect(item.jid).toBe(jid)
  }
  const written = clients.flatMap((each) => each.stanzas())
  expect(written.every(({ xml }) => stanzasIn(xml).length === 1)).toBe(true)
  await Promise.all(clients.map((each) => each.close()))
  for (const { account, sessions } of server.realm.users.values()) {
    expect([account.sessions.size, sessions.size]).toEqual([0, 0])
  }
})
