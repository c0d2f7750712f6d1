// The bench of the bridge counts what it says, in small.
import { expect, test } from 'vitest'
import { measure } from '../../bench/bridge'
import { createFarSide } from '../../bench/bridge-far-side'

test('messages go through the bridge and the relay, and sessions are weighed', async () => {
  const figures = await measure({ exchanges: 10, messages: 20, sessions: 2 }, createFarSide())
  expect(figures).toMatchObject({ exchanges: 10, messages: 20, sessions: 2 })
  expect(figures.medianRatio).toBeGreaterThan(0)
  expect(figures.p99Ratio).toBeGreaterThan(0)
  expect(figures.stanzasPerSecond).toBeGreaterThan(0)
})
