// A client that blocks and unblocks while it is hidden (XEP-0191): on one server that ends the list which hides it, without
// a word, and nobody is to notice.
import { describe, expect, test } from 'vitest'
import { startEjabberd } from '../support/ejabberd'
import { startJabberd2 } from '../support/jabberd2'
import { startProsody } from '../support/prosody'
import type { RawClient } from '../support/raw-client'
import { until } from '../support/wait'
import type { BridgeScene } from './bridge-scene'
import { sceneForEach } from './bridge-scene'

const servers = [
  { kind: 'prosody', start: () => startProsody() },
  { kind: 'ejabberd', start: () => startEjabberd() },
  { kind: 'jabberd2', start: () => startJabberd2() },
] as const

const eve = 'eve@elsewhere.example'

describe.each(servers)('a legacy client that blocks at $kind', ({ start }) => {
  let scene: BridgeScene
  sceneForEach(start, (begun) => (scene = begun))

  const ask = async (client: RawClient, kind: 'block' | 'unblock', inner: string) =>
    client.iq('set', '', `<${kind} xmlns='urn:xmpp:blocking'>${inner}</${kind}>`)
  const item = (jid: string) => `<item jid='${jid}'/>`
  const visibility = () => Object.values(scene.snapshot().accounts)[0]?.visibility
  const confirmed = () => until(() => visibility()?.phase === 'confirmed', 'the confirmation')

  test('while hidden is seen by nobody, whatever it sends behind it, and until it leaves', async () => {
    const { bob, carol, news, login, proxy } = scene
    const client = await login()
    client.send(`<presence type='invisible'/>`)
    await confirmed()
    const blocked = ask(client, 'block', item(eve))
    client.send(`<presence type='invisible'><status>one</status></presence>`)
    expect((await blocked).type).toBe('result')
    const unblocked = ask(client, 'unblock', item(eve))
    client.send(`<presence type='invisible'><status>two</status></presence>`)
    expect((await unblocked).type).toBe('result')
    expect((await ask(client, 'block', item(eve) + item('mallory@elsewhere.example'))).type).toBe(
      'result',
    )
    expect((await ask(client, 'unblock', '')).type).toBe('result')
    await confirmed()
    expect(visibility()?.requested.base).toBe('invisible')
    const list = await client.iq('get', '', `<blocklist xmlns='urn:xmpp:blocking'/>`)
    expect(list.xml).not.toContain('<item')
    await client.close()
    expect([await news(bob), await news(carol)]).toEqual([[], []])
    expect(proxy.outgoing()).toContain(eve)
  })

  test('nobody at all, or somebody who is not blocked, asks the server nothing', async () => {
    const { bob, carol, news, login, proxy } = scene
    const client = await login()
    client.send(`<presence type='invisible'/>`)
    await confirmed()
    const { length } = proxy.outgoing()
    expect((await ask(client, 'unblock', item(bob.jid.split('/')[0] ?? ''))).type).toBe('result')
    expect((await ask(client, 'unblock', '')).type).toBe('result')
    expect((await ask(client, 'block', '')).xml).toContain('bad-request')
    expect((await ask(client, 'block', item('@'))).xml).toContain('jid-malformed')
    await client.close()
    expect([await news(bob), await news(carol)]).toEqual([[], []])
    expect(proxy.outgoing().slice(length)).not.toContain('urn:xmpp:blocking')
  })
})
