// When the desktop's tests run: with an Electron that fits, and a display; else it is said why not.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { electronBinary, electronProblem } from '../../../build/tasks/electron.mjs'
import { runNode } from '../../../build/tasks/process.mjs'
import { test as runTests } from '../../../build/tasks/test.mjs'

vi.mock(import('../../../build/tasks/bundle.mjs'), () => ({ bundle: () => Promise.resolve(0) }))
vi.mock(import('../../../build/tasks/check.mjs'), () => ({
  check: () => Promise.resolve(0),
  runChecks: () => Promise.resolve({ passed: 6, failed: 0 }),
}))
vi.mock(import('../../../build/tasks/debian.mjs'), async (original) => ({
  ...(await original()),
  missingPackages: () => Promise.resolve([]),
}))
// Neither a program nor a report of a real run is touched.
vi.mock(import('../../../build/tasks/process.mjs'), async (original) => ({
  ...(await original()),
  root: '/nonexistent/',
  runNode: vi.fn(() => Promise.resolve({ code: 0, output: '' })),
}))

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'casper-electron-'))
  vi.stubEnv('ELECTRON_OVERRIDE_DIST_PATH', folder)
  vi.stubEnv('CI', '')
  vi.mocked(runNode).mockClear()
})
afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true, force: true })
})

function plantElectron(version?: string): void {
  mkdirSync(dirname(electronBinary()), { recursive: true })
  writeFileSync(electronBinary(), '')
  if (version !== undefined) writeFileSync(join(folder, 'version'), version)
}

/** What a run says, the projects that it ran, and its exit code. */
async function runOf(...args: string[]) {
  const lines: string[] = []
  vi.spyOn(console, 'log').mockImplementation((line: unknown) => void lines.push(String(line)))
  const code = await runTests(args)
  const given = vi.mocked(runNode).mock.calls.flatMap(([words]) => words)
  const projects = given.flatMap((word) => /^--project=(.*)$/.exec(word)?.[1] ?? [])
  return { code, lines, projects }
}

describe('an Electron', () => {
  test.each([
    [undefined, 'an Electron that does not say its version'],
    ['placeholder', 'an Electron that does not say its version'],
    ['v44.9.0', 'Electron 44.9.0, where 45 or later is needed'],
    ['45.0.0', undefined],
    ['v45.4.1\n', undefined],
    ['100.0.0-beta.1', undefined],
  ])('of version %j: %s', (version, problem) => {
    plantElectron(version)
    expect(electronProblem()).toBe(problem)
  })

  test('that is not there is said to be so', () => {
    expect(electronProblem()).toBe('no Electron binary')
  })
})

describe("the desktop's tests", () => {
  test('are left out of a whole run without Electron, which says so before the sum', async () => {
    const { code, lines, projects } = await runOf()
    expect(projects).toEqual(['unit', 'servers', 'e2e'])
    expect(lines.slice(-2)).toEqual([
      'Desktop tests: not possible: no Electron binary',
      '6 passed, 0 failed',
    ])
    expect(code).toBe(0)
  })

  test('alone, say why they do not run', async () => {
    plantElectron('44.0.0')
    const { code, lines, projects } = await runOf('desktop')
    expect(lines).toEqual([
      'Desktop tests: not possible: Electron 44.0.0, where 45 or later is needed',
    ])
    expect([code, projects]).toEqual([0, []])
  })

  test.skipIf(process.platform !== 'linux')(
    'need a display, whatever distribution it comes from',
    async () => {
      plantElectron('45.4.1')
      vi.stubEnv('PATH', folder)
      const without = await runOf('desktop')
      expect(without.lines[0]).toBe('Left out: desktop tests, which need Xvfb, dbus-daemon.')
      expect([without.code, without.projects]).toEqual([1, []])
      for (const name of ['Xvfb', 'dbus-daemon']) {
        writeFileSync(join(folder, name), '')
        chmodSync(join(folder, name), 0o755)
      }
      expect((await runOf('desktop')).projects).toEqual(['desktop'])
    },
  )

  test.skipIf(process.platform === 'linux')('use the display that is there', async () => {
    plantElectron('45.4.1')
    expect((await runOf('desktop')).projects).toEqual(['desktop'])
  })
})
