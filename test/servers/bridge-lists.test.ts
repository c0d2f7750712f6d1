// Privacy lists that old clients believe in (RFC 3921 s.10): answered by the bridge, never on the server, and kept.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { startEjabberd } from '../support/ejabberd'
import { password } from '../support/friends'
import { startProsody } from '../support/prosody'
import type { RawClient } from '../support/raw-client'
import type { BridgeScene } from './bridge-scene'
import { sceneForEach, through } from './bridge-scene'

const servers = [
  { kind: 'prosody', start: () => startProsody() },
  { kind: 'ejabberd', start: () => startEjabberd() },
] as const

const inQuery = (inner: string) => `<query xmlns='jabber:iq:privacy'>${inner}</query>`

describe.each(servers)('the lists of a legacy client before $kind', ({ start }) => {
  let scene: BridgeScene
  sceneForEach(start, (begun) => (scene = begun))

  const set = async (client: RawClient, inner: string): Promise<string> =>
    (await client.iq('set', '', inQuery(inner))).type
  const get = async (client: RawClient, inner = ''): Promise<string> =>
    (await client.iq('get', '', inQuery(inner))).xml

  test('Psi: its list "blocked" is made, usual and active at login, and the user hides all the same', async () => {
    const { bob, carol, heard, news, proxy, login } = scene
    const client = await login({ resource: 'psi' })
    expect(await get(client)).not.toContain('<list')
    const list = `<list name="blocked"><item action="allow" order="100"/></list>`
    expect(await set(client, list)).toBe('result')
    await client.next(
      ({ name, type, xml }) => name === 'iq' && type === 'set' && xml.includes('blocked'),
    )
    expect(await set(client, `<default name="blocked"/>`)).toBe('result')
    expect(await set(client, `<active name="blocked"/>`)).toBe('result')
    expect(await get(client, `<list name="blocked"/>`)).toMatch(/action=["']allow/)
    const names = await get(client)
    expect(names).toMatch(/<active name=["']blocked/)
    expect(names).toMatch(/<default name=["']blocked/)
    client.send('<presence><priority>5</priority></presence>')
    await heard(bob, ['available'])
    client.send(`<presence type="invisible"><priority>5</priority></presence>`)
    await heard(bob, ['unavailable'])
    await client.close()
    expect(await news(carol)).toEqual(['available', 'unavailable'])
    expect(proxy.outgoing()).not.toContain('blocked')
  })

  test('Tkabber: hides one contact by a list, after unavailable presence, and shows itself again', async () => {
    const { bob, carol, heard, news, proxy, login } = scene
    const me = scene.alice
    const bobJid = `bob${scene.name}@localhost`
    const visible = (item: string) =>
      `<list name='i-am-visible-list'><item type='jid' value='${me}' action='allow' order='1'/>` +
      `${item}<item action='allow' order='3'/></list>`
    const denied = `<item value='${bobJid}' type='jid' action='deny' order='2'><iq/><presence-out/></item>`
    const client = await login({ resource: 'tkabber' })
    expect(await set(client, `<active name='i-am-visible-list'/>`)).toBe('error')
    for (const name of ['ignore', 'invisible', 'conference', 'subscription']) {
      expect(await get(client, `<list name='${name}-list'/>`)).toContain('item-not-found')
    }
    expect(await set(client, visible(''))).toBe('result')
    expect(await set(client, `<active name='i-am-visible-list'/>`)).toBe('result')
    client.send(`<presence><priority>8</priority></presence>`)
    await heard(bob, ['available'])
    await heard(carol, ['available'])

    client.send(`<presence type='unavailable' to='${bobJid}'><priority>8</priority></presence>`)
    const own = `<item type='jid' value='${bobJid}' action='deny' order='1'><presence-out/><iq/></item>`
    expect(await set(client, `<list name='invisible-list'>${own}</list>`)).toBe('result')
    expect(await set(client, visible(denied))).toBe('result')
    await heard(bob, ['unavailable'])
    client.send('<presence><show>dnd</show></presence>')
    await heard(carol, ['dnd'])
    expect(await news(bob)).toEqual([])

    expect(await set(client, `<list name='invisible-list'/>`)).toBe('result')
    expect(await set(client, visible(''))).toBe('result')
    client.send(`<presence to='${bobJid}'><show>dnd</show></presence>`)
    await heard(bob, ['dnd'])
    await client.close()
    expect(proxy.outgoing()).not.toContain('i-am-visible-list')
  })

  test('a list that is active before the first presence hides from the first presence on', async () => {
    const { bob, carol, heard, news, login } = scene
    const client = await login()
    const work = `<item type='group' value='Work' action='deny' order='1'><presence-out/></item>`
    await set(client, `<list name='l'>${work}</list>`)
    await set(client, `<active name='l'/>`)
    client.send('<presence/>')
    await heard(bob, ['available'])
    expect(await news(carol)).toEqual([])
    await set(client, `<active/>`)
    await heard(carol, ['available'])
    await client.close()
  })

  test('a default list is there at the next login, and hides from the first presence on', async () => {
    const { bob, carol, alice, core, dataDir, proxy, heard, news, login } = scene
    proxy.refuse()
    const server = through(proxy)
    const added = (await core.request('account.add', {
      ...{ jid: alice, password, server },
      ...{ signInInvisible: false, remember: false },
    })) as { value: { account: string } }
    await core.request('account.sign-out', added.value)
    proxy.accept()
    const first = await login({ resource: 'psi' })
    const denied = `<item type='jid' value='bob${scene.name}@localhost' action='deny' order='1'/>`
    await set(first, `<list name='blocked'>${denied}</list>`)
    await set(first, `<default name='blocked'/>`)
    await set(first, `<active name='blocked'/>`)
    // What is answered is on the disk: an end at any moment does not undo it.
    expect(readFileSync(join(dataDir, 'casper.json'), 'utf8')).toContain('"blocked"')
    await first.close()

    const second = await login({ resource: 'psi' })
    expect(await get(second)).toMatch(/<default name=["']blocked/)
    expect(await get(second)).not.toContain('<active')
    second.send('<presence/>')
    await heard(carol, ['available'])
    await second.close()
    expect(await news(bob)).toEqual([])
  })

  test('lists of somebody whom Casper does not know last from login to login, too', async () => {
    const { bob, carol, heard, news, login } = scene
    const first = await login({ resource: 'tkabber' })
    const denied = `<item type='jid' value='bob${scene.name}@localhost' action='deny' order='1'/>`
    await set(first, `<list name='invisible-list'>${denied}</list>`)
    await set(first, `<default name='invisible-list'/>`)
    await first.drop()
    const second = await login({ resource: 'tkabber' })
    second.send('<presence/>')
    await heard(carol, ['available'])
    await second.close()
    expect(await news(bob)).toEqual([])
  })

  test('an address in another form than the roster has it is hidden from all the same', async () => {
    const { bob, carol, heard, news, login } = scene
    const client = await login()
    const value = `Bob${scene.name}@LocalHost`
    await set(
      client,
      `<list name='l'><item type='jid' value='${value}' action='deny' order='1'/></list>`,
    )
    await set(client, `<active name='l'/>`)
    client.send('<presence/>')
    await heard(carol, ['available'])
    await client.close()
    expect(await news(bob)).toEqual([])
  })

  test('what a list denies does not reach the client (RFC 3921 s.10.9)', async () => {
    const { bob, carol, alice, login } = scene
    const client = await login()
    const rule = `<item type='jid' value='bob${scene.name}@localhost' action='deny' order='1'/>`
    await set(client, `<list name='l'>${rule}</list>`)
    await set(client, `<default name='l'/>`)
    client.send('<presence/>')
    await client.next(({ name, from }) => name === 'presence' && from === carol.jid)
    bob.message(alice, 'not for you')
    await bob.settled()
    carol.message(alice, 'for you')
    await client.next(({ xml }) => xml.includes('for you'))
    expect(client.from(bob.jid)).toEqual([])
    await client.close()
  })
})
