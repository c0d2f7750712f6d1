// What jabberd2 does unlike the others, and what Casper makes of it, proved by a bare client. The rest of what Casper
// stands on is the same on all servers.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startJabberd2 } from '../support/jabberd2'
import {
  activate,
  allow,
  denyAll,
  goInvisible,
  privacyQuery,
  readLists,
  setList,
} from '../support/privacy-requests'
import type { Watcher } from '../support/recorder'
import type { RunningServer } from '../support/server'
import { makeScene } from './scene'

const away = '<presence><show>away</show></presence>'
const stanzas = `xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'`
const absent = `<error type='cancel' code='503'><service-unavailable ${stanzas}/></error>`
const unimplemented = `<error type='cancel' code='501'><feature-not-implemented ${stanzas}/></error>`

let server: RunningServer
beforeAll(async () => {
  server = await startJabberd2()
})
afterAll(() => server.stop())

const lastActivity = `<query xmlns='jabber:iq:last'/>`
const blocking = (verb: 'block' | 'unblock', jid?: string) =>
  `<${verb} xmlns='urn:xmpp:blocking'>${jid === undefined ? '' : `<item jid='${jid}'/>`}</${verb}>`

/** The names in force, as `active`, `default`; null for none. */
async function inForce(session: Watcher): Promise<(string | null)[]> {
  const { xml } = await readLists(session)
  const named = (what: string) => new RegExp(`<${what} name='(.*?)'`).exec(xml)?.[1] ?? null
  return [named('active'), named('default')]
}

describe('jabberd2, privacy lists', () => {
  test.concurrent('no change of a list is told to any session', async () => {
    const { alice } = await makeScene(server)
    const [one, other] = [await alice(), await alice({ resource: 'B' })]
    await goInvisible(one)
    await setList(one, 'hidden', allow('bob@localhost'), denyAll)
    await one.settled()
    await other.settled()
    for (const session of [one, other]) {
      expect(session.stanzas().filter(({ xml }) => xml.includes('jabber:iq:privacy'))).toEqual([])
    }
  })

  test.concurrent('a read list has its items in reverse, each with its order', async () => {
    const { alice } = await makeScene(server)
    const session = await alice()
    await setList(session, 'some', allow('b@localhost', 1), allow('c@localhost', 2), denyAll)
    const { xml } = await session.iq('get', '', privacyQuery(`<list name='some'/>`))
    expect(xml.match(/order='\d'/g)).toEqual([`order='9'`, `order='2'`, `order='1'`])
  })

  test.concurrent('nothing in force is read as nothing at all', async () => {
    const { alice } = await makeScene(server)
    const session = await alice()
    expect((await readLists(session)).xml).toContain(`<query xmlns='jabber:iq:privacy'></query>`)
    await goInvisible(session)
    expect(await inForce(session)).toEqual(['hidden', null])
    await activate(session, null)
    expect(await inForce(session)).toEqual([null, null])
  })

  test.concurrent('editing the active list tells nobody, and holds from then on', async () => {
    const { alice, bob, bobJid, carol, shown } = await makeScene(server)
    const session = await alice()
    await goInvisible(session)
    await setList(session, 'hidden', allow(bobJid), denyAll)
    expect(await shown(bob)).toEqual([])
    session.send(away)
    await session.settled()
    expect(await shown(bob)).toEqual(['A away'])
    expect(await shown(carol)).toEqual([])
  })

  test.concurrent('another session may edit the active list, and it holds at once', async () => {
    const { alice, bob, bobJid, shown } = await makeScene(server)
    const [session, other] = [await alice(), await alice({ resource: 'B' })]
    await goInvisible(session)
    await setList(other, 'hidden', allow(bobJid), denyAll)
    session.send(away)
    await session.settled()
    expect(await shown(bob)).toEqual(['A away'])
  })

  test.concurrent.each(['the same', 'another'])(
    '%s session may delete the active list: the next presence is public',
    async (whose) => {
      const { alice, bob, shown } = await makeScene(server)
      const [session, other] = [await alice(), await alice({ resource: 'B' })]
      await goInvisible(session)
      const remover = whose === 'another' ? other : session
      const answer = await remover.iq('set', '', privacyQuery(`<list name='hidden'/>`))
      expect(answer.type).toBe('result')
      expect(await inForce(session)).toEqual([null, null])
      expect(await shown(bob)).toEqual([])
      session.send(away)
      await session.settled()
      expect(await shown(bob)).toEqual(['A away'])
    },
  )

  test.concurrent('deleting a list that is not there succeeds', async () => {
    const { alice } = await makeScene(server)
    const answer = await (await alice()).iq('set', '', privacyQuery(`<list name='nowhere'/>`))
    expect(answer.type).toBe('result')
  })

  test.concurrent('a default list hides the next session from its first presence on', async () => {
    const { alice, bob, shown } = await makeScene(server)
    const first = await alice()
    await setList(first, 'hidden', denyAll)
    await first.iq('set', '', privacyQuery(`<default name='hidden'/>`))
    await first.close()
    const next = await alice()
    next.send('<presence/>')
    await next.settled()
    expect(await shown(bob)).toEqual([])
    expect(await inForce(next)).toEqual([null, 'hidden'])
  })

  test.concurrent('declining the active list falls back to the default, not to none', async () => {
    const { alice, bob, shown } = await makeScene(server)
    const session = await alice()
    await setList(session, 'hidden', denyAll)
    await setList(session, 'open', `<item action='allow' order='1'/>`)
    await session.iq('set', '', privacyQuery(`<default name='hidden'/>`))
    await activate(session, 'open')
    session.send('<presence/>')
    await session.settled()
    expect(await shown(bob)).toEqual(['A available'])
    await activate(session, null)
    session.send(away)
    await session.settled()
    expect(await shown(bob)).toEqual(['A available'])
  })

  test.concurrent('a denied request is refused unlike one to nobody', async () => {
    const { aliceJid, alice, bob } = await makeScene(server)
    const session = await alice()
    await setList(session, 'deaf', `<item action='deny' order='1'><iq/></item>`)
    await activate(session, 'deaf')
    const { xml } = await bob.iq('get', `${aliceJid}/A`, lastActivity)
    expect(xml).toContain(unimplemented)
  })
})

describe('jabberd2, blocking (XEP-0191)', () => {
  test.concurrent('replaces the active list: the next presence is public', async () => {
    const { alice, bob, carol, carolJid, shown } = await makeScene(server)
    const session = await alice()
    await goInvisible(session)
    await session.iq('set', '', blocking('block', carolJid))
    expect(await inForce(session)).toEqual(['urn:xmpp:blocking', 'urn:xmpp:blocking'])
    await session.settled()
    expect(await shown(carol)).toEqual(['A unavailable'])
    session.send(away)
    await session.settled()
    expect(await shown(bob)).toEqual(['A away'])
  })

  test.concurrent('unblocking does so too, and shows us to the unblocked', async () => {
    const { alice, carol, carolJid, shown } = await makeScene(server)
    const session = await alice()
    await goInvisible(session)
    await session.iq('set', '', blocking('block', carolJid))
    await activate(session, 'hidden')
    await session.iq('set', '', blocking('unblock', carolJid))
    expect(await inForce(session)).toEqual(['urn:xmpp:blocking', 'urn:xmpp:blocking'])
    await session.settled()
    expect(await shown(carol)).toEqual(['A unavailable', 'A available'])
  })

  test.concurrent('unblocking all, where nobody is blocked, replaces the active list', async () => {
    const { alice } = await makeScene(server)
    const session = await alice()
    await goInvisible(session)
    await session.iq('set', '', blocking('unblock'))
    expect((await inForce(session))[0]).not.toBe('hidden')
  })

  test.concurrent('by another session leaves our active list, and is not told', async () => {
    const { alice, carol, carolJid, shown } = await makeScene(server)
    const [session, other] = [await alice(), await alice({ resource: 'B' })]
    await goInvisible(session)
    await other.iq('set', '', blocking('block', carolJid))
    await session.settled()
    const told = session.stanzas().filter(({ xml }) => xml.includes('urn:xmpp:blocking'))
    expect(told).toEqual([])
    expect(await inForce(session)).toEqual(['hidden', 'urn:xmpp:blocking'])
    expect(await shown(carol)).toEqual([])
  })

  test.concurrent('is not in force under another active list', async () => {
    const { aliceJid, alice, carol, carolJid } = await makeScene(server)
    const session = await alice()
    await session.iq('set', '', blocking('block', carolJid))
    await goInvisible(session)
    carol.message(aliceJid, 'let me in')
    const heard = await session.next(({ name }) => name === 'message')
    expect(heard.xml).toContain('let me in')
  })
})

describe('jabberd2, presence', () => {
  test.concurrent('of unknown types goes to contacts as it is (XEP-0018)', async () => {
    const { alice, bob, bobJid, carol, shown } = await makeScene(server)
    const session = await alice()
    for (const type of ['invisible', 'visible', 'nonsense']) {
      session.send(`<presence type='${type}'/>`)
    }
    session.send(`<presence type='invisible' to='${bobJid}'/>`)
    await session.settled()
    expect(await shown(carol)).toEqual(['A invisible', 'A visible', 'A nonsense'])
    expect((await shown(bob)).at(-1)).toBe('A invisible')
  })

  test.concurrent('is never reflected to its sender', async () => {
    const { aliceJid, alice } = await makeScene(server)
    const session = await alice()
    session.send('<presence/>')
    await session.settled()
    expect(session.from(aliceJid)).toEqual([])
  })

  test.concurrent('is not answered to probes by clients', async () => {
    const { aliceJid, alice, bob, shown } = await makeScene(server)
    const session = await alice()
    session.send('<presence/>')
    await session.settled()
    expect(await shown(bob)).toEqual(['A available'])
    bob.probe(aliceJid)
    expect(await shown(bob)).toEqual(['A available'])
  })
})

describe('jabberd2, requests', () => {
  test.concurrent('to a resource that is not there: error first, payload after', async () => {
    const { aliceJid, bob, stranger } = await makeScene(server)
    const payload = `<unheard xmlns='urn:example:of'>of</unheard>`
    for (const asker of [bob, await stranger()]) {
      const { xml } = await asker.iq('get', `${aliceJid}/A`, payload)
      expect(xml.slice(xml.indexOf('>') + 1)).toBe(`${absent}${payload}</iq>`)
    }
  })

  test.concurrent('the server itself says what it can do for any resource', async () => {
    const { aliceJid, alice, bob } = await makeScene(server)
    const session = await alice()
    await goInvisible(session)
    const disco = `<query xmlns='http://jabber.org/protocol/disco#info'/>`
    for (const resource of ['A', 'nobody']) {
      const { xml } = await bob.iq('get', `${aliceJid}/${resource}`, disco)
      expect(xml).toContain(`<identity type='registered' category='account'>`)
    }
    expect(session.from(bob.jid).filter(({ name }) => name === 'iq')).toEqual([])
  })

  test.concurrent('last activity gives the invisible away', async () => {
    const { aliceJid, alice, bob } = await makeScene(server)
    const session = await alice()
    expect((await bob.iq('get', aliceJid, lastActivity)).xml).toContain(absent)
    await goInvisible(session)
    expect((await bob.iq('get', aliceJid, lastActivity)).xml).toContain(`seconds='0'`)
  })

  test.concurrent('the answer to a request of one’s own has no addresses', async () => {
    const { alice } = await makeScene(server)
    expect(await readLists(await alice())).toMatchObject({ type: 'result', from: '', to: '' })
  })

  test.concurrent('the invisible command is not known (XEP-0186)', async () => {
    const { alice } = await makeScene(server)
    const command = `<invisible xmlns='urn:xmpp:invisible:1'/>`
    expect((await (await alice()).iq('set', '', command)).xml).toContain(unimplemented)
  })

  test.concurrent('enabling stream management is not answered (XEP-0198)', async () => {
    const { alice } = await makeScene(server)
    const session = await alice()
    const answer = session.enableResumption().then(
      () => 'an answer',
      () => 'silence',
    )
    await session.settled()
    await session.quiet(200)
    await session.close()
    expect(await answer).toBe('silence')
  })
})
