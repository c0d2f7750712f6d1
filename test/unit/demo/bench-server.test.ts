// The bench of the embedded server counts what it says, in small.
import { expect, test } from 'vitest'
import { createLoad } from '../../bench/load'
import { measure } from '../../bench/server'

test('everybody signs in both ways, is sent their roster, and everybody’s presence', async () => {
  const figures = await measure({ sessions: 6, rosterItems: 9 }, createLoad)
  expect(figures).toMatchObject({ sessions: 6, rosterItems: 9 })
  const { signInsPerSecond, scramSignInsPerSecond, rostersPerSecond, stanzasPerSecond } = figures
  for (const figure of [
    signInsPerSecond,
    scramSignInsPerSecond,
    rostersPerSecond,
    stanzasPerSecond,
  ]) {
    expect(figure).toBeGreaterThan(0)
  }
})

test('rosters that do not hold everybody are refused', async () => {
  await expect(measure({ sessions: 3, rosterItems: 1 }, createLoad)).rejects.toThrow(RangeError)
})
