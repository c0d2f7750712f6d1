// When the archive is looked into, and how far: at every start, while covered, and page by page within bounds.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import xml from '@xmpp/xml'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { ArchiveReader } from '../../../electron/core/archive-reader'
import { createArchiveReader } from '../../../electron/core/archive-reader'
import { createLog } from '../../../electron/core/log'
import type { History } from '../../../electron/store/history'
import { openHistory } from '../../../electron/store/history'
import type { Iq } from '../../../electron/xmpp/iq'
import { appError } from '../../../shared/errors'
import { bareJid } from '../../../shared/jid'
import type { AppError } from '../../../shared/result'
import { err, ok } from '../../../shared/result'

const now = Date.parse('2026-11-08T12:00:00Z')
const look = 30_000

/** What the archive answers: the page's last id, whether it is the last page; or an error. */
type Answer = { readonly last: string; readonly complete: boolean } | AppError

let dir: string
let history: History
let reader: ArchiveReader
let covered: boolean
let settled: boolean
let asked: string[]
let answers: Answer[]
let log: string[]

beforeEach(() => {
  vi.useFakeTimers()
  dir = mkdtempSync(join(tmpdir(), 'casper-reader-'))
  history = openHistory(join(dir, 'casper.db'))
  covered = false
  settled = true
  asked = []
  answers = []
  log = []
  reader = createArchiveReader({
    account: 'one',
    self: bareJid('alice@localhost')!,
    history,
    deliver: () => undefined,
    isCovered: () => covered,
    isSettled: () => settled,
    log: createLog((line) => log.push(line)),
    now: () => now,
  })
})

afterEach(() => {
  reader.stop()
  history.close()
  rmSync(dir, { recursive: true, force: true })
  vi.useRealTimers()
})

const iq: Iq = {
  request: (_type, _to, query) => {
    const [after] = /(?<=<after>).*(?=<\/after>)/.exec(String(query)) ?? []
    const [from] = /(?<=<value>2).*(?=<\/value>)/.exec(String(query)) ?? []
    asked.push(after ?? `2${from ?? ''}`)
    const answer = answers.shift() ?? { last: after ?? 'none', complete: true }
    if ('code' in answer) return Promise.resolve(err(answer))
    const set = xml(
      'set',
      { xmlns: 'http://jabber.org/protocol/rsm' },
      xml('last', {}, answer.last),
    )
    const end = { xmlns: 'urn:xmpp:mam:2', complete: String(answer.complete) }
    return Promise.resolve(ok(xml('iq', {}, xml('fin', end, set))))
  },
  receive: () => undefined,
  abandon: () => undefined,
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

describe('the archive', () => {
  test('is read at the start, a week back where it never was, then from where it was left', async () => {
    answers = [
      { last: 'a', complete: false },
      { last: 'b', complete: true },
    ]
    reader.start(iq)
    await pass(0)
    expect(asked).toEqual(['2026-11-01T12:00:00.000Z', 'a'])
    expect(history.archivePlace('one')).toMatchObject({ id: 'b' })
    reader.start(iq)
    await pass(0)
    expect(asked).toEqual(['2026-11-01T12:00:00.000Z', 'a', 'b'])
  })

  test('is not asked before it is clear what the session is', async () => {
    settled = false
    reader.start(iq)
    await pass(look)
    expect(asked).toEqual([])
    settled = true
    await pass(1000)
    expect(asked).toHaveLength(1)
  })

  test('is looked into again and again while covered, and once more when that ends', async () => {
    covered = true
    reader.start(iq)
    await pass(2 * look)
    expect(asked).toHaveLength(3)
    covered = false
    await pass(3 * look)
    expect(asked).toHaveLength(4)
    covered = true
    await pass(look)
    expect(asked).toHaveLength(5)
  })

  test('is read within bounds, and on at the next look', async () => {
    answers = Array.from({ length: 25 }, (_, n) => ({ last: `p${n}`, complete: n === 24 }))
    reader.start(iq)
    await pass(0)
    expect(asked).toHaveLength(20)
    expect(log.join()).toContain('the archive holds more')
    await pass(look)
    expect(asked).toHaveLength(25)
    await pass(look)
    expect(asked).toHaveLength(25)
  })

  test('that forgot the last known message is read from that time on', async () => {
    history.setArchivePlace('one', { id: 'gone', at: now - 1000 })
    answers = [appError('item-not-found')]
    reader.start(iq)
    await pass(0)
    expect(asked).toEqual(['gone', '2026-11-08T11:59:59.000Z'])
  })

  test('that is not there is not asked for again in this session', async () => {
    covered = true
    answers = [appError('service-unavailable')]
    reader.start(iq)
    await pass(3 * look)
    expect(asked).toHaveLength(1)
    reader.start(iq)
    await pass(0)
    expect(asked).toHaveLength(2)
  })

  test('that does not answer is tried again at the next look', async () => {
    answers = [appError('timeout')]
    reader.start(iq)
    await pass(2 * look)
    expect(asked).toHaveLength(2)
  })

  test('is left alone once stopped', async () => {
    covered = true
    reader.start(iq)
    reader.stop()
    await pass(3 * look)
    expect(asked).toHaveLength(1)
    expect(history.archivePlace('one')).toBeUndefined()
  })
})
