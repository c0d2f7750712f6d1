// Several sessions of one account through the bridge at once: what one of them is told to do never shows another.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startEjabberd } from '../support/ejabberd'
import { startJabberd2 } from '../support/jabberd2'
import { password } from '../support/friends'
import { startObserver } from '../support/observer'
import { startProsody } from '../support/prosody'
import type { RunningServer } from '../support/server'
import type { BridgeScene } from './bridge-scene'
import { startBridgeScene } from './bridge-scene'

const servers = [
  { kind: 'prosody', start: () => startProsody() },
  { kind: 'ejabberd', start: () => startEjabberd() },
  { kind: 'jabberd2', start: () => startJabberd2() },
] as const

describe.each(servers)('two legacy clients of one account at $kind', ({ start }) => {
  let server: RunningServer
  let scene: BridgeScene
  let count = 0
  beforeAll(async () => {
    server = await start()
  })
  afterAll(() => server.stop())
  beforeEach(async () => {
    count += 1
    scene = await startBridgeScene(server, String(count))
  })
  afterEach(() => scene.close())
  const jidOf = (name: string) => `${name}${String(count)}@localhost`

  test('one hides from two contacts whom the other one lets see it alone', async () => {
    const { bob, carol, alice, heard, login } = scene
    const hidden = await login({ resource: 'hidden' })
    hidden.send('<presence/>')
    await heard(bob, ['available'])
    await heard(carol, ['available'])
    for (const name of ['bob', 'carol']) {
      hidden.send(`<presence to='${jidOf(name)}' type='invisible'/>`)
    }
    await heard(bob, ['unavailable'])
    await heard(carol, ['unavailable'])
    const resource = bob.from(alice, 0)[0]?.from

    const shown = await login({ resource: 'shown' })
    shown.send(`<presence type='invisible'/>`)
    for (const name of ['bob', 'carol']) shown.send(`<presence to='${jidOf(name)}'/>`)
    await heard(bob, ['available'])
    await heard(carol, ['available'])
    const late = await startObserver({ server, user: `bob${String(count)}`, password })
    await late.settled()
    hidden.send('<presence><show>away</show></presence>')
    await hidden.next(({ name, from, xml }) => {
      return name === 'presence' && from === hidden.jid && xml.includes('away')
    })
    await late.settled()
    const seen = [...late.from(alice, 0), ...bob.from(alice, bob.mark())]
    await Promise.all([late.close(), hidden.close(), shown.close()])
    expect(seen.filter(({ from }) => from === resource)).toEqual([])
  })
})
