// The file of an organisation's decisions: found, read, and believed only where nobody else could have written it.
import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { managedPath, readManaged } from '../../../electron/core/managed-file'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'casper-managed-'))
  path = join(folder, 'policy.json')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const write = (text: string): void => writeFileSync(path, text, { mode: 0o644 })
/** What is wrong with it; null for nothing. */
const problem = async (): Promise<string | null | undefined> => {
  const read = await readManaged(path)
  return read && (read.problem?.code ?? null)
}

describe('where it is', () => {
  test.each([
    ['linux', {}, '/etc/casper/policy.json'],
    ['freebsd', {}, '/etc/casper/policy.json'],
    ['darwin', {}, '/Library/Application Support/Casper/policy.json'],
    ['win32', { ProgramData: 'D:\\Data' }, 'D:\\Data\\Casper\\policy.json'],
    ['win32', { ProgramData: 'relative' }, 'C:\\ProgramData\\Casper\\policy.json'],
    ['win32', {}, 'C:\\ProgramData\\Casper\\policy.json'],
  ] as const)('on %s with %j', (platform, env, expected) => {
    expect(managedPath(platform, env)).toBe(expected)
  })
})

describe('a file', () => {
  test('that is not there decides nothing', async () => {
    expect(await readManaged(path)).toBeNull()
    expect(await readManaged(join(folder, 'nowhere', 'policy.json'))).toBeNull()
  })

  test('that is right is taken whole', async () => {
    const policy = {
      version: 1,
      organisation: 'Example School',
      forbidInvisible: true,
      requireTls: true,
      domains: ['example.org'],
      server: { mode: 'manual', host: 'xmpp.example.org', port: 5223, security: 'direct-tls' },
      strategy: 'privacy-lists',
      forbidBridge: true,
      forbidUpdates: true,
    }
    write(JSON.stringify(policy))
    expect(await readManaged(path)).toEqual({ path, policy, problem: null })
  })

  test.each([
    ['empty', '', 'managed-damaged'],
    ['no JSON', '{', 'managed-damaged'],
    ['another JSON', '[]', 'managed-damaged'],
    ['without a version', '{}', 'managed-damaged'],
    ['with a word that nobody knows', '{"version":1,"forbidInvisble":true}', 'managed-damaged'],
    ['with a wrong value', '{"version":1,"requireTls":"yes"}', 'managed-damaged'],
    ['for a newer Casper', '{"version":2}', 'managed-newer'],
    ['too big', `{"version":1}${' '.repeat(70_000)}`, 'managed-oversized'],
  ])('that is %s is not in force, and says so', async (_, text, expected) => {
    write(text)
    const read = await readManaged(path)
    expect(read).toMatchObject({ policy: { version: 1 }, problem: { code: expected } })
    expect(read?.problem?.detail).toContain(path)
  })

  test('that is a folder cannot be read', async () => {
    mkdirSync(path)
    expect(await problem()).toBe('managed-unreadable')
  })

  test.skipIf(process.platform === 'win32')(
    'that is a pipe does not hold the start up',
    async () => {
      execFileSync('mkfifo', [path])
      expect(await problem()).toBe('managed-unreadable')
    },
  )

  test.skipIf(process.platform === 'win32')('in the place of a folder cannot be read', async () => {
    write('{}')
    const inside = await readManaged(join(path, 'policy.json'))
    expect(inside?.problem?.code).toBe('managed-unreadable')
  })
})

describe.skipIf(process.platform === 'win32')('a file that others could have written', () => {
  test.each([
    ['by its group', 0o664],
    ['by anybody', 0o646],
  ])('%s is not believed', async (_, mode) => {
    write('{"version":1}')
    chmodSync(path, mode)
    expect(await problem()).toBe('managed-writable')
  })

  test('for its folder is open to them is not believed', async () => {
    write('{"version":1}')
    chmodSync(folder, 0o777)
    expect(await problem()).toBe('managed-writable')
  })

  test.runIf(process.getuid?.() === 0)('because it is theirs is not believed', async () => {
    write('{"version":1}')
    chownSync(path, 4711, 0)
    expect(await problem()).toBe('managed-writable')
  })

  test('is believed again when it is theirs no more', async () => {
    write('{"version":1}')
    chmodSync(folder, 0o755)
    expect(await problem()).toBeNull()
  })
})
