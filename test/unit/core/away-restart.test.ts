// What lies upon the wishes while nobody is there: an end in good order brings back the user's own, a crash hides.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { noAutoAway } from '../../../shared/away/auto-away'
import type { TestCasper } from '../../support/casper'
import { startCasper } from '../../support/casper'
import { startEmbedded } from '../../support/embedded'
import { testMachine } from '../../support/machine'

const endings: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
})

const presence = { show: 'chat', status: 'Ask me.', priority: 2 } as const
const autoAway = { ...noAutoAway, onLock: 'xa', hideWhenLocked: true } as const

/** Somebody who is signed in, visible, and hidden because the screen is locked. */
async function hidden(): Promise<TestCasper> {
  const server = await startEmbedded()
  endings.push(() => server.stop())
  await server.addAccount('alice', 'secret')
  const machine = testMachine()
  const { source: idle, clock } = machine
  const casper = await startCasper(undefined, { idle, clock })
  endings.push(() => casper.remove())
  endings.push(() => casper.close())
  const address = {
    mode: 'manual',
    host: '127.0.0.1',
    port: server.port,
    security: 'plain',
  } as const
  const jid = 'alice@localhost'
  const account = await casper.addAccount({ jid, server: address, signInInvisible: false })
  await casper.request('presence.set', { account, presence })
  await casper.request('settings.set', { autoAway })
  await casper.confirmed()
  machine.lock()
  await casper.when('hiding', ({ visibility: { phase, requested } }) => {
    return phase === 'confirmed' && requested.base === 'invisible'
  })
  return casper
}

test('a crash at that moment comes back hidden, and leaves what is the user’s own', async () => {
  const casper = await hidden()
  const text = readFileSync(join(casper.dataDir, 'casper.json'), 'utf8')
  expect(JSON.parse(text)).toMatchObject({
    accounts: [
      {
        policy: { base: 'invisible' },
        autoHidden: { own: { base: 'visible' }, show: null, why: 'locked' },
        presence,
      },
    ],
  })
})

test('a restart at that moment brings back the user’s own, and nobody is away', async () => {
  const first = await hidden()
  await first.close()
  const second = await startCasper(first.dataDir)
  endings.push(() => second.close())
  const { away, presence: shown, visibility } = second.account()
  expect({ away, shown, base: visibility.requested.base }).toEqual({
    away: null,
    shown: presence,
    base: 'visible',
  })
})
