// What only the desktop's IPC has to fear: foreign frames, reloads, and windows that go away.
import { describe, expect, test } from 'vitest'
import { createPreloadApi } from '../../electron/desktop/preload-api'
import type { Update } from '../../shared/protocol'
import { until } from '../support/wait'
import { openDesktop, PageDouble } from './desktop-transport'

const settle = () => new Promise((resolve) => setTimeout(resolve, 30))

async function openPage(origin?: string, frame?: { readonly origin: string } | null) {
  const { core, main, close } = await openDesktop()
  const page = new PageDouble(main, origin)
  const api = createPreloadApi(page.renderer(frame))
  const updates: Update[] = []
  const stop = api.onEvent((update) => updates.push(update))
  await settle()
  return { core, main, page, api, updates, stop, close }
}

describe('desktop ipc', () => {
  test.each([
    ['another origin', 'https://example.org', undefined],
    ['a frame inside our page', 'app://casper', { origin: 'app://casper' }],
    ['a frame that is gone', 'app://casper', null],
  ])('refuses %s', async (_, origin, frame) => {
    const { api, updates, close } = await openPage(origin, frame)
    const refused = await api.request('settings.set', { theme: 'dark' })
    expect(refused).toMatchObject({ ok: false, error: { code: 'bad-request' } })
    expect(updates).toEqual([])
    await close()
  })

  test('detaches when the page is reloaded, and serves the new one', async () => {
    const { core, page, updates, close } = await openPage()
    page.reload()
    const next: Update[] = []
    createPreloadApi(page.renderer()).onEvent((update) => next.push(update))
    await until(() => next.length > 0, 'the snapshot')
    core.publisher.publish({ type: 'notice.removed', id: 'x' })
    await until(() => next.length > 1, 'the batch')
    expect(next.map((update) => update.kind)).toEqual(['snapshot', 'batch'])
    expect(updates.map((update) => update.kind)).toEqual(['snapshot'])
    await close()
  })

  test('sends nothing to a window that is gone', async () => {
    const { core, page, close } = await openPage()
    page.destroy()
    core.publisher.publish({ type: 'notice.removed', id: 'x' })
    await settle()
    expect(core.lines).toEqual([])
    await close()
  })

  test('once closed, a request is answered with lost-host', async () => {
    const { api, close } = await openPage()
    await close()
    expect(await api.request('settings.set', { theme: 'dark' })).toMatchObject({
      ok: false,
      error: { code: 'lost-host' },
    })
  })

  test('shows the page two functions and nothing else', async () => {
    const { api, close } = await openPage()
    expect(Object.keys(api).sort()).toEqual(['onEvent', 'request'])
    await close()
  })
})
