// The files in the data folder: the history, the lock, and what happens when one is damaged.
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { setAsideName, writeFileAtomic } from '../../../electron/store/atomic-file'
import { openHistory } from '../../../electron/store/history'
import { lockDataDir } from '../../../electron/store/lock'
import { migrations } from '../../../electron/store/migrations'
import { memorySecrets } from '../../../electron/store/memory-secrets'
import { bareJid } from '../../../shared/jid'
import type { Message } from '../../../shared/model'

const ann = bareJid('ann@example.org')!
const bob = bareJid('bob@example.org')!

let dir: string
let path: string

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'casper-store-'))
  path = join(dir, 'casper.db')
})

afterEach(() => rm(dir, { recursive: true, force: true }))

function message(id: string, changes: Partial<Message> = {}): Message {
  return {
    id,
    peer: ann,
    direction: 'in',
    body: `body ${id}`,
    at: 1,
    state: 'received',
    ...changes,
  }
}

describe('history', () => {
  test('keeps messages across a restart, oldest first, the last ones only', () => {
    const first = openHistory(path)
    for (const [n, id] of ['a', 'b', 'c', 'd'].entries()) first.add('one', message(id, { at: n }))
    first.close()
    const second = openHistory(path)
    expect(second.problem).toBeNull()
    expect(second.recent('one', ann, 3).map(({ id }) => id)).toEqual(['b', 'c', 'd'])
    expect(second.recent('one', ann, 1)).toEqual([message('d', { at: 3 })])
    expect(second.recent('two', ann, 3)).toEqual([])
    second.close()
  })

  test('messages of the same moment stay in the order in which they came', () => {
    const history = openHistory(path)
    for (const id of ['z', 'y', 'x']) history.add('one', message(id))
    expect(history.recent('one', ann, 9).map(({ id }) => id)).toEqual(['z', 'y', 'x'])
    history.close()
  })

  test('the same message counts once', () => {
    const history = openHistory(path)
    expect(history.add('one', message('a'))).toBe(true)
    expect(history.add('one', message('a', { body: 'another' }))).toBe(false)
    expect(history.recent('one', ann, 9)).toEqual([message('a')])
    history.close()
  })

  test('somebody else may use the same id, and cannot touch our message with it', () => {
    const history = openHistory(path)
    history.add('one', message('a', { direction: 'out', state: 'pending' }))
    expect(history.add('one', message('a', { peer: bob }))).toBe(true)
    expect(history.setState('one', 'a', 'sent')).toBe(true)
    expect(history.recent('one', bob, 9)[0]?.state).toBe('received')
    expect(history.recent('one', ann, 9)[0]?.state).toBe('sent')
    expect(history.setState('one', 'b', 'sent')).toBe(false)
    history.close()
  })

  test('what was on its way when Casper ended is unsure at the next start', () => {
    const first = openHistory(path)
    first.add('one', message('a', { direction: 'out', state: 'pending' }))
    first.add('one', message('b', { direction: 'out', state: 'failed' }))
    first.close()
    const second = openHistory(path)
    expect(second.recent('one', ann, 9).map(({ state }) => state)).toEqual(['unsure', 'failed'])
    second.close()
  })

  test('counts what was not read', () => {
    const history = openHistory(path)
    history.add('one', message('a'))
    history.add('one', message('b'))
    history.add('one', message('c', { peer: bob }))
    history.add('one', message('d', { peer: bob, direction: 'out', state: 'sent' }))
    expect([...history.unread('one')]).toEqual([
      [ann, 2],
      [bob, 1],
    ])
    history.markRead('one', ann)
    expect([...history.unread('one')]).toEqual([[bob, 1]])
    history.close()
  })

  test('what was said until a moment can be read without the rest', () => {
    const history = openHistory(path)
    for (const [at, id] of ['a', 'b', 'c'].entries()) history.add('one', message(id, { at }))
    history.markRead('one', ann, 1)
    expect(history.unread('one').get(ann)).toBe(1)
    history.close()
  })

  test('what the archive calls the same is the same message', () => {
    const history = openHistory(path)
    expect(history.add('one', message('a'), 'x')).toBe(true)
    expect(history.add('one', message('b'), 'x')).toBe(false)
    expect(history.add('one', message('b', { peer: bob }), 'x')).toBe(false)
    expect(history.add('two', message('b'), 'x')).toBe(true)
    expect(history.add('one', message('c'))).toBe(true)
    expect(history.add('one', message('d'))).toBe(true)
    expect(history.recent('one', ann, 9).map(({ id }) => id)).toEqual(['a', 'c', 'd'])
    history.close()
  })

  test('what we sent and the archive has was sent, whatever we believed; what failed stays failed', () => {
    const history = openHistory(path)
    const states = ['pending', 'unsure', 'failed', 'sent'] as const
    for (const state of states) history.add('one', message(state, { direction: 'out', state }))
    history.add('one', message('in'))
    const noted = [...states, 'in'].map((id) => history.noteArchived('one', ann, id, `x ${id}`))
    expect(noted).toEqual([1, 1, 1, 1, undefined])
    const after = history.recent('one', ann, 9).map(({ state }) => state)
    expect(after).toEqual(['sent', 'sent', 'failed', 'sent', 'received'])
    expect(history.noteArchived('one', ann, 'sent', 'y')).toBeUndefined()
    expect(history.add('one', message('again', { direction: 'out' }), 'x sent')).toBe(false)
    history.close()
  })

  test('knows how far the archive was read', () => {
    const first = openHistory(path)
    expect(first.archivePlace('one')).toBeUndefined()
    first.setArchivePlace('one', { id: null, at: 5 })
    expect(first.archivePlace('one')).toEqual({ id: null, at: 5 })
    first.setArchivePlace('one', { id: 'x', at: 7 })
    first.close()
    const second = openHistory(path)
    expect(second.archivePlace('one')).toEqual({ id: 'x', at: 7 })
    expect(second.archivePlace('two')).toBeUndefined()
    second.forget('one')
    expect(second.archivePlace('one')).toBeUndefined()
    second.close()
  })

  test('forgets an account and leaves the others', () => {
    const history = openHistory(path)
    history.add('one', message('a'))
    history.add('two', message('a'))
    history.forget('one')
    expect(history.recent('one', ann, 9)).toEqual([])
    expect(history.recent('two', ann, 9)).toHaveLength(1)
    history.close()
  })

  test.skipIf(process.platform === 'win32')('is private to its owner', async () => {
    const history = openHistory(path)
    history.add('one', message('a'))
    for (const name of await readdir(dir)) {
      expect((await stat(join(dir, name))).mode & 0o777, name).toBe(0o600)
    }
    history.close()
  })
})

describe('database', () => {
  const useIt = (history: ReturnType<typeof openHistory>) => {
    expect(history.add('one', message('new'))).toBe(true)
    expect(history.recent('one', ann, 9)).toHaveLength(1)
    history.close()
  }

  test('what is no database is set aside, and a new one begun', async () => {
    await writeFile(
      path,
      'this is not a database, but it is long enough to be looked at'.repeat(50),
    )
    const history = openHistory(path)
    expect(history.problem).toMatchObject({ code: 'damaged-file' })
    useIt(history)
    const kept = (await readdir(dir)).find((name) => name.includes('damaged'))
    expect(await readFile(join(dir, kept ?? ''), 'utf8')).toContain('not a database')
    expect(openHistory(path).problem).toBeNull()
  })

  test('one of the first version is brought up to date with everything in it', () => {
    const old = new DatabaseSync(path)
    old.exec(`${migrations[0] ?? ''} PRAGMA user_version = 1`)
    old.exec(`INSERT INTO message VALUES ('one', '${ann}', 'a', 'in', 'body a', 1, 'received', 1)`)
    old.close()
    const history = openHistory(path)
    expect(history.problem).toBeNull()
    expect(history.recent('one', ann, 9)).toEqual([message('a')])
    expect(history.add('one', message('b'), 'x')).toBe(true)
    history.close()
  })

  test('a database with overwritten pages is set aside', async () => {
    const first = openHistory(path)
    for (let n = 0; n < 500; n++) first.add('one', message(`m${n}`, { body: 'x'.repeat(500) }))
    first.close()
    const bytes = await readFile(path)
    bytes.fill(0xee, 8192, 8192 + 40_000)
    await writeFile(path, bytes)
    const history = openHistory(path)
    expect(history.problem).toMatchObject({ code: 'damaged-file' })
    useIt(history)
  })

  test('a newer one is left as it is; the app goes on in memory', async () => {
    const newer = new DatabaseSync(path)
    newer.exec('CREATE TABLE future (x); PRAGMA user_version = 99')
    newer.close()
    const before = await readFile(path)
    const history = openHistory(path)
    expect(history.problem).toMatchObject({ code: 'newer-file', detail: path })
    useIt(history)
    expect(await readFile(path)).toEqual(before)
  })

  test('where no file can be had, the app goes on in memory', () => {
    const history = openHistory(join(dir, 'no', 'such', 'folder', 'casper.db'))
    expect(history.problem).toMatchObject({ code: 'not-saved' })
    useIt(history)
  })
})

describe('data folder', () => {
  test('belongs to one at a time', () => {
    const lock = lockDataDir(dir)
    expect(lock).toBeDefined()
    expect(lockDataDir(dir)).toBeUndefined()
    lock?.close()
    const next = lockDataDir(dir)
    expect(next).toBeDefined()
    next?.close()
  })
})

describe('files', () => {
  test('a write that fails leaves the old file and no draft', async () => {
    await writeFileAtomic(path, 'old')
    await expect(writeFileAtomic(join(dir, 'none', 'x'), 'new')).rejects.toThrow()
    expect(await readFile(path, 'utf8')).toBe('old')
    expect(await readdir(dir)).toEqual(['casper.db'])
  })

  test('the name of what is set aside is a plain one', () => {
    expect(setAsideName('/a/b.json', 0)).toBe('/a/b.json.damaged-1970-01-01T00-00-00-000Z')
  })
})

test('secrets in memory', async () => {
  const secrets = memorySecrets()
  await secrets.set('k', 's')
  expect([secrets.place, await secrets.get('k')]).toEqual(['memory', 's'])
  await secrets.delete('k')
  expect(await secrets.get('k')).toBeUndefined()
})
