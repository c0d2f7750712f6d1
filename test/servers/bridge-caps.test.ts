// What an old client can do: whoever may see the user sees it with their presence, and nobody else learns of it.
import { describe, expect, test } from 'vitest'
import { startEjabberd } from '../support/ejabberd'
import type { Observer } from '../support/observer'
import { startProsody } from '../support/prosody'
import { saying } from '../support/replies'
import type { BridgeScene } from './bridge-scene'
import { sceneForEach } from './bridge-scene'

const servers = [
  { kind: 'prosody', start: () => startProsody() },
  { kind: 'ejabberd', start: () => startEjabberd() },
] as const

const node = 'https://psi-im.org'
const caps = (ver: string) =>
  `<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='${node}' ver='${ver}'/>`
const update = `<x xmlns='vcard-temp:x:update'><photo>da39a3ee</photo></x>`
const info = (ver: string) =>
  `<query xmlns='http://jabber.org/protocol/disco#info' node='${node}#${ver}'/>`

describe.each(servers)('through the bridge to $kind', ({ start }) => {
  let scene: BridgeScene
  sceneForEach(start, (begun) => (scene = begun))

  /** What an observer was shown of the program, presence by presence. */
  const shownTo = (observer: Observer): (string | undefined)[] =>
    observer
      .from(scene.alice, 0)
      .filter(({ name, type }) => name === 'presence' && type === '')
      .map(({ xml }) => /<c [^>]*ver=["']([^"']*)/.exec(xml)?.[1])

  test('XEP-0115 s.4: contacts see it, and once more when it changes', async () => {
    const { login, bob, carol, heard } = scene
    const client = await login()
    client.send(`<presence>${caps('v1')}${update}</presence>`)
    await heard(bob, ['available'])
    await heard(carol, ['available'])
    client.send(`<presence>${caps('v2')}${update}</presence>`)
    await heard(bob, ['available'])
    await heard(carol, ['available'])
    client.send(`<presence><show>away</show></presence>`)
    await heard(bob, ['away'])
    expect(shownTo(bob)).toEqual(['v1', 'v2', 'v2'])
    expect(bob.from(scene.alice, 0).at(-1)?.xml).toContain('da39a3ee')
    await client.close()
  })

  test('XEP-0115 s.6.2: who sees it asks the client, who is hidden from asks nobody', async () => {
    const { login, bob, carol, heard, news } = scene
    const client = await login()
    const to = (who: Observer) => who.jid.slice(0, who.jid.indexOf('/'))
    client.send(`<presence type='invisible' to='${to(bob)}'/><presence>${caps('v1')}</presence>`)
    await heard(carol, ['available'])
    client.send(`<presence>${caps('v2')}</presence>`)
    await heard(carol, ['available'])
    expect(shownTo(carol)).toEqual(['v1', 'v2'])
    expect(await news(bob)).toEqual([])
    const asked = carol.iq('get', client.jid, info('v2'))
    const request = await client.next(({ name, from }) => name === 'iq' && from === carol.jid)
    const features = info('v2').replace('/>', `><feature var='urn:xmpp:jingle:1'/></query>`)
    client.send(`<iq type='result' id='${request.id}' to='${carol.jid}'>${features}</iq>`)
    expect((await asked).xml).toContain('urn:xmpp:jingle:1')
    const absent = `${scene.alice}/nobody`
    const hidden = await bob.iq('get', client.jid, info('v2'))
    const nobody = await bob.iq('get', absent, info('v2'))
    expect(saying(hidden, client.jid)).toEqual(saying(nobody, absent))
    await client.close()
    await carol.next(({ type }) => type === 'unavailable')
    expect((await news(bob)).every((name) => name === 'iq')).toBe(true)
  })

  test('invisible from the start: nobody is shown it; once visible again, everybody', async () => {
    const { login, bob, carol, heard, news } = scene
    const client = await login()
    client.send(`<presence type='invisible'>${caps('v1')}</presence>`)
    client.send(`<presence type='invisible'>${caps('v2')}</presence>`)
    await client.settled()
    expect([await news(bob), await news(carol)]).toEqual([[], []])
    client.send(`<presence type='visible'/>`)
    await heard(bob, ['available'])
    expect(shownTo(bob)).toEqual(['v2'])
    await client.close()
  })

  test('XEP-0045: a room is not told, whatever the client tells it', async () => {
    const { login, bob, heard } = scene
    const room = `tea${scene.name}@conference.localhost`
    const muc = `<x xmlns='http://jabber.org/protocol/muc'/>`
    bob.send(`<presence to='${room}/bob'>${muc}</presence>`)
    await bob.next(({ from }) => from === `${room}/bob`)
    const form = `<x xmlns='jabber:x:data' type='submit'/>`
    await bob.iq('set', room, `<query xmlns='http://jabber.org/protocol/muc#owner'>${form}</query>`)
    const client = await login()
    client.send(`<presence>${caps('v1')}</presence>`)
    await heard(bob, ['available'])
    client.send(`<presence to='${room}/al'>${caps('v1')}${muc}</presence>`)
    const seen = await bob.next(({ from }) => from === `${room}/al`)
    expect(seen.xml).not.toContain(node)
    await client.close()
  })
})
