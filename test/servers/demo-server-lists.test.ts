// Privacy lists of the embedded server: every error of RFC 3921 s.10, and every kind of stanza, in and out.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startEmbedded } from '../support/embedded'
import type { EmbeddedServer } from '../support/embedded'
import { activate, denyAll, privacyQuery, setList } from '../support/privacy-requests'
import type { Scene } from './scene'
import { makeScene } from './scene'

let server: EmbeddedServer
let scene: Scene
beforeAll(async () => {
  server = await startEmbedded()
})
afterAll(() => server.stop())

const errorIn = (xml: string) => /<error[^>]*>.*?<([\w-]+) xmlns/.exec(xml)?.[1] ?? ''

describe('privacy lists (RFC 3921 s.10)', () => {
  const list = (items: string, name = 'mine') =>
    privacyQuery(`<list name='${name}'>${items}</list>`)
  const item = (attributes: string, kinds = '') => `<item ${attributes}>${kinds}</item>`

  test.each([
    ['item-not-found', 'get', privacyQuery(`<list name='nothing'/>`)],
    ['bad-request', 'get', privacyQuery(`<list name='a'/><list name='b'/>`)],
    ['item-not-found', 'set', privacyQuery(`<active name='nothing'/>`)],
    ['item-not-found', 'set', privacyQuery(`<default name='nothing'/>`)],
    ['item-not-found', 'set', privacyQuery(`<list name='nothing'/>`)],
    ['bad-request', 'set', privacyQuery(`<active/><default/>`)],
    ['bad-request', 'set', privacyQuery('')],
    [
      'bad-request',
      'set',
      list(item(`action='allow' order='1'`) + item(`action='deny' order='1'`)),
    ],
    ['bad-request', 'set', list(item(`action='allow' order='-1'`))],
    ['bad-request', 'set', list(item(`action='allow' order='4294967296'`))],
    ['bad-request', 'set', list(item(`action='perhaps' order='1'`))],
    ['bad-request', 'set', list(item(`action='deny' order='1' type='fish' value='x'`))],
    ['bad-request', 'set', list(item(`action='deny' order='1' type='subscription' value='x'`))],
    ['bad-request', 'set', list(item(`action='deny' order='1'`, '<fish/>'))],
  ] as const)('%s for %s %s', async (condition, type, payload) => {
    scene = await makeScene(server)
    const alice = await scene.alice()
    expect(errorIn((await alice.iq(type, '', payload)).xml)).toBe(condition)
    await alice.close()
  })

  test('a list in use is not removed; the default is not changed under another resource', async () => {
    scene = await makeScene(server)
    const [one, two] = [
      await scene.alice({ resource: 'one' }),
      await scene.alice({ resource: 'two' }),
    ]
    await setList(one, 'hidden', denyAll)
    await activate(one, 'hidden')
    const remove = privacyQuery(`<list name='hidden'/>`)
    expect(errorIn((await two.iq('set', '', remove)).xml)).toBe('conflict')
    const choose = privacyQuery(`<default name='hidden'/>`)
    expect(errorIn((await one.iq('set', '', choose)).xml)).toBe('conflict')
    await activate(two, 'hidden')
    expect((await one.iq('set', '', choose)).type).toBe('result')
    await Promise.all([one.close(), two.close()])
  })

  test('every resource is told of a change, and items are read in their order', async () => {
    scene = await makeScene(server)
    const [one, two] = [
      await scene.alice({ resource: 'one' }),
      await scene.alice({ resource: 'two' }),
    ]
    const allowBob = `<item action='allow' order='1' type='jid' value='${scene.bobJid}'/>`
    await setList(one, 'some', denyAll, allowBob)
    for (const each of [one, two]) await each.next(({ xml }) => xml.includes('<list name="some"/>'))
    await activate(one, 'some')
    one.send('<presence/>')
    await one.settled()
    expect(await scene.shown(scene.bob)).toEqual(['one available'])
    expect(await scene.shown(scene.carol)).toEqual([])
    await Promise.all([one.close(), two.close()])
  })

  test('messages, presence and requests are each kept out by their own kind; an item without kinds keeps all out, both ways', async () => {
    scene = await makeScene(server)
    const alice = await scene.alice()
    const deny = (order: number, who: string, kinds: string) =>
      `<item action='deny' order='${String(order)}' type='jid' value='${who}'>${kinds}</item>`
    const bobs = deny(1, scene.bobJid, '<message/><presence-in/>')
    await setList(alice, 'some', bobs, deny(2, scene.carolJid, ''))
    await activate(alice, 'some')
    alice.send('<presence/>')
    await alice.settled()
    scene.bob.message(scene.aliceJid, 'hello')
    scene.carol.message(scene.aliceJid, 'hello')
    const ping = `<ping xmlns='urn:xmpp:ping'/>`
    const refused = await scene.carol.iq('get', alice.jid, ping)
    expect(errorIn(refused.xml)).toBe('service-unavailable')
    scene.bob.send(`<iq type='get' id='let-in' to='${alice.jid}'>${ping}</iq>`)
    await alice.next(({ id }) => id === 'let-in')
    await Promise.all([scene.bob.settled(), scene.carol.settled()])
    await alice.settled()
    expect(alice.from(scene.bobJid).map(({ name }) => name)).toEqual(['iq'])
    expect(alice.from(scene.carolJid)).toEqual([])
    alice.message(scene.carolJid, 'you?')
    const bounced = await alice.next(({ name, type }) => name === 'message' && type === 'error')
    expect(errorIn(bounced.xml)).toBe('not-acceptable')
    expect(await scene.shown(scene.carol)).toEqual([])
    await alice.close()
  })
})
