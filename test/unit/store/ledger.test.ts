// The file of the ledger: audiences that are stored once, searches, repetitions, and what is deleted when.
import { existsSync, statSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { LedgerEntry, LedgerQuery, LedgerStore } from '../../../electron/store/ledger'
import { openLedger } from '../../../electron/store/ledger'
import type { Audience } from '../../../electron/store/ledger-audience'
import type { BareJid } from '../../../shared/jid'

const ann = 'ann@example.org' as BareJid
const bob = 'bob@example.org' as BareJid

let dir: string
let path: string
let ledger: LedgerStore

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'casper-ledger-'))
  path = join(dir, 'ledger.db')
  ledger = openLedger(path)
})
afterEach(() => {
  ledger.close()
  return rm(dir, { recursive: true, force: true })
})

function entry(changes: Partial<LedgerEntry> = {}): LedgerEntry {
  return {
    account: 'one',
    at: 1000,
    to: ann,
    kind: 'message',
    what: 'a message',
    outcome: 'shown',
    why: 'your own message',
    ...changes,
  }
}

function crowd(sees: (n: number) => boolean, size = 1000): Audience {
  const people = Array.from({ length: size }, (_, n) => ({
    jid: `p${String(n)}@example.org` as BareJid,
    sees: sees(n),
    why: sees(n) ? 'visible to all' : 'hidden: group Work',
  }))
  return { people: () => people }
}

const broadcast = (to: Audience, changes: Partial<LedgerEntry> = {}) =>
  entry({ to, kind: 'presence', what: 'available', why: 'visible to all', ...changes })

const find = (query: Partial<LedgerQuery> = {}) =>
  ledger.search({ account: 'one', limit: 200, ...query })

const stored = (): number => {
  const file = new DatabaseSync(path, { readOnly: true })
  const members = Number(file.prepare('SELECT count(*) AS n FROM member').get()?.['n'])
  file.close()
  return members
}

describe('a row', () => {
  test('comes back as it was written, newest first, after a restart', () => {
    ledger.add([entry(), entry({ at: 2000, to: bob })])
    ledger.close()
    ledger = openLedger(path)
    expect(find().map(({ jid }) => jid)).toEqual([bob, ann])
    const { at, kind, what, outcome, why } = entry()
    expect(find({ peer: ann })).toEqual([
      {
        ...{ id: 1, at, until: at, times: 1, jid: ann, kind, what, outcome, why },
        ...{ shownTo: 0, keptFrom: 0 },
      },
    ])
    expect(find({ account: 'two' })).toEqual([])
  })

  test('is found by words, by outcome, and page by page', () => {
    ledger.add([
      entry({ what: '100% sure' }),
      entry({ to: bob, outcome: 'held-back', what: 'a receipt' }),
      entry({ what: '1000 sure' }),
    ])
    expect(find({ words: ['100%'] })).toHaveLength(1)
    expect(find({ words: ['BOB', 'receipt'] })).toHaveLength(1)
    expect(find({ words: ['ann', 'receipt'] })).toEqual([])
    expect(find({ outcome: 'held-back' })).toMatchObject([{ jid: bob }])
    const [last] = find({ limit: 1 })
    expect(find({ before: last?.id ?? 0 })).toHaveLength(2)
  })

  test('counts what repeats itself within a minute, but every disclosure by itself', () => {
    const held = entry({ outcome: 'answered-absent', kind: 'iq' })
    const times = [1000, 2000, 50_000, 200_000]
    ledger.add(times.map((at) => ({ ...held, at })))
    expect(find()).toMatchObject([{ times: 1 }, { times: 3, at: 1000, until: 50_000 }])
    ledger.add([entry(), entry()])
    expect(find({ outcome: 'shown' })).toHaveLength(2)
  })
})

describe('a broadcast', () => {
  test('is told to each as they met it', () => {
    ledger.add([broadcast(crowd((n) => n !== 7))])
    expect(find()).toMatchObject([{ jid: null, shownTo: 999, keptFrom: 1, outcome: 'shown' }])
    expect(find({ peer: 'p7@example.org' as BareJid })).toMatchObject([
      { jid: 'p7@example.org', outcome: 'held-back', why: 'hidden: group Work', shownTo: 0 },
    ])
    expect(find({ peer: ann })).toEqual([])
    expect(find({ outcome: 'held-back' })).toHaveLength(1)
  })

  test('costs no more for the same people, and little for almost the same', () => {
    ledger.add([broadcast(crowd(() => true))])
    expect(stored()).toBe(1000)
    for (let n = 0; n < 10; n += 1) {
      ledger.add([
        broadcast(crowd((one) => one !== 7)),
        broadcast(crowd(() => true)),
        broadcast(crowd((one) => one !== 3, 999)),
      ])
    }
    expect(stored()).toBe(1003)
    const rows = find({ peer: 'p999@example.org' as BareJid, limit: 5 })
    expect(rows.map(({ id }) => id)).toEqual([30, 29, 27, 26, 24])
    expect(ledger.people('one', 31, 2000)).toHaveLength(999)
    expect(ledger.people('one', 31, 2000).filter(({ sees }) => !sees)).toMatchObject([
      { jid: 'p3@example.org' },
    ])
    expect(ledger.people('two', 31, 10)).toEqual([])
  })

  test('to nobody is held back; about nobody it is none', () => {
    ledger.add([broadcast(crowd(() => false)), broadcast({ people: () => [] })])
    expect(find()).toMatchObject([{ outcome: 'held-back', keptFrom: 1000 }])
  })
})

describe('what is deleted', () => {
  test('is what is too old, with its audience', () => {
    ledger.add([broadcast(crowd(() => true)), entry({ at: 9000 })])
    ledger.prune(5000, 100)
    expect(find()).toMatchObject([{ at: 9000 }])
    expect(stored()).toBe(0)
    ledger.add([broadcast(crowd(() => true))])
    expect(find({ peer: 'p1@example.org' as BareJid })).toHaveLength(1)
  })

  test('is, of too much, first what was held back', () => {
    const held = Array.from({ length: 20 }, (_, n) =>
      entry({ to: `s${String(n)}@example.org` as BareJid, outcome: 'answered-absent' }),
    )
    ledger.add([entry(), ...held, entry({ account: 'two' })])
    ledger.prune(0, 5)
    expect(find()).toHaveLength(5)
    expect(find({ outcome: 'shown' })).toHaveLength(1)
    expect(find({ account: 'two' })).toHaveLength(1)
  })

  test('is everything of one account, and nothing of it stays in the file', async () => {
    ledger.add([entry({ what: 'swordfish' }), entry({ account: 'two' })])
    ledger.clear('one')
    expect(find()).toEqual([])
    expect(find({ account: 'two' })).toHaveLength(1)
    for (const file of [path, `${path}-wal`]) {
      expect((await readFile(file)).includes('swordfish')).toBe(false)
    }
  })
})

describe('the file', () => {
  test.skipIf(process.platform === 'win32')('is private', () => {
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  test('that is damaged is set aside', async () => {
    ledger.close()
    await writeFile(path, 'x'.repeat(5000))
    ledger = openLedger(path)
    expect(ledger.problem?.code).toBe('damaged-file')
    ledger.add([entry()])
    expect(find()).toHaveLength(1)
    expect(existsSync(path)).toBe(true)
  })
})
