// What is still on its way when a client goes: its last words, and what was sent to it and never confirmed.
import { describe, expect, test } from 'vitest'
import { startEjabberd } from '../support/ejabberd'
import { startProsody } from '../support/prosody'
import { until } from '../support/wait'
import type { BridgeScene } from './bridge-scene'
import { sceneForEach } from './bridge-scene'

const servers = [
  { kind: 'prosody', start: () => startProsody() },
  { kind: 'ejabberd', start: () => startEjabberd() },
] as const

describe.each(servers)('through the bridge to $kind', ({ start }) => {
  let scene: BridgeScene
  sceneForEach(start, (begun) => (scene = begun))
  const bobJid = () => `bob${scene.name}@localhost`
  const over = () => until(() => Object.keys(scene.snapshot().accounts).length === 0, 'no session')

  test('what a client did not confirm is there at its next login, once (XEP-0198 s.4, XEP-0203)', async () => {
    const { bob, alice, login, heard } = scene
    const first = await login()
    await first.enableResumption()
    first.send('<presence/>')
    await heard(bob, ['available'])
    bob.message(alice, 'confirmed')
    await first.next(({ xml }) => xml.includes('confirmed'))
    const handled = first.stanzas().length
    first.send(`<a xmlns='urn:xmpp:sm:3' h='${String(handled)}'/>`)
    bob.message(alice, 'never confirmed')
    await first.next(({ xml }) => xml.includes('never confirmed'))
    await first.drop()
    await over()

    const second = await login()
    second.send('<presence/>')
    const late = await second.next(({ xml }) => xml.includes('never confirmed'))
    expect(late.from).toBe(bob.jid)
    expect(late.xml).toMatch(new RegExp(`<delay [^>]*from="${alice}"`))
    await second.settled()
    const talk = second.stanzas().filter(({ name }) => name === 'message')
    expect(talk).toHaveLength(1)
    await second.close()

    const third = await login()
    third.send('<presence/>')
    await third.next(({ name, from }) => name === 'presence' && from === bob.jid)
    await third.settled()
    expect(third.stanzas().filter(({ name }) => name === 'message')).toEqual([])
    await third.close()
    expect(bob.stanzas().filter(({ type }) => type === 'error')).toEqual([])
  })

  test('what was said in one breath with the end of the stream is sent, in its order', async () => {
    const { bob, carol, login, heard } = scene
    const client = await login()
    client.send('<presence/>')
    await heard(bob, ['available'])
    await heard(carol, ['available'])
    client.send(
      `<presence type='invisible'/><message to='${bobJid()}' type='chat'><body>bye</body></message>` +
        '</stream:stream>',
    )
    await heard(bob, ['unavailable', 'message'])
    await over()
    await heard(carol, ['unavailable'])
  })

  test('so it is of a client that never said more than this', async () => {
    const { bob, carol, login, heard, news } = scene
    const client = await login()
    client.send(
      `<presence type='invisible'/><message to='${bobJid()}' type='chat'><body>psst</body></message>` +
        '</stream:stream>',
    )
    await heard(bob, ['message'])
    await over()
    expect(await news(carol)).toEqual([])
  })

  test('last words wait a while for a connection that is lost', async () => {
    const { bob, login, heard, proxy, snapshot } = scene
    const client = await login()
    client.send('<presence/>')
    await heard(bob, ['available'])
    proxy.refuse()
    proxy.drop()
    await until(
      () => Object.values(snapshot().accounts)[0]?.connection.state === 'waiting',
      'the break',
    )
    client.message(bobJid(), 'by the way')
    await client.close()
    proxy.accept()
    await bob.next(({ xml }) => xml.includes('by the way'), 10_000)
    await over()
  })
})
