// casper.json: private, whole, and never lost without a word.
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openSettings } from '../../../electron/core/settings'
import type { StoredAccount } from '../../../electron/core/settings-schema'
import { bareJid } from '../../../shared/jid'
import type { AppError } from '../../../shared/result'
import { usualSettings } from '../../../shared/settings'
import { invisibleToAll } from '../../../shared/visibility/policy'

let dir: string
let path: string
let problems: AppError[]

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'casper-settings-'))
  path = join(dir, 'casper.json')
  problems = []
})

afterEach(() => rm(dir, { recursive: true, force: true }))

const open = (delay = 5) =>
  openSettings(dir, { onProblem: (error) => void problems.push(error), delay })
const stored = async () => JSON.parse(await readFile(path, 'utf8')) as unknown

const account: StoredAccount = {
  id: 'one',
  jid: bareJid('ann@example.org')!,
  server: { mode: 'auto' },
  signInInvisible: true,
  policy: { ...invisibleToAll, exceptions: [] },
  autoHidden: null,
  presence: { show: 'away', status: 'lunch', priority: 5 },
  strategy: 'automatic',
  scope: 'session',
  keptDefault: null,
  holdsDefault: false,
  ownLists: [],
  revealTo: [],
  muted: [],
  trusted: [Array.from({ length: 32 }, () => 'AB').join(':')],
  rooms: [],
  profiles: [],
  schedule: [],
  signInProfile: null,
  profile: null,
  followed: 0,
  bridgeKeys: null,
  clientLists: { lists: [], standard: null },
  signedIn: true,
  remember: true,
}

describe('settings', () => {
  test('a first start makes up an installation and keeps it', async () => {
    const first = await open()
    expect(first.problem).toBeNull()
    const { installation } = first.read()
    expect(installation).toMatch(/^[a-z0-9]{8}$/)
    await first.close()
    const second = await open()
    expect(second.read().installation).toBe(installation)
    await second.close()
  })

  test('what was changed is there after close, in a private file, and nothing else is left', async () => {
    const file = await open(60_000)
    file.update((old) => ({ ...old, accounts: [account] }))
    expect(file.read().accounts).toEqual([account])
    await file.close()
    // Windows has no such modes; there the folder of the user is what keeps it private.
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(await readdir(dir)).toEqual(['casper.json'])
    expect((await open()).read()).toEqual(file.read())
  })

  test('a policy of an older version is read, and written as one of this', async () => {
    const guards = { ...account.policy.guards, typing: false }
    const first = { ...account.policy, version: 1, guards: { ...guards, remoteMedia: true } }
    const file = { version: 1, installation: 'abcdefgh', settings: usualSettings }
    await writeFile(path, JSON.stringify({ ...file, accounts: [{ ...account, policy: first }] }))
    const opened = await open()
    expect(opened.problem).toBeNull()
    opened.update((old) => ({ ...old }))
    await opened.close()
    expect(await stored()).toMatchObject({ accounts: [{ policy: { ...account.policy, guards } }] })
  })

  test('changes are gathered into one write', async () => {
    const file = await open(20)
    for (const theme of ['dark', 'light', 'dark'] as const) {
      file.update((old) => ({ ...old, settings: { ...old.settings, theme } }))
    }
    await expect(stat(path)).rejects.toThrow()
    await expect
      .poll(() => stored().catch(() => null))
      .toMatchObject({ settings: { theme: 'dark' } })
    await file.close()
  })

  test.each([
    ['no JSON', '{"version":1,'],
    ['empty', ''],
    [
      'an unknown field',
      '{"version":1,"installation":"abcdefgh","settings":{"theme":"dark"},"accounts":[],"password":"x"}',
    ],
    [
      'a bad account',
      '{"version":1,"installation":"abcdefgh","settings":{"theme":"dark"},"accounts":[{"id":"../x"}]}',
    ],
  ])('a damaged file (%s) is set aside and reported', async (_, text) => {
    await writeFile(path, text)
    const file = await open()
    expect(file.problem).toMatchObject({ code: 'damaged-file' })
    expect(file.problem?.detail).toContain(path)
    await file.close()
    const kept = (await readdir(dir)).find((name) => name.startsWith('casper.json.damaged-'))
    expect(await readFile(join(dir, kept ?? ''), 'utf8')).toBe(text)
    expect((await open()).problem).toBeNull()
  })

  test.each([
    ['one id', { jid: bareJid('bob@example.org')! }],
    ['one address', { id: 'two' }],
  ])('a file with two accounts of %s is damaged', async (_, change) => {
    const first = await open()
    first.update((old) => ({ ...old, accounts: [account, { ...account, ...change }] }))
    await first.close()
    const second = await open()
    expect(second.problem).toMatchObject({ code: 'damaged-file' })
    await second.close()
  })

  test('a file from before what cannot be sent was refused is read with signs in its place', async () => {
    const first = await open()
    const presence = { ...account.presence, status: 'lunch\u0007' }
    first.update((old) => ({ ...old, accounts: [{ ...account, presence }] }))
    await first.close()
    const second = await open()
    expect(second.problem).toBeNull()
    expect(second.read().accounts[0]?.presence.status).toBe('lunch\uFFFD')
    await second.close()
  })

  test.each([
    ['rooms were kept is read as one without any', 'rooms'],
    ['it said by what somebody was hidden is read as of one who is hidden', 'autoHidden'],
  ])('a file from before %s', async (_, unknown) => {
    const before = Object.entries(account).filter(([key]) => key !== unknown)
    const first = await open()
    first.update((old) => ({ ...old, accounts: [account] }))
    await first.close()
    const text = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>
    await writeFile(path, JSON.stringify({ ...text, accounts: [Object.fromEntries(before)] }))
    const second = await open()
    expect(second.problem).toBeNull()
    expect(second.read().accounts).toEqual([account])
    await second.close()
  })

  test('a file of a newer version is left alone and never written over', async () => {
    const text = '{"version":2,"something":"new"}'
    await writeFile(path, text)
    const file = await open()
    expect(file.problem).toMatchObject({ code: 'newer-file', detail: path })
    file.update((old) => ({ ...old, accounts: [account] }))
    expect(file.read().accounts).toHaveLength(1)
    await file.close()
    expect(await readFile(path, 'utf8')).toBe(text)
    expect(await readdir(dir)).toEqual(['casper.json'])
  })

  test('a write that fails is reported; the change stays in effect', async () => {
    const file = await open()
    await rm(dir, { recursive: true })
    file.update((old) => ({ ...old, accounts: [account] }))
    await file.close()
    expect(problems.map((problem) => problem.code)).toContain('not-saved')
    expect(file.read().accounts).toHaveLength(1)
  })
})
