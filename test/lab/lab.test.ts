// The leak lab in small: nothing told on the user, on any server, by any strategy.
import { expect, test } from 'vitest'
import { runLab } from './lab'
import { jsonReport } from './report'

/** Any would do; a failure prints it. */
const seed = Math.floor(Math.random() * 1_000_000_000)

test('nobody learns what they must not, on any server, by any strategy', async () => {
  const lines: string[] = []
  const options = { seed, steps: 60, smoke: true, json: false, verbose: false }
  const reports = await runLab(options, (line) => lines.push(line))
  expect(reports).toHaveLength(10)
  expect(jsonReport(reports), lines.join('\n')).toMatchObject({ leaks: 0 })
})
