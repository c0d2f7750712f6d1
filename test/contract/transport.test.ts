// One contract for both transports: what a view may rely on, wherever it runs.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { AppEvent } from '../../shared/snapshot'
import { openDesktop } from './desktop-transport'
import { openTab } from './tab-transport'
import { follow, rawRequest, type Transport, type View } from './transport'

const ann = 'ann@example.org'

function notice(id: string): AppEvent {
  const error = { code: id, message: '', visibility: '', action: '' }
  return { type: 'notice.added', notice: { id, level: 'info', account: null, error } }
}

describe.each([
  { name: 'desktop ipc', open: openDesktop },
  { name: 'tab socket', open: openTab },
])('$name', ({ open }) => {
  let transport: Transport
  let views: View[]

  beforeEach(async () => {
    transport = await open()
    views = []
  })

  afterEach(async () => {
    for (const view of views) await view.leave()
    await transport.close()
  })

  const openView = async () => {
    const view = await transport.openView()
    views.push(view)
    const followed = follow(view.bridge)
    await vi.waitFor(() => expect(followed.updates.length).toBeGreaterThan(0))
    return { ...followed, bridge: view.bridge, leave: () => view.leave() }
  }

  const atSeq = (view: { state: () => { seq: number } | undefined }, seq: number) =>
    vi.waitFor(() => expect(view.state()?.seq).toBe(seq))

  test('gives a snapshot first', async () => {
    transport.core.publisher.publish(notice('early'))
    const { updates } = await openView()
    expect(updates).toHaveLength(1)
    expect(updates[0]).toMatchObject({ kind: 'snapshot', snapshot: { seq: 1 } })
  })

  test('then numbered batches without a gap, that lead to the same state', async () => {
    const view = await openView()
    for (let round = 0; round < 3; round++) {
      for (let n = 0; n < 50; n++) transport.core.publisher.publish(notice(`${round}-${n}`))
      await atSeq(view, (round + 1) * 50)
    }
    expect(view.state()).toEqual(transport.core.publisher.snapshot())
    expect(view.updates.length).toBeLessThan(20)
  })

  test('answers a request with its Result', async () => {
    const { bridge } = await openView()
    const added = await bridge.request('account.add', {
      jid: ann,
      password: 'p',
      signInInvisible: true,
      remember: false,
      server: { mode: 'auto' },
    })
    expect(added).toEqual({ ok: true, value: { account: 'one' } })
    const refused = await bridge.request('account.remove', { account: 'one' })
    expect(refused).toMatchObject({ ok: false, error: { code: 'not-found' } })
  })

  test('the change itself comes as an event', async () => {
    const view = await openView()
    expect(await view.bridge.request('settings.set', { theme: 'dark' })).toMatchObject({ ok: true })
    await vi.waitFor(() => expect(view.state()?.settings.theme).toBe('dark'))
  })

  test('answers many requests at once, each with its own Result', async () => {
    const { bridge } = await openView()
    const themes = ['dark', 'mauve', 'light', 'grey'] as const
    const results = await Promise.all(
      themes.map((theme) => rawRequest(bridge, 'settings.set', { theme })),
    )
    expect(results.map((result) => result.ok)).toEqual([true, false, true, false])
  })

  test('refuses a bad payload, names the field and keeps the password to itself', async () => {
    const { bridge } = await openView()
    const refused = await rawRequest(bridge, 'account.sign-in', { account: 1, password: 'hunter2' })
    expect(refused).toMatchObject({ ok: false, error: { code: 'bad-request' } })
    expect(JSON.stringify(refused)).toContain('account.sign-in: account')
    expect(JSON.stringify(refused)).not.toContain('hunter2')
  })

  test.each(['account.explode', '__proto__', 'toString', ''])(
    'refuses the unknown command %j',
    async (command) => {
      const { bridge } = await openView()
      const refused = await rawRequest(bridge, command, {})
      expect(refused).toMatchObject({ ok: false, error: { code: 'bad-request' } })
    },
  )

  test('answers a bug with a failed Result, and logs no secret', async () => {
    const { bridge } = await openView()
    const failed = await bridge.request('account.sign-in', { account: 'one', password: 'hunter2' })
    expect(failed).toMatchObject({ ok: false, error: { code: 'internal' } })
    expect(JSON.stringify(failed)).not.toContain('hunter2')
    expect(transport.core.lines.join()).toContain('no sign-in with [hidden]')
    expect(transport.core.lines.join()).not.toContain('hunter2')
  })

  test('a listener that was detached hears nothing more', async () => {
    const quiet = await openView()
    const loud = await openView()
    quiet.stop()
    transport.core.publisher.publish(notice('one'))
    await atSeq(loud, 1)
    expect(quiet.updates).toHaveLength(1)
  })

  test('serves two views at once; one that leaves does not disturb the other', async () => {
    const [one, two] = [await openView(), await openView()]
    transport.core.publisher.publish(notice('both'))
    await atSeq(one, 1)
    await atSeq(two, 1)
    await views.shift()?.leave()
    transport.core.publisher.publish(notice('one left'))
    await atSeq(two, 2)
    expect(one.state()?.seq).toBe(1)
    expect(await two.bridge.request('visibility.retry', { account: 'one' })).toMatchObject({
      ok: true,
    })
  })
})
