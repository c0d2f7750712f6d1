// What is in front of the user: links become errands, an errand is done once, the muted stay muted.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { BareJid } from '../../../shared/jid'
import type { ServerAddress } from '../../../shared/model'
import type { TestCasper } from '../../support/casper'
import { startCasper } from '../../support/casper'
import { until } from '../../support/wait'

/** Nobody listens there. */
const nowhere: ServerAddress = { mode: 'manual', host: '127.0.0.1', port: 1, security: 'plain' }
const ann = 'ann@example.org' as BareJid
let casper: TestCasper
let id: string

beforeEach(async () => {
  casper = await startCasper()
  id = await casper.addAccount({ jid: 'me@localhost', server: nowhere, signInInvisible: true })
})
afterEach(async () => {
  await casper.close()
  casper.remove()
})

describe('a link', () => {
  test.each([
    ['xmpp://me@localhost/ann@example.org?message', () => id],
    ['xmpp://other@localhost/ann@example.org?message', () => null],
    ['xmpp:ann@example.org', () => null],
  ])("%s is for the account that it names, where it is the user's", async (url, account) => {
    expect(await casper.request('link.open', { url })).toEqual({ ok: true, value: null })
    await until(() => casper.snapshot().errand !== null, 'the errand')
    expect(casper.snapshot().errand?.errand).toMatchObject({ account: account(), peer: ann })
  })

  test('that names nobody is refused', async () => {
    const refused = await casper.request('link.open', { url: 'https://example.org/' })
    expect(refused).toMatchObject({ ok: false, error: { code: 'bad-link' } })
  })
})

test('an errand is done once, and never in the place of a later one', async () => {
  await casper.request('errand.give', { kind: 'settings' })
  await until(() => casper.snapshot().errand !== null, 'the errand')
  const first = casper.snapshot().errand!.id
  await casper.request('link.open', { url: 'xmpp:ann@example.org' })
  await casper.request('errand.done', { id: first })
  await until(() => casper.snapshot().errand?.errand.kind === 'chat', 'the later one')
  await casper.request('errand.done', { id: casper.snapshot().errand!.id })
  await until(() => casper.snapshot().errand === null, 'no errand')
})

test('whoever is muted is so after a restart, until they are not', async () => {
  await casper.request('chat.mute', { account: id, peer: 'Ann@Example.org/phone', muted: true })
  await casper.request('chat.mute', { account: id, peer: ann, muted: true })
  await casper.close()
  casper = await startCasper(casper.dataDir)
  expect(casper.account().muted).toEqual([ann])
  await casper.request('chat.mute', { account: id, peer: ann, muted: false })
  await until(() => casper.account().muted.length === 0, 'nobody muted')
})
