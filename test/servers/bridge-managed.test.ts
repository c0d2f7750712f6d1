// What an organisation decides holds for old clients, too: who comes through the bridge has no way around it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { bridgeNews } from '../../electron/core/bridge-flag'
import type { Managed } from '../../shared/managed'
import { startCasper } from '../support/casper'
import type { RawClient } from '../support/raw-client'
import { startProsody } from '../support/prosody'
import type { RunningServer } from '../support/server'
import { until } from '../support/wait'
import type { BridgeScene, BridgeSceneOptions } from './bridge-scene'
import { startBridgeScene, through } from './bridge-scene'

let server: RunningServer
let scene: BridgeScene
let folder: string
let count = 0
beforeAll(async () => {
  server = await startProsody()
})
afterAll(() => server.stop())
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'casper-managed-'))
})
afterEach(async () => {
  await scene.close()
  rmSync(folder, { recursive: true, force: true })
})

/** The bridge under that decision. */
const under = async (
  decision: Omit<Managed, 'version'>,
  options: BridgeSceneOptions = {},
): Promise<BridgeScene> => {
  count += 1
  const managedFile = join(folder, 'policy.json')
  writeFileSync(managedFile, JSON.stringify({ version: 1, ...decision }), { mode: 0o644 })
  scene = await startBridgeScene(server, String(count), { ...options, managedFile })
  return scene
}
const bobJid = () => `bob${String(count)}@localhost`
const nobodyIsThere = () =>
  until(() => Object.keys(scene.snapshot().accounts).length === 0, 'the end of the session')
const isShownOut = async (client: RawClient): Promise<void> => {
  await expect(client.next(({ name }) => name === 'never')).rejects.toThrow('connection lost')
  await nobodyIsThere()
  expect(scene.log()).toContain('condition="policy-violation"')
}

test('forbidInvisible: who logs in invisible is shown out, and shown to nobody', async () => {
  const { bob, carol, login, news } = await under({ forbidInvisible: true })
  const client = await login()
  client.send(`<presence type='invisible'/>`)
  await isShownOut(client)
  expect([await news(bob), await news(carol)]).toEqual([[], []])
})

const ways: readonly (readonly [string, () => string])[] = [
  ['from everybody', () => `<presence type='invisible'/>`],
  ['from one', () => `<presence type='invisible' to='${bobJid()}'/>`],
  ['by a show value', () => `<presence><show>invisible</show></presence>`],
  ['as Openfire understood it', () => `<presence type='unavailable' to='${bobJid()}'/>`],
  [
    'from all but one, as Openfire understood it',
    () => `<presence type='unavailable'/><presence to='${bobJid()}'/>`,
  ],
  [
    'by the command of XEP-0186',
    () => `<iq type='set' id='i'><invisible xmlns='urn:xmpp:invisible:0'/></iq>`,
  ],
  [
    'by a list of its own',
    () =>
      `<iq type='set' id='l'><query xmlns='jabber:iq:privacy'><list name='l'><item type='jid' ` +
      `value='${bobJid()}' action='deny' order='1'><presence-out/></item></list></query></iq>` +
      `<iq type='set' id='a'><query xmlns='jabber:iq:privacy'><active name='l'/></query></iq>`,
  ],
]

test.each(ways)('forbidInvisible: who hides %s is shown out', async (_how, stanza) => {
  const { bob, carol, heard, login, news } = await under({ forbidInvisible: true })
  const client = await login()
  client.send('<presence/>')
  await heard(bob, ['available'])
  await heard(carol, ['available'])
  client.send(stanza())
  client.send('<presence><show>away</show></presence>')
  await isShownOut(client)
  expect([await news(bob), await news(carol)]).toEqual([['unavailable'], ['unavailable']])
})

test('forbidBridge: nobody listens, and the app says who decided it', async () => {
  const { port, snapshot } = await under({ forbidBridge: true, organisation: 'The school' })
  expect(snapshot().bridge).toMatchObject({
    ...{ state: 'failed', addresses: [], versionless: [] },
    error: { code: 'managed-bridge' },
  })
  expect(port).toBe(0)
})

test('forbidBridge: a flag of the app does not change that', async () => {
  await under({ forbidBridge: true })
  const casper = await startCasper(undefined, {
    managedFile: join(folder, 'policy.json'),
    bridgeFlag: { hosts: ['127.0.0.1'], port: 0, versionlessPort: null },
  })
  expect(casper.snapshot().bridge).toMatchObject({
    addresses: [],
    error: { code: 'managed-bridge' },
  })
  expect(bridgeNews(casper.core)).toMatch(/^Set by your organisation: no other program may log in/)
  await casper.close()
  casper.remove()
})

test('requireTls: no password goes to a server in the clear', async () => {
  const { login, proxy } = await under({ requireTls: true })
  await expect(login()).rejects.toThrow(/Set by your organisation: no connection without/)
  expect(proxy.connections().made).toBe(0)
})

test('requireTls: a certificate that does not verify is trusted by nobody', async () => {
  const { host, port } = server
  const reach = {
    server: { mode: 'manual', host, port, security: 'starttls' } as const,
    trusted: [server.fingerprint],
  }
  const { login } = await under({ requireTls: true }, { reach })
  await expect(login()).rejects.toThrow('temporary-auth-failure')
  await nobodyIsThere()
  await scene.close()
  const open = await under({}, { reach })
  await (await open.login()).close()
})

test('domains: who is of another domain does not get as far as the server', async () => {
  const { login, proxy } = await under({ domains: ['school.example'] })
  await expect(login()).rejects.toThrow(/Set by your organisation: accounts may not be on this/)
  expect(proxy.connections().made).toBe(0)
})

test('server: it is where everybody is signed in, whatever else was said', async () => {
  const elsewhere = await startBridgeScene(server, 'elsewhere')
  const { bob, heard, login, proxy } = await under({ server: through(elsewhere.proxy) })
  const client = await login()
  client.send('<presence/>')
  await heard(bob, ['available'])
  expect([elsewhere.proxy.connections().made, proxy.connections().made]).toEqual([1, 0])
  await client.close()
  await elsewhere.close()
})
