// The leak lab in small: nothing told on the user, on any server, by any strategy.
import { expect, test } from 'vitest'
import { runLab } from './lab'
import { jsonReport } from './report'

/** The same every time, or the one that is asked for: SEED=n, SEED=fresh. A failure prints it. */
const wanted = process.env['SEED'] ?? '1'
const seed = wanted === 'fresh' ? Math.floor(Math.random() * 1_000_000_000) : Number(wanted)

test('nobody learns what they must not, on any server, by any strategy', async () => {
  const lines: string[] = []
  const options = { seed, steps: 40, smoke: true, json: false, verbose: false }
  const reports = await runLab(options, (line) => lines.push(line))
  expect(reports).toHaveLength(10)
  expect(jsonReport(reports), lines.join('\n')).toMatchObject({ leaks: 0 })
}, 300_000)
