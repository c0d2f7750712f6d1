// The bridge before a server without privacy lists: who hides is not available there, and hears all the same.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { startProsody } from '../support/prosody'
import type { RunningServer } from '../support/server'
import type { BridgeScene } from './bridge-scene'
import { startBridgeScene } from './bridge-scene'

let server: RunningServer
let scene: BridgeScene
let count = 0
beforeAll(async () => {
  server = await startProsody({ privacyLists: false })
})
afterAll(() => server.stop())
beforeEach(async () => {
  count += 1
  scene = await startBridgeScene(server, String(count))
})
afterEach(() => scene.close())

test('who is hidden gets what is written to them from the archive, once (XEP-0313)', async () => {
  const { bob, carol, alice, heard, news, login } = scene
  const client = await login()
  client.send('<presence/>')
  await heard(bob, ['available'])
  client.send(`<presence type='invisible'/>`)
  await heard(bob, ['unavailable'])
  bob.message(alice, 'in the dark')
  await bob.settled()
  await client.next(({ xml }) => xml.includes('in the dark'), 60_000)
  client.message(`bob${String(count)}@localhost`, 'I am here')
  await heard(bob, ['message'])
  client.send('<presence/>')
  await heard(bob, ['available'])
  await client.settled()
  expect(client.stanzas().filter(({ xml }) => xml.includes('in the dark'))).toHaveLength(1)
  await client.close()
  expect(await news(carol)).toEqual(['available', 'unavailable', 'available', 'unavailable'])
})

test('who takes a contact off the roster who alone is shown the user tells them that they went', async () => {
  const { bob, login } = scene
  const bobJid = `bob${String(count)}@localhost`
  const client = await login()
  client.send(`<presence type='invisible'/><presence to='${bobJid}' type='visible'/>`)
  await bob.next(({ from, type }) => from === client.jid && type === '')
  const gone = `<item jid='${bobJid}' subscription='remove'/>`
  const done = await client.iq('set', '', `<query xmlns='jabber:iq:roster'>${gone}</query>`)
  expect(done.type).toBe('result')
  await bob.next(({ from, type }) => from === client.jid && type === 'unavailable')
  await client.close()
})
