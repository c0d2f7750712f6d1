// A rule that denies requests, on Prosody: the server then answers them itself as for a resource that is not there. For
// whom, where, and what else changes; by bare streams. Why Casper sets none is in docs/threat-model.md.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { sayingOf } from '../lab/saying'
import { addFriends, password } from '../support/friends'
import { activate, allow, denyAll, setList } from '../support/privacy-requests'
import { startProsody } from '../support/prosody'
import type { RawClient } from '../support/raw-client'
import { startRawClient } from '../support/raw-client'
import type { RunningServer } from '../support/server'

const nick = 'http://jabber.org/protocol/nick'
const pubsub = 'http://jabber.org/protocol/pubsub'
const requests = {
  vcard: `<vCard xmlns='vcard-temp'/>`,
  items: `<query xmlns='http://jabber.org/protocol/disco#items'/>`,
  abilities: `<query xmlns='http://jabber.org/protocol/disco#info'/>`,
  last: `<query xmlns='jabber:iq:last'/>`,
  ping: `<ping xmlns='urn:xmpp:ping'/>`,
  published: `<pubsub xmlns='${pubsub}'><items node='${nick}'/></pubsub>`,
  version: `<query xmlns='jabber:iq:version'/>`,
  unknown: `<query xmlns='urn:example:unknown'/>`,
}
type Answers = Readonly<Record<string, string>>

/** Every byte that somebody is answered, but for the seconds of a last activity, which go on. */
async function answersTo(asker: RawClient, to: string): Promise<Answers> {
  const said: Record<string, string> = {}
  for (const [name, payload] of Object.entries(requests)) {
    const answer = sayingOf(await asker.iq('get', to, payload), to)
    said[name] = answer.replace(/seconds='\d+'/, `seconds='N'`)
  }
  return said
}

/** Which of them are answered otherwise. */
function differing(some: Answers, others: Answers): string[] {
  return Object.keys(requests).filter((name) => some[name] !== others[name])
}

const user = 'zoe@localhost'
const denyRequests = `<item action='deny' order='2'><iq/></item>`
const denyRequestsOf = (match: string) => `<item action='deny' ${match} order='1'><iq/></item>`
const ofYan = denyRequestsOf(`type='jid' value='yan@localhost'`)

describe('a rule against requests on prosody', () => {
  let server: RunningServer
  let yan: RawClient
  let carol: RawClient
  let xia: RawClient
  /** What a contact and a stranger are answered while nobody is signed in. */
  let offline: readonly Answers[]
  let absent: readonly Answers[]

  const both = (to: string) => Promise.all([answersTo(yan, to), answersTo(xia, to)])
  const bareDiffers = async (): Promise<string[][]> => {
    return (await both(user)).map((answers, index) => differing(answers, offline[index] ?? {}))
  }
  const fullDiffers = async (jid: string): Promise<string[][]> => {
    return (await both(jid)).map((answers, index) => differing(answers, absent[index] ?? {}))
  }
  const sessions: RawClient[] = []
  /** Signs zoe in under a list of those items. @param presence XML; empty for none */
  const hidden = async (presence: string, ...items: string[]): Promise<RawClient> => {
    const zoe = await startRawClient({ server, user: 'zoe', password })
    sessions.push(zoe)
    await setList(zoe, 'hidden', ...items, denyAll)
    await activate(zoe, 'hidden')
    if (presence !== '') zoe.send(presence)
    await zoe.settled()
    return zoe
  }

  beforeAll(async () => {
    server = await startProsody()
    await addFriends(server, 'zoe', [
      { jid: 'yan@localhost', name: 'Yan', groups: ['Friends'] },
      { jid: 'carol@localhost', name: 'Carol' },
    ])
    await server.addAccount('xia', password)
    ;[yan, carol, xia] = await Promise.all([
      startRawClient({ server, user: 'yan', password }),
      startRawClient({ server, user: 'carol', password }),
      startRawClient({ server, user: 'xia', password }),
    ])
    const zoe = await startRawClient({ server, user: 'zoe', password })
    await zoe.iq('set', '', `<vCard xmlns='vcard-temp'><FN>Zoe</FN></vCard>`)
    const item = `<item id='current'><nick xmlns='${nick}'>Zoe</nick></item>`
    const publish = `<pubsub xmlns='${pubsub}'><publish node='${nick}'>${item}</publish></pubsub>`
    expect((await zoe.iq('set', '', publish)).type).toBe('result')
    zoe.send('<presence/>')
    zoe.send(`<presence type='unavailable'/>`)
    await zoe.settled()
    await zoe.close()
    offline = await both(user)
    absent = await both(`${user}/nobody`)
  })
  afterEach(async () => {
    await Promise.all(sessions.splice(0).map((session) => session.close()))
  })
  afterAll(async () => {
    await Promise.all([yan, carol, xia].map((client) => client.close()))
    await server.stop()
  })

  const answered = ['vcard', 'items', 'abilities', 'last', 'ping', 'published']
  /** A stranger is refused four of them in other words, or told that what was published is not there. */
  const answeredToStrangers = ['vcard', 'last', 'ping', 'published']

  test('nobody signed in: the account answers six of eight requests of a contact, and four of a stranger, otherwise than a resource that is not there', () => {
    const [contact = {}, stranger = {}] = offline
    expect(differing(contact, absent[0] ?? {})).toEqual(answered)
    expect(differing(stranger, absent[1] ?? {})).toEqual(answeredToStrangers)
  })

  test('hidden without the rule: the account answers as if nobody were signed in', async () => {
    await hidden('<presence/>')
    expect(await bareDiffers()).toEqual([[], []])
  })

  test('with the rule at priority 0: the full address is as one that is not there, but the account refuses what it answers with nobody signed in', async () => {
    const zoe = await hidden('<presence/>', denyRequests)
    expect(await fullDiffers(zoe.jid)).toEqual([[], []])
    expect(await bareDiffers()).toEqual([answered, answeredToStrangers])
    expect(zoe.stanzas().filter(({ type }) => type === 'get')).toEqual([])
  })

  test('with the rule below priority 0: the full address is as one that is not there, the account answers as if nobody were signed in, and messages are kept back', async () => {
    const zoe = await hidden('<presence><priority>-1</priority></presence>', denyRequests)
    expect(await fullDiffers(zoe.jid)).toEqual([[], []])
    expect(await bareDiffers()).toEqual([[], []])
    yan.message(user, 'are you there?')
    await yan.settled()
    await zoe.settled()
    expect(zoe.stanzas().filter(({ name }) => name === 'message')).toEqual([])
  })

  test('with the rule and without broadcast presence: the same, also once presence was sent to somebody directly', async () => {
    const zoe = await hidden('', denyRequests, allow('carol@localhost', 3))
    for (const directed of ['', `<presence to='carol@localhost'/>`]) {
      if (directed !== '') zoe.send(directed)
      await zoe.settled()
      expect(await fullDiffers(zoe.jid)).toEqual([[], []])
      expect(await bareDiffers()).toEqual([[], []])
    }
  })

  test('another session at priority 0 without the rule: the account answers as if nobody were signed in', async () => {
    const other = await startRawClient({ server, user: 'zoe', password })
    sessions.push(other)
    other.send('<presence/>')
    await other.settled()
    const zoe = await hidden('', denyRequests)
    expect(await fullDiffers(zoe.jid)).toEqual([[], []])
    expect(await bareDiffers()).toEqual([[], []])
  })

  test.each([
    ['the address', `type='jid' value='yan@localhost'`],
    ['the group', `type='group' value='Friends'`],
    ['the subscription', `type='subscription' value='both'`],
  ])(
    'a rule for %s of a contact, without broadcast presence, is for them and no stranger',
    async (_, match) => {
      const zoe = await hidden('', denyRequestsOf(match))
      expect(differing(await answersTo(yan, zoe.jid), absent[0] ?? {})).toEqual([])
      expect(await bareDiffers()).toEqual([[], []])
      const asked = xia.iq('get', zoe.jid, requests.version)
      const request = await zoe.next(({ name, from }) => name === 'iq' && from === xia.jid)
      zoe.send(`<iq type='result' to='${xia.jid}' id='${request.id}'>${requests.version}</iq>`)
      expect((await asked).type).toBe('result')
    },
  )

  test('the rule is for a session whose line is lost, too; without it that is silent', async () => {
    const zoe = await hidden('', ofYan)
    await zoe.enableResumption()
    await zoe.drop()
    expect(differing(await answersTo(yan, zoe.jid), absent[0] ?? {})).toEqual([])
    const mark = xia.mark()
    xia.send(`<iq type='get' id='silence' to='${zoe.jid}'>${requests.ping}</iq>`)
    await xia.quiet(500)
    expect(xia.since(mark)).toEqual([])
  })

  test('the rule refuses the user’s own requests and answers to those people, and nothing else', async () => {
    const zoe = await hidden('', ofYan)
    const own = await zoe.iq('get', 'yan@localhost', requests.vcard)
    expect(own.xml).toMatch(/<service-unavailable/)
    expect((await zoe.iq('get', 'carol@localhost', requests.abilities)).type).toBe('result')
    expect((await zoe.iq('get', 'localhost', requests.abilities)).type).toBe('result')
    yan.mark()
    zoe.message(yan.jid, 'hello')
    await yan.next(({ name, xml }) => name === 'message' && xml.includes('hello'))
  })

  test('a rule for everybody, or for strangers, refuses the requests to the server itself; a way for its domain is one for its people', async () => {
    const strangers = denyRequestsOf(`type='subscription' value='none'`)
    for (const rule of [denyRequests, strangers]) {
      const zoe = await hidden('', rule)
      expect((await zoe.iq('get', 'localhost', requests.abilities)).type).toBe('error')
      await zoe.close()
    }
    const way = `<item action='allow' type='jid' value='localhost' order='1'><iq/></item>`
    const zoe = await hidden('', way, denyRequests)
    expect((await zoe.iq('get', 'localhost', requests.abilities)).type).toBe('result')
    xia.send(`<iq type='get' id='let-in' to='${zoe.jid}'>${requests.version}</iq>`)
    await zoe.next(({ name, from }) => name === 'iq' && from === xia.jid)
  })
})
