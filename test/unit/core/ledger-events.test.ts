// The ledger: rooms, lost connections, presence that goes to very many one by one, and a file that cannot be written.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createLedger } from '../../../electron/core/ledger'
import { createGathering } from '../../../electron/core/ledger-gathering'
import { createLog } from '../../../electron/core/log'
import type { LedgerEntry, LedgerStore } from '../../../electron/store/ledger'
import { openLedger } from '../../../electron/store/ledger'
import type { BareJid } from '../../../shared/jid'
import { entered, room } from './room-scene'
import { signIn, type ScriptedAccount } from './scripted-account'

async function told({ casper, id }: ScriptedAccount, peer: string): Promise<string[]> {
  const found = await casper.request('ledger.search', { account: id, peer })
  const rows = found.ok ? [...found.value.rows].reverse() : []
  return rows.map(({ kind, outcome, what, why }) => `${kind} ${outcome}: ${what} (${why})`)
}

describe('a room', () => {
  test('is told of as what was said to it, and of nobody in it', async () => {
    const scene = await entered()
    const { casper, id } = scene
    await casper.request('message.send', { account: id, peer: room, body: 'swordfish' })
    await casper.request('room.leave', { account: id, room })
    expect(await told(scene, room)).toEqual([
      'room shown: entered as frodo (you are in this room)',
      'message shown: a message (your own message)',
      'room shown: left (you are in this room)',
    ])
    expect(await told(scene, 'rooms.elsewhere.invalid')).toEqual([
      'iq shown: asked: their abilities (Casper asked)',
    ])
  })
})

describe('a connection that is lost', () => {
  test('took the presence back from those who were shown it', async () => {
    const account = await signIn(false)
    const { casper, server } = account
    await casper.confirmed()
    server.peers[0]?.destroy()
    await casper.when('being back', ({ connection }) => connection.state === 'online')
    await casper.when(
      'the next session',
      ({ visibility }) => visibility.phase === 'confirmed' && server.peers.length > 1,
      10_000,
    )
    expect(await told(account, 'bob@localhost')).toEqual([
      'presence shown: available (visible to all)',
      'presence server: went offline (the connection was lost)',
      'presence shown: available (visible to all)',
    ])
  })

  test('of a hidden user told nobody anything', async () => {
    const account = await signIn(true)
    const { casper, server } = account
    await casper.confirmed()
    server.peers[0]?.destroy()
    await casper.when(
      'the next session',
      ({ visibility }) => visibility.phase === 'confirmed' && server.peers.length > 1,
      10_000,
    )
    const rows = await told(account, 'bob@localhost')
    expect(rows.filter((row) => !row.startsWith('presence held-back'))).toEqual([])
  })
})

const entry = (n: number, changes: Partial<LedgerEntry> = {}): LedgerEntry => ({
  account: 'one',
  at: n,
  to: `p${String(n)}@example.org` as BareJid,
  kind: 'presence',
  what: 'available',
  outcome: 'shown',
  why: n % 2 === 0 ? 'because group Friends' : 'visible to all',
  ...changes,
})

describe('presence to each of very many', () => {
  test('is one entry with its people; to a few, one each, and nothing overtakes it', async () => {
    const passed: Omit<LedgerEntry, 'account'>[] = []
    const { add } = createGathering((one) => void passed.push(one))
    for (let n = 0; n < 500; n += 1) add(entry(n))
    add(entry(500, { kind: 'message', what: 'a message' }))
    for (let n = 0; n < 3; n += 1) add(entry(n, { what: 'went offline' }))
    await Promise.resolve()
    expect(passed.map(({ to, what }) => [typeof to, what])).toEqual([
      ['object', 'available'],
      ['string', 'a message'],
      ...Array.from({ length: 3 }, () => ['string', 'went offline']),
    ])
    const to = passed[0]?.to
    const people = typeof to === 'object' ? to.people() : []
    expect(people).toHaveLength(500)
    expect(people[1]).toEqual({ jid: 'p1@example.org', sees: true, why: 'visible to all' })
  })
})

describe('the writer', () => {
  const lines: string[] = []
  const log = createLog((line) => lines.push(line))
  let dir: string
  let store: LedgerStore
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'casper-ledger-'))
    store = openLedger(join(dir, 'ledger.db'))
  })
  afterEach(() => {
    store.close()
    rmSync(dir, { recursive: true })
  })

  test('gathers repetitions, and writes at the latest when very many are waiting', () => {
    const written: number[] = []
    const counting = {
      ...store,
      add: (entries: readonly LedgerEntry[]) => {
        written.push(entries.length)
        store.add(entries)
      },
    }
    const ledger = createLedger({ store: counting, days: () => 90, now: () => 10, log })
    const held = { kind: 'iq', outcome: 'answered-absent', at: 5 } as const
    for (let n = 0; n < 5000; n += 1) ledger.add(entry(7, held))
    expect(written).toEqual([])
    for (let n = 0; n < 1500; n += 1) ledger.add(entry(n))
    expect(written).toEqual([1000])
    expect(ledger.search({ account: 'one', limit: 2000 }).at(-1)).toMatchObject({ times: 5000 })
    expect(ledger.export('one').trim().split('\n')).toHaveLength(1501)
  })

  test('deletes what is too old at its start', () => {
    store.add([entry(1), entry(9 * 86_400_000)])
    const ledger = createLedger({ store, days: () => 7, now: () => 10 * 86_400_000, log })
    expect(ledger.search({ account: 'one', limit: 9 })).toHaveLength(1)
  })

  test('that cannot write says so in the log, and to nobody else', () => {
    const broken = {
      ...store,
      add: () => {
        throw new Error('no space left')
      },
    }
    const ledger = createLedger({ store: broken, days: () => 90, now: () => 1, log })
    for (let n = 0; n < 1000; n += 1) ledger.add(entry(n))
    expect(lines.join()).toContain('the ledger could not be written')
  })
})
