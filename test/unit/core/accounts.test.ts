// What an account is after a restart, and what is said of its password.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createCore } from '../../../electron/core/core'
import type { AccountView, ServerAddress } from '../../../shared/model'
import type { AppSnapshot } from '../../../shared/snapshot'
import { startCasper } from '../../support/casper'
import { im } from '../../support/scripted-im'
import { startScriptedServer } from '../../support/scripted-server'

/** Nobody listens there. */
const nowhere: ServerAddress = { mode: 'manual', host: '127.0.0.1', port: 1, security: 'plain' }

test.each([
  [true, 'visibility.go-visible', 'invisible'],
  [false, 'visibility.go-visible', 'visible'],
  [false, 'visibility.go-invisible', 'invisible'],
] as const)(
  'with "sign in invisible" %s, a restart after %s signs in %s',
  async (signInInvisible, command, base) => {
    const first = await startCasper()
    const id = await first.addAccount({ jid: 'ann@localhost', server: nowhere, signInInvisible })
    await first.request(command, { account: id })
    await first.close()
    const second = await startCasper(first.dataDir)
    expect(second.account().visibility.requested.base).toBe(base)
    expect(second.account().connection).not.toEqual({ state: 'signed-out', error: null })
    await second.close()
    second.remove()
  },
)

test('a password that the keyring refuses is said to be in memory', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'casper-accounts-'))
  const core = await createCore(
    {
      dataDir,
      info: { kind: 'tab', secrets: 'system-keyring', version: '0.0.0' },
      secrets: {
        place: 'system-keyring',
        get: () => Promise.resolve(undefined),
        set: () => Promise.reject(new Error('locked')),
        delete: () => Promise.resolve(),
      },
    },
    { writeLog: () => undefined },
  )
  await core.request('account.add', {
    jid: 'ann@localhost',
    password: 'hunter2',
    remember: true,
    signInInvisible: true,
    server: nowhere,
  })
  const views: AppSnapshot[] = []
  core.attach((update) => update.kind === 'snapshot' && views.push(update.snapshot))
  const accounts: AccountView[] = Object.values(views[0]?.accounts ?? {})
  expect(accounts.map(({ secret }) => secret)).toEqual(['memory'])
  expect(views[0]?.notices.map(({ error }) => error.code)).toEqual(['no-keyring'])
  await core.close()
  rmSync(dataDir, { recursive: true })
})

test('hiding while the keyring takes its time is not undone by the sign-in before it', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'casper-accounts-'))
  const keyring = Promise.withResolvers<undefined>()
  let asked = false
  const core = await createCore(
    {
      dataDir,
      info: { kind: 'tab', secrets: 'system-keyring', version: '0.0.0' },
      secrets: {
        place: 'system-keyring',
        get: () => Promise.resolve(undefined),
        set: () => (asked ? keyring.promise : Promise.resolve()),
        delete: () => Promise.resolve(),
      },
    },
    { writeLog: () => undefined },
  )
  const jid = 'ann@localhost'
  const password = 'hunter2'
  const added = await core.request('account.add', {
    ...{ jid, password, remember: true, signInInvisible: false, server: nowhere },
  })
  const { account } = (added as { value: { account: string } }).value
  await core.request('account.sign-out', { account })
  asked = true
  const signIn = core.request('account.sign-in', { account, password, signInInvisible: false })
  await core.request('visibility.go-invisible', { account })
  keyring.resolve(undefined)
  await signIn
  const views: AppSnapshot[] = []
  core.attach((update) => update.kind === 'snapshot' && views.push(update.snapshot))
  expect(views[0]?.accounts[account]?.visibility.requested.base).toBe('invisible')
  await core.close()
  rmSync(dataDir, { recursive: true })
})

test('an account that is being removed does not come back by a sign-in meanwhile', async () => {
  const server = await startScriptedServer(im())
  const address = { ...nowhere, port: server.port }
  const casper = await startCasper()
  const account = await casper.addAccount({
    jid: 'alice@localhost',
    server: address,
    signInInvisible: true,
  })
  await casper.confirmed()
  const removed = casper.request('account.remove', { account })
  const signedIn = await casper.request('account.sign-in', { account })
  await removed
  expect(signedIn.ok).toBe(false)
  await casper.close()
  expect(server.peers).toHaveLength(1)
  await server.close()
  casper.remove()
})
