// What goes into packages is looked at: each thing that must not be there is found.
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fuseComplaints, fuses } from '../../../build/packages/fuses.mjs'
import { makeIcons } from '../../../build/packages/icons.mjs'
import { packedComplaints } from '../../../build/packages/packed-files.mjs'
import { makePlaceholder } from '../../../build/packages/placeholder.mjs'
import { electronBinary, electronFolder } from '../../../build/tasks/electron.mjs'

/** Where the binary lies in an unpacked Electron of this system. */
const binaryName = relative(electronFolder(), electronBinary())

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'casper-packing-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('the files of the app', () => {
  const lawful = {
    'package.json': '{}',
    'out/main/main.js': 'import "./core-a1.js"',
    'out/main/core-a1.js': '',
    'out/preload/preload.cjs': '',
    'out/renderer/index.html': '',
  }

  test('are those it runs on', () => {
    expect(packedComplaints(lawful)).toEqual([])
  })

  test.each([
    ['electron/main.ts', '', 'is not needed'],
    ['out/main/main.js.map', '', 'is not needed'],
    ['out/main/serve.js', '', 'is not needed'],
    ['node_modules/ws/index.js', '', 'is not needed'],
    ['docs/threat-model.md', '', 'is not needed'],
    ['out/main/core-old.js', '', 'is not used'],
    ['out/main/core-a1.js', '// -----BEGIN PRIVATE KEY-----', 'has a private key'],
    ['out/main/core-a1.js', `// ${process.cwd()}/shared`, 'names a folder of the machine'],
  ])('are not %s with %j', (path, text, complaint) => {
    const complaints = packedComplaints({ ...lawful, [path]: text })
    expect(complaints).toEqual([expect.stringContaining(`${path} ${complaint}`)])
  })

  test('are all there', () => {
    const rest = Object.fromEntries(
      Object.entries(lawful).filter(([path]) => !path.includes('preload')),
    )
    expect(packedComplaints(rest)).toEqual(['out/preload/preload.cjs is missing'])
  })
})

describe('the fuses', () => {
  test('of an Electron as it is delivered are not those of a package', async () => {
    makePlaceholder(folder)
    expect(await fuseComplaints(join(folder, 'electron'))).toContain('RunAsNode is not as listed')
  })

  test('are those that the hardening table gives reasons for', () => {
    const rows = readFileSync('docs/hardening.md', 'utf8').matchAll(/^\| (\w+) +\| (on|off) /gm)
    const listed = [...rows].map(([, name = '', state]) => [name, state === 'on'] as const)
    expect(Object.fromEntries(listed)).toEqual(fuses)
  })

  test('that nobody decided on are found', async () => {
    makePlaceholder(folder)
    const path = join(folder, 'electron')
    const tenth = readFileSync(path, 'latin1').replace('\x01\x09', '\x01\x0a')
    writeFileSync(path, tenth, 'latin1')
    expect(await fuseComplaints(path)).toContain('Electron has 10 fuses')
  })
})

test('the icons of Windows and macOS hold what their heads say', () => {
  makeIcons('renderer/public/icon.svg', folder)
  const ico = readFileSync(join(folder, 'icon.ico'))
  const last = 6 + 16 * (ico.readUInt16LE(4) - 1)
  expect(ico.readUInt32LE(last + 8) + ico.readUInt32LE(last + 12)).toBe(ico.length)
  expect(
    ico
      .subarray(ico.readUInt32LE(last + 12))
      .subarray(1, 4)
      .toString(),
  ).toBe('PNG')
  const icns = readFileSync(join(folder, 'icon.icns'))
  expect([icns.subarray(0, 4).toString(), icns.readUInt32BE(4)]).toEqual(['icns', icns.length])
})

test('without Electron, packing says so in one message, and fails', async () => {
  const { code, error } = await pack(folder)
  expect(error).toContain(`there is none at ${join(folder, binaryName)}`)
  expect(error).toContain('ELECTRON_OVERRIDE_DIST_PATH')
  expect(code).toBe(1)
})

function pack(electron: string): Promise<{ code: number; error: string }> {
  const env = { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: electron }
  return new Promise((done) => {
    execFile(process.execPath, ['build/bootstrap.mjs', 'pack'], { env }, (failure, _, error) =>
      done({ code: Number(failure?.code ?? 0), error }),
    )
  })
}
