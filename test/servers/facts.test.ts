// What the servers do that Casper's invisibility stands on, proved by a bare client: if a server changes, this says so.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  activate,
  allow,
  denyAll,
  goInvisible,
  privacyQuery,
  readLists,
  setList,
} from '../support/privacy-requests'
import type { RunningServer } from '../support/server'
import { makeScene, servers } from './scene'

describe.each(servers)('$kind', ({ kind, start }) => {
  const prosody = kind === 'prosody'
  // What jabberd2 does otherwise is in a file of its own.
  const likeOthers = kind !== 'jabberd2'
  let server: RunningServer
  beforeAll(async () => {
    server = await start()
  })
  afterAll(() => server.stop())

  test.concurrent('a deny list made active before initial presence hides everything', async () => {
    const { alice, bob, carol, shown } = await makeScene(server)
    const session = await alice()
    await goInvisible(session)
    session.send('<presence><show>away</show></presence>')
    await session.settled()
    expect(await shown(bob)).toEqual([])
    expect(await shown(carol)).toEqual([])
  })

  test.concurrent('the list is asked about probes of contacts, too', async () => {
    const { alice, aliceJid, bobAgain, shown } = await makeScene(server)
    await goInvisible(await alice())
    const bob = await bobAgain()
    bob.probe(aliceJid)
    bob.probe(`${aliceJid}/A`)
    expect(await shown(bob)).toEqual([])
  })

  test.runIf(prosody).concurrent('the list also blocks the probes for contacts', async () => {
    const { alice, bobJid } = await makeScene(server)
    const session = await alice()
    await goInvisible(session)
    session.probe(bobJid)
    await session.settled()
    expect(session.from(bobJid)).toEqual([])
  })

  test.runIf(prosody).concurrent('probes sent before all else bring the contacts', async () => {
    const { alice, bob, bobJid, carol, carolJid, shown } = await makeScene(server)
    const session = await alice()
    session.probe(bobJid)
    session.probe(carolJid)
    await goInvisible(session)
    expect(session.from(`${bobJid}/obs`)).toHaveLength(1)
    expect(session.from(`${carolJid}/obs`)).toHaveLength(1)
    expect(await shown(bob)).toEqual([])
    expect(await shown(carol)).toEqual([])
  })

  test.runIf(!prosody).concurrent('the contacts come although the list is active', async () => {
    const { alice, bobJid, carolJid } = await makeScene(server)
    const session = await alice()
    await goInvisible(session)
    await session.next(({ from }) => from === `${bobJid}/obs`)
    await session.next(({ from }) => from === `${carolJid}/obs`)
  })

  test.concurrent('closing while invisible', async () => {
    const { alice, bob, shown } = await makeScene(server)
    const session = await alice()
    await goInvisible(session)
    await session.close()
    await bob.quiet(200)
    expect(await shown(bob)).toEqual(prosody ? ['A unavailable'] : [])
  })

  test.concurrent('closing after unavailable under the list tells nobody', async () => {
    const { alice, bob, shown } = await makeScene(server)
    const session = await alice()
    await goInvisible(session)
    session.send(`<presence type='unavailable'/>`)
    await session.close()
    await bob.quiet(200)
    expect(await shown(bob)).toEqual([])
  })

  test
    .runIf(kind === 'ejabberd')
    .concurrent(
      'a list that another session removed is still named active, and hides nothing',
      async () => {
        const { alice, bob, shown } = await makeScene(server)
        const [session, other] = [await alice(), await alice({ resource: 'B' })]
        await goInvisible(session)
        const removed = await other.iq('set', '', privacyQuery(`<list name='hidden'/>`))
        expect(removed.type).toBe('result')
        const { xml } = await readLists(session)
        expect(xml).toContain(`<active name='hidden'/>`)
        expect(xml).not.toContain('<list ')
        session.send('<presence><show>away</show></presence>')
        await session.settled()
        expect(await shown(bob)).toEqual(['A away'])
      },
    )

  test
    .runIf(kind === 'ejabberd')
    .concurrent(
      'a stranger’s question for last activity is refused by the server, unlike one to nobody',
      async () => {
        const { aliceJid, alice, stranger } = await makeScene(server)
        const eve = await stranger()
        const session = await alice()
        await goInvisible(session)
        const last = `<query xmlns='jabber:iq:last'/>`
        const [there, nobody] = [`${aliceJid}/A`, `${aliceJid}/nobody`]
        expect((await eve.iq('get', there, last)).xml).not.toContain('<text')
        expect((await eve.iq('get', nobody, last)).xml).toContain('User session not found')
        expect(session.from(eve.jid)).toEqual([])
      },
    )

  test.concurrent('unavailable, active, presence: hidden from then on', async () => {
    const { alice, bob, shown } = await makeScene(server)
    const session = await alice()
    session.send('<presence/>')
    session.send(`<presence type='unavailable'/>`)
    await goInvisible(session)
    expect(await shown(bob)).toEqual(['A available', 'A unavailable'])
  })

  test.concurrent(
    'active before unavailable leaves a ghost that outlives the session',
    async () => {
      const { alice, bob, shown } = await makeScene(server)
      const session = await alice()
      session.send('<presence/>')
      await setList(session, 'hidden', denyAll)
      await activate(session, 'hidden')
      session.send(`<presence type='unavailable'/>`)
      await session.settled()
      await session.close()
      await bob.quiet(200)
      expect(await shown(bob)).toEqual(['A available'])
    },
  )

  test.concurrent('activating an unknown list fails and hides nothing', async () => {
    const { alice, bob, shown } = await makeScene(server)
    const session = await alice()
    const answer = await session.iq('set', '', privacyQuery(`<active name='nowhere'/>`))
    expect(answer.type).toBe('error')
    expect(answer.xml).toContain('<item-not-found ')
    session.send('<presence/>')
    await session.settled()
    expect(await shown(bob)).toEqual(['A available'])
  })

  test
    .runIf(likeOthers)
    .concurrent('reading back names the active list, or says none', async () => {
      const { alice } = await makeScene(server)
      const session = await alice()
      const none = prosody ? '' : '<active/><default/>'
      const open = `<query xmlns='jabber:iq:privacy'`
      const empty = prosody ? `${open}/></iq>` : `${open}>${none}</query></iq>`
      expect(inner((await readLists(session)).xml)).toBe(empty)
      await goInvisible(session)
      const active = prosody ? `<active name='hidden'/>` : `<active name='hidden'/><default/>`
      const list = `<list name='hidden'/></query></iq>`
      expect(inner((await readLists(session)).xml)).toBe(`${open}>${active}${list}`)
      await activate(session, null)
      expect(inner((await readLists(session)).xml)).toBe(`${open}>${none}${list}`)
    })

  test
    .runIf(likeOthers)
    .concurrent('a resumed session keeps its active list, a fresh one has none', async () => {
      const { alice, bob, shown } = await makeScene(server)
      const lost = await alice()
      const id = await lost.enableResumption()
      await goInvisible(lost)
      await lost.drop()
      const resumed = await alice({ resume: { id, jid: lost.jid } })
      expect((await readLists(resumed)).xml).toContain(`<active name='hidden'/>`)
      resumed.send('<presence><show>away</show></presence>')
      await resumed.settled()
      expect(await shown(bob)).toEqual([])
      const fresh = await alice({ resource: 'B' })
      expect((await readLists(fresh)).xml).not.toContain('<active name=')
      fresh.send('<presence/>')
      await fresh.settled()
      expect(await shown(bob)).toEqual(['B available'])
    })

  test
    .runIf(likeOthers)
    .concurrent('an iq to a resource that is not there is answered alike for all', async () => {
      const { aliceJid, alice, bob, stranger } = await makeScene(server)
      const eve = await stranger()
      await goInvisible(await alice({ resource: 'elsewhere' }))
      const stanzas = `xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'`
      const text = prosody ? '' : `<text xml:lang='en' ${stanzas}>User session not found</text>`
      const error = `<error type='cancel'><service-unavailable ${stanzas}/>${text}</error></iq>`
      for (const asker of [bob, eve]) {
        for (const payload of payloads) {
          const answer = await asker.iq('get', `${aliceJid}/A`, payload)
          expect(answer).toMatchObject({ type: 'error', from: `${aliceJid}/A`, to: asker.jid })
          expect(inner(answer.xml)).toBe(prosody ? error : payload + error)
        }
      }
    })

  test.concurrent('an iq to the resource of an invisible session is delivered to it', async () => {
    const { aliceJid, alice, bob, stranger } = await makeScene(server)
    const session = await alice()
    await goInvisible(session)
    for (const asker of [bob, await stranger()]) {
      asker.send(`<iq type='get' id='v' to='${aliceJid}/A'>${payloads[0]}</iq>`)
      expect((await session.next(({ id }) => id === 'v')).from).toBe(asker.jid)
    }
  })

  test.concurrent(
    'directed presence reaches whom the active list allows, and no other',
    async () => {
      const { alice, bob, bobJid, carol, carolJid, shown } = await makeScene(server)
      const session = await alice()
      await goInvisible(session)
      await setList(session, 'bob-sees', allow(bobJid), denyAll)
      await activate(session, 'bob-sees')
      await session.settled()
      expect(await shown(bob)).toEqual([])
      session.send(`<presence to='${bobJid}'/><presence to='${carolJid}'/>`)
      await session.settled()
      expect(await shown(bob)).toEqual(['A available'])
      expect(await shown(carol)).toEqual([])
    },
  )

  test.concurrent('another list and presence again: from hidden to visible at once', async () => {
    const { alice, bob, bobJid, carol, shown } = await makeScene(server)
    const session = await alice()
    await goInvisible(session)
    await setList(session, 'bob-sees', allow(bobJid), denyAll)
    await activate(session, 'bob-sees')
    session.send('<presence/>')
    await session.settled()
    expect([await shown(bob), await shown(carol)]).toEqual([['A available'], []])
    await activate(session, null)
    session.send('<presence/>')
    await session.settled()
    expect(await shown(carol)).toEqual(['A available'])
    expect(await shown(bob)).toEqual(['A available', 'A available'])
  })

  test.concurrent(
    'hiding from one: directed unavailable, then the list, then presence',
    async () => {
      const { alice, bob, bobJid, carol, carolJid, shown } = await makeScene(server)
      const session = await alice()
      session.send(`<presence/><presence type='unavailable' to='${carolJid}'/>`)
      await setList(session, 'bob-sees', allow(bobJid), denyAll)
      await activate(session, 'bob-sees')
      session.send('<presence><show>dnd</show></presence>')
      await session.settled()
      expect(await shown(bob)).toEqual(['A available', 'A dnd'])
      expect(await shown(carol)).toEqual(['A available', 'A unavailable'])
    },
  )
})

const payloads = [
  `<query xmlns='jabber:iq:version'/>`,
  `<query xmlns='http://jabber.org/protocol/disco#info'/>`,
  `<ping xmlns='urn:xmpp:ping'/>`,
  `<query xmlns='jabber:iq:last'/>`,
  `<unheard xmlns='urn:example:of'/>`,
] as const

/** All but the start tag: one of the servers writes attributes in an order of chance. */
function inner(xml: string): string {
  return xml.slice(xml.indexOf('>') + 1)
}
