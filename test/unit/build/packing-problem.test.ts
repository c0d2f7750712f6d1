// Around which Electron nothing is packed: another version, or one for another system or processor.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { electronBinary } from '../../../build/tasks/electron.mjs'
import { packingProblem, processorOf } from '../../../build/tasks/packing-problem.mjs'

const { version } = JSON.parse(readFileSync('node_modules/electron/package.json', 'utf8')) as {
  version: string
}
const other = process.arch === 'x64' ? 'arm64' : 'x64'
const elf = { x64: 62, arm64: 183 }

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'casper-foreign-'))
  vi.stubEnv('ELECTRON_OVERRIDE_DIST_PATH', folder)
  mkdirSync(dirname(electronBinary()), { recursive: true })
  writeFileSync(electronBinary(), 'no head that tells a processor')
  writeFileSync(join(folder, 'version'), `v${version}`)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

function elfFor(arch: 'x64' | 'arm64'): Buffer {
  const head = Buffer.alloc(64)
  head.write('\x7fELF', 'latin1')
  head.writeUInt16LE(elf[arch], 18)
  return head
}

describe('packing', () => {
  test('is possible around the Electron that the app is made for', () => {
    expect(packingProblem([])).toBeUndefined()
    expect(packingProblem(['--dir', `--${process.arch}`])).toBeUndefined()
  })

  test.each([
    ['v45.0.0', 'is 45.0.0.'],
    ['placeholder', 'does not say its version.'],
  ])('is not, around one of version %s', (note, complaint) => {
    writeFileSync(join(folder, 'version'), note)
    const problem = `Packing needs Electron ${version}, and the one in ${folder} ${complaint}`
    expect(packingProblem([])).toBe(problem)
  })

  test.each([
    ['linux', 'Linux', ['--linux', '-l', '-wl']],
    ['win32', 'Windows', ['--win', '--windows', '-w', '-mwl']],
    ['darwin', 'macOS', ['--mac', '--macos', '-m', '-o', '-lm']],
  ])('for %s is done on it', (platform, name, flags) => {
    for (const flag of flags) {
      const problem = packingProblem([flag, 'dir'])
      if (flag.length <= 2 || flag.startsWith('--')) {
        if (process.platform === platform) expect(problem).toBeUndefined()
        else expect(problem).toContain(`Packages for ${name} are made on ${name}`)
      } else expect(problem).toContain('are made on')
    }
  })

  test.each([[[`--${other}`]], [['--linux', `deb:${other}`]], [['--universal']]])(
    'with %j needs an Electron for that processor',
    (args) => {
      const native = args.filter((arg) => arg !== '--linux' || process.platform === 'linux')
      expect(packingProblem(native)).toContain(`is for ${process.arch}, and the package would be`)
    },
  )

  test('goes by what the binary is for, where its head says it', () => {
    writeFileSync(electronBinary(), elfFor(other))
    expect(packingProblem([])).toContain(`For that one, add --${other}.`)
    expect(packingProblem([`--${other}`])).toBeUndefined()
  })
})

test('the processor of a program is read from its head, on each system', () => {
  expect(processorOf(process.execPath)).toBe(process.arch)
  const path = join(folder, 'program')
  const pe = Buffer.alloc(256)
  pe.write('MZ')
  pe.writeUInt32LE(128, 60)
  pe.writeUInt16LE(0xaa64, 132)
  const macho = Buffer.alloc(32)
  macho.writeUInt32LE(0xfeedfacf)
  macho.writeUInt32LE(0x0100000c, 4)
  for (const head of [pe, macho, elfFor('arm64')]) {
    writeFileSync(path, head)
    expect(processorOf(path)).toBe('arm64')
  }
  writeFileSync(path, '#!/bin/sh')
  expect(processorOf(path)).toBeUndefined()
})
