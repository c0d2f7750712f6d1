// The log: what it shows, and what it is spared.
import { expect, test } from 'vitest'
import { createLog, sparingly } from '../../../electron/core/log'

function written() {
  const lines: string[] = []
  const log = createLog(
    (line) => lines.push(line),
    () => 0,
  )
  return { log, lines }
}

test('a field whose name speaks of a secret is hidden', () => {
  const { log, lines } = written()
  log.warn('no', { bridgePassword: 'hunter2', code: 'x' })
  expect(lines).toEqual(['1970-01-01T00:00:00.000Z warn no bridgePassword=[hidden] code="x"'])
})

test('what happens again and again is noted at the first, tenth, hundredth time, each kind by itself', () => {
  const { log, lines } = written()
  const note = sparingly(log.info)
  for (let n = 0; n < 1500; n += 1) note('held', { kind: 'message' })
  note('held', { kind: 'iq' })
  expect(lines.map((line) => line.replace(/^\S+ /, ''))).toEqual([
    'info held kind="message"',
    'info held kind="message" times=10',
    'info held kind="message" times=100',
    'info held kind="message" times=1000',
    'info held kind="iq"',
  ])
})
