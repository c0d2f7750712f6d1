// The file of an organisation's decisions: found, read, and believed only where nobody else could have written it.
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { isOwner, managedPath, readManaged } from '../../../electron/core/managed-file'

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

const flatpakFile = '/run/host/etc/casper/policy.json'

describe('where it is', () => {
  test.each([
    ['linux', false, '/etc/casper/policy.json'],
    ['linux', true, flatpakFile],
    ['freebsd', false, '/etc/casper/policy.json'],
    ['darwin', false, '/Library/Application Support/Casper/policy.json'],
    ['win32', false, 'C:\\ProgramData\\Casper\\policy.json'],
  ] as const)('on %s, in a Flatpak: %s', (platform, isFlatpak, expected) => {
    expect(managedPath(platform, isFlatpak)).toBe(expected)
  })

  test('no environment variable of the user moves it', () => {
    vi.stubEnv('ProgramData', 'D:\\Mine')
    expect(managedPath('win32')).toBe('C:\\ProgramData\\Casper\\policy.json')
    vi.unstubAllEnvs()
  })
})

describe('in a Flatpak', () => {
  test('the manifest lets Casper look', () => {
    const manifest = readFileSync('build/linux/org.casper.Casper.json', 'utf8')
    expect(manifest).toContain('"--filesystem=host-etc:ro"')
  })

  test.skipIf(existsSync('/run/host/etc'))('that may not look nobody signs in', async () => {
    const read = await readManaged(flatpakFile)
    expect(read?.problem?.code).toBe('managed-unreadable')
  })

  test('root is unknown, as everybody else is; elsewhere an unknown owner is not believed', () => {
    expect(isOwner(flatpakFile, 65_534, 1000)).toBe(true)
    expect(isOwner(flatpakFile, 1001, 1000)).toBe(false)
    expect(isOwner('/etc/casper/policy.json', 65_534, 1000)).toBe(false)
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

  test.skipIf(process.platform === 'win32')(
    'that is a link to nowhere decides something nobody can read',
    async () => {
      symlinkSync(join(folder, 'unmounted.json'), path)
      expect(await problem()).toBe('managed-unreadable')
      const link = join(folder, 'link')
      symlinkSync(join(folder, 'unmounted'), link)
      expect((await readManaged(join(link, 'policy.json')))?.problem?.detail).toContain(link)
    },
  )

  test.skipIf(process.platform === 'win32')(
    'that is not in a folder elsewhere decides nothing',
    async () => {
      const link = join(folder, 'link')
      symlinkSync(folder, link)
      expect(await readManaged(join(link, 'policy.json'))).toBeNull()
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
