// The preload script itself: one name in the page's world, with two functions.
import { describe, expect, test, vi } from 'vitest'

const exposed: [name: string, api: object][] = []

vi.mock('electron', () => ({
  contextBridge: {
    exposeInMainWorld: (name: string, api: object) => void exposed.push([name, api]),
  },
  ipcRenderer: {},
}))

describe('the preload script', () => {
  test('shows the page two functions and nothing else', async () => {
    await import('../../electron/preload')
    expect(exposed.map(([name, api]) => [name, Object.keys(api).sort()])).toEqual([
      ['casper', ['onEvent', 'request']],
    ])
  })
})
