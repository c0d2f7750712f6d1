// The demo's cast as observers: what each is shown agrees with what the user wishes, and nothing is taken for a leak.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Observer } from '../../../shared/observer'
import { mayReceive } from '../../../shared/visibility/audience'
import { allows } from '../../../shared/visibility/policy'
import { startCasper } from '../../support/casper'
import type { TestCasper } from '../../support/casper'
import { until } from '../../support/wait'

let casper: TestCasper
const account = 'demo'
beforeAll(async () => {
  casper = await startCasper()
})
afterAll(async () => {
  await casper.close()
  casper.remove()
})

const observers = (): readonly Observer[] =>
  Object.values(casper.snapshot().observers[account] ?? {})

/** Whether every observer's client shows what the wish allows, as far as they are there. */
function agrees(): boolean {
  const { requested } = casper.account().visibility
  return observers().every(({ jid, state, sees }) => {
    const contact = casper.contact(jid)
    const may = contact !== undefined && mayReceive(contact) && allows(requested, contact)
    return state !== 'online' || sees.length > 0 === may
  })
}

async function settled(): Promise<void> {
  await casper.confirmed()
  await until(agrees, () => JSON.stringify(observers().map(({ jid, sees }) => [jid, sees])))
}

test('the whole cast is watched through changes of mind', { timeout: 30_000 }, async () => {
  await casper.request('demo.start', { signInInvisible: true })
  await casper.confirmed()
  await until(() => casper.account().rosterLoaded, 'the roster')
  const people = Object.keys(casper.snapshot().contacts[account] ?? {})
  for (const peer of people) {
    expect(await casper.request('observer.watch', { account, peer })).toMatchObject({ ok: true })
  }
  await until(() => observers().length === people.length, 'the cast')
  await settled()
  for (let round = 0; round < 2; round++) {
    await casper.request('visibility.go-visible', { account })
    await settled()
    const target = { type: 'group', value: 'Work' } as const
    await casper.request('visibility.hide-from', { account, target })
    await settled()
    const presence = { show: 'dnd', status: 'writing', priority: 0 } as const
    await casper.request('presence.set', { account, presence })
    await settled()
    await casper.request('visibility.go-invisible', { account })
    await settled()
    await casper.request('visibility.reset', { account, target })
  }
  const leaks = observers().flatMap(({ jid, received }) =>
    received.filter(({ leak }) => leak).map(({ words }) => `${jid}: ${words}`),
  )
  expect(leaks).toEqual([])
})

test('who is watched late is shown what they were told before', async () => {
  await casper.request('visibility.go-visible', { account })
  await settled()
  const one = observers().find(({ sees }) => sees.length > 0)
  if (!one) throw new Error('nobody sees the user')
  const watched = () => observers().find(({ jid }) => jid === one.jid)
  await casper.request('observer.unwatch', { account, peer: one.jid })
  await until(() => watched() === undefined, 'the end')
  await casper.request('observer.watch', { account, peer: one.jid })
  await until(() => watched() !== undefined, 'the beginning')
  expect(watched()).toMatchObject({ sees: one.sees, received: [{ leak: false }] })
})

test('nobody but the cast can be watched', async () => {
  for (const peer of ['nobody@demo.localhost', 'you@demo.localhost']) {
    expect(await casper.request('observer.watch', { account, peer })).toMatchObject({
      error: { code: 'observer-unknown' },
    })
  }
})

test('leaving the demo ends the watching', async () => {
  await casper.request('account.remove', { account })
  await until(() => observers().length === 0, 'the end')
})
