// An account that hides in Casper and logs in with an old client: what every client sends by itself shows it to nobody.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { password } from '../support/friends'
import { startProsody } from '../support/prosody'
import type { RunningServer } from '../support/server'
import { until } from '../support/wait'
import type { BridgeScene } from './bridge-scene'
import { startBridgeScene, through } from './bridge-scene'

let server: RunningServer
let scene: BridgeScene
let count = 0
beforeAll(async () => {
  server = await startProsody()
})
afterAll(() => server.stop())
beforeEach(async () => {
  count += 1
  scene = await startBridgeScene(server, String(count))
})
afterEach(() => scene.close())

/** Adds alice's account to Casper, signed out. @returns its id */
async function hold(signInInvisible: boolean): Promise<string> {
  const { core, alice: jid, proxy } = scene
  proxy.refuse()
  const added = (await core.request('account.add', {
    ...{ jid, password, signInInvisible, remember: false },
    server: through(proxy),
  })) as { value: { account: string } }
  const { account } = added.value
  await core.request('account.sign-out', { account })
  proxy.accept()
  return account
}

/** The session of the old client, as Casper shows it. */
const session = () =>
  Object.values(scene.snapshot().accounts).find(({ bridged }) => bridged !== null)
const hidden = () =>
  until(() => {
    const { phase, requested } = session()?.visibility ?? {}
    return phase === 'confirmed' && requested?.base === 'invisible'
  }, 'the confirmation')

test.each([
  ['hides now', false],
  ['is to sign in invisible', true],
])('an account that %s does not become visible by what its client sends', async (_, always) => {
  const { bob, carol, core, heard, news, login } = scene
  const account = await hold(always)
  await core.request(always ? 'visibility.go-visible' : 'visibility.go-invisible', { account })
  const client = await login({ resource: 'pidgin' })
  client.send('<presence/>')
  await client.next(({ name, from }) => name === 'presence' && from === bob.jid)
  await hidden()
  for (const show of ['away', 'dnd', 'chat']) {
    client.send(`<presence><show>${show}</show></presence>`)
  }
  client.send(`<presence type='invisible'/><presence/><presence/>`)
  await client.settled()
  await hidden()
  expect([await news(bob), await news(carol)]).toEqual([[], []])
  await core.request('visibility.go-visible', { account: session()?.id })
  await heard(bob, ['available'])
  await heard(carol, ['available'])
  await client.close()
})

test('"visible" is a word for it (XEP-0018 s.3.2)', async () => {
  const { bob, heard, login } = scene
  await hold(true)
  const client = await login()
  client.send(`<presence/><presence type='visible'/>`)
  await heard(bob, ['available'])
  await client.close()
})

test('whom a hidden account lets see it sees its client, and nobody else does', async () => {
  const { bob, carol, core, heard, news, login } = scene
  const account = await hold(false)
  const target = { type: 'group', value: 'Friends' }
  await core.request('visibility.go-invisible', { account })
  await core.request('visibility.let-see', { account, target })
  const client = await login()
  client.send('<presence/>')
  await heard(bob, ['available'])
  await client.close()
  await heard(bob, ['unavailable'])
  expect(await news(carol)).toEqual([])
})
