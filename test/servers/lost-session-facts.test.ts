// What the servers tell contacts when an invisible session loses its connection and is not resumed. Prosody 0.12
// forgets the user's lists with her last session, and only then announces that session's end: so it matters who is left.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { RawClient } from '../support/raw-client'
import { goInvisible } from '../support/privacy-requests'
import type { RunningServer } from '../support/server'
import { sleep } from '../support/wait'
import { makeScene, resumingServers } from './scene'
import type { Scene } from './scene'

// Nearly all of the time here is waiting.
vi.setConfig({ maxConcurrency: 20 })

const unavailable = `<presence type='unavailable'/>`

/** Long enough for a lost session to expire, and for its end to be told. */
async function expiry(): Promise<void> {
  await sleep(3300)
}

/** An invisible, resumable session that has just lost its connection. */
async function loseSession({ alice }: Scene): Promise<{ id: string; jid: string }> {
  const session = await alice()
  const id = await session.enableResumption()
  await goInvisible(session)
  await session.drop()
  return { id, jid: session.jid }
}

async function signOut(session: RawClient): Promise<void> {
  session.send(unavailable)
  await session.close()
}

describe.each(resumingServers)('$kind', ({ kind, start }) => {
  const leakedOnProsody = (...told: string[]) => (kind === 'prosody' ? told : [])
  let server: RunningServer
  beforeAll(async () => {
    server = await start()
  })
  afterAll(() => server.stop())

  test.concurrent('lost without resumption, nobody left', async () => {
    const { alice, bob, shown } = await makeScene(server)
    const session = await alice()
    await goInvisible(session)
    await session.drop()
    await bob.quiet(300)
    expect(await shown(bob)).toEqual(leakedOnProsody('A unavailable'))
  })

  test.concurrent('expired, nobody left', async () => {
    const scene = await makeScene(server)
    await loseSession(scene)
    await scene.bob.quiet(200)
    expect(await scene.shown(scene.bob)).toEqual([])
    await expiry()
    expect(await scene.shown(scene.bob)).toEqual(leakedOnProsody('A unavailable'))
    const told = scene.bob.from(scene.aliceJid).filter(({ xml }) => xml.includes('Hibernating'))
    expect(told).toHaveLength(leakedOnProsody('Disconnected: Hibernating too long').length)
  })

  test.concurrent('expired while a new invisible session lives: nothing is told', async () => {
    const scene = await makeScene(server)
    await loseSession(scene)
    const next = await scene.alice({ resource: 'B' })
    await goInvisible(next)
    await expiry()
    await signOut(next)
    await scene.bob.quiet(200)
    expect(await scene.shown(scene.bob)).toEqual([])
  })

  test.concurrent('expired while a session without presence lives: nothing is told', async () => {
    const scene = await makeScene(server)
    await loseSession(scene)
    const next = await scene.alice({ resource: 'B' })
    await expiry()
    await next.close()
    await scene.bob.quiet(200)
    expect(await scene.shown(scene.bob)).toEqual([])
  })

  test.concurrent('expired while a visible session lives: only that one is told of', async () => {
    const scene = await makeScene(server)
    await loseSession(scene)
    const next = await scene.alice({ resource: 'B' })
    next.send('<presence/>')
    await expiry()
    expect(await scene.shown(scene.bob)).toEqual(['B available'])
    await next.close()
  })

  test.concurrent('expired after the new session signed out again', async () => {
    const scene = await makeScene(server)
    await loseSession(scene)
    const next = await scene.alice({ resource: 'B' })
    await goInvisible(next)
    await signOut(next)
    await expiry()
    expect(await scene.shown(scene.bob)).toEqual(leakedOnProsody('A unavailable'))
  })

  test.concurrent('replaced by a new session of the same resource', async () => {
    const scene = await makeScene(server)
    await loseSession(scene)
    await (await scene.alice()).close()
    await scene.bob.quiet(300)
    expect(await scene.shown(scene.bob)).toEqual(leakedOnProsody('A unavailable'))
  })

  test.concurrent('replaced while a session without presence lives: nothing is told', async () => {
    const scene = await makeScene(server)
    await loseSession(scene)
    const helper = await scene.alice({ resource: 'B' })
    await (await scene.alice()).close()
    await helper.close()
    await expiry()
    expect(await scene.shown(scene.bob)).toEqual([])
  })

  test.concurrent('resumed, then unavailable, then closed: nothing is told', async () => {
    const scene = await makeScene(server)
    const resume = await loseSession(scene)
    await signOut(await scene.alice({ resume }))
    await expiry()
    expect(await scene.shown(scene.bob)).toEqual([])
  })

  test.concurrent('lost after unavailable: nothing is told', async () => {
    const scene = await makeScene(server)
    const session = await scene.alice()
    await session.enableResumption()
    await goInvisible(session)
    session.send(unavailable)
    await session.settled()
    await session.drop()
    await expiry()
    expect(await scene.shown(scene.bob)).toEqual([])
  })

  test.concurrent('lost without resumption while a guard waits for its own: not told', async () => {
    const scene = await makeScene(server)
    const guard = await scene.alice({ resource: 'B' })
    await guard.enableResumption()
    const session = await scene.alice()
    await goInvisible(session)
    await guard.drop()
    await session.drop()
    await expiry()
    expect(await scene.shown(scene.bob)).toEqual([])
  })

  test.concurrent('a contact who signs in meanwhile is told nothing at that time', async () => {
    const scene = await makeScene(server)
    await loseSession(scene)
    const bob = await scene.bobAgain()
    expect(await scene.shown(bob)).toEqual([])
    const next = await scene.alice({ resource: 'B' })
    await expiry()
    expect(await scene.shown(bob)).toEqual(leakedOnProsody('error'))
    await next.close()
  })

  test.concurrent('messages that waited for a session that expires', async () => {
    const scene = await makeScene(server)
    await loseSession(scene)
    scene.bob.message(scene.aliceJid, 'hello?')
    await scene.bob.settled()
    const next = await scene.alice({ resource: 'B' })
    await expiry()
    const bounced = scene.bob.stanzas().filter((s) => s.name === 'message' && s.type === 'error')
    expect(bounced).toHaveLength(leakedOnProsody('error').length)
    await next.close()
  })

  test.concurrent('messages that waited, where the session had asked for its archive', async () => {
    const scene = await makeScene(server)
    const session = await scene.alice()
    await session.enableResumption()
    await goInvisible(session)
    await session.iq('set', '', lastOfArchive)
    await session.drop()
    scene.bob.message(scene.aliceJid, 'hello?')
    await scene.bob.settled()
    const next = await scene.alice({ resource: 'B' })
    await expiry()
    expect(scene.bob.stanzas().filter(({ name }) => name === 'message')).toEqual([])
    await next.close()
  })

  test.concurrent('a new session is told when the old one cannot be resumed', async () => {
    const scene = await makeScene(server)
    const resume = await loseSession(scene)
    await expiry()
    await expect(scene.alice({ resume })).rejects.toThrow('<item-not-found ')
  })
})

const lastOfArchive =
  `<query xmlns='urn:xmpp:mam:2'><set xmlns='http://jabber.org/protocol/rsm'>` +
  `<max>1</max><before/></set></query>`
