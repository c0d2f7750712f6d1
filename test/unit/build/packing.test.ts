// What goes into packages is looked at: each thing that must not be there is found.
import { execFile } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { afterPack } from '../../../build/packages/after-pack.mjs'
import { flatpakComplaints } from '../../../build/packages/flatpak.mjs'
import { fuseComplaints, fuses } from '../../../build/packages/fuses.mjs'
import { makeIcons } from '../../../build/packages/icons.mjs'
import { packedComplaints, treeComplaints } from '../../../build/packages/packed-files.mjs'
import { makePlaceholder } from '../../../build/packages/placeholder.mjs'
import { electronBinary, electronFolder } from '../../../build/tasks/electron.mjs'

/** Where the binary lies in an unpacked Electron of this system. */
const binaryName = relative(electronFolder(), electronBinary())

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'casper-packing-'))
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

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

describe('secrets', () => {
  const { privateKey } = generateKeyPairSync('ed25519')
  const key = privateKey.export({ format: 'der', type: 'pkcs8' })
  const secrets = {
    CASPER_UPDATE_SIGNING_KEY: key.toString('base64'),
    CSC_KEY_PASSWORD: 'swordfish',
  }

  beforeEach(() => {
    mkdirSync(join(folder, 'resources'))
    writeFileSync(join(folder, 'resources/app.asar'), '')
  })

  test('are in no app: a private key for updates is known by its beginning', () => {
    const text = `const key = '${secrets.CASPER_UPDATE_SIGNING_KEY}'`
    const complaint = 'out/main/main.js has a private key for updates'
    expect(packedComplaints({ 'out/main/main.js': text })).toContain(complaint)
  })

  test.each([
    ['locales/en-US.pak', 'swordfish', 'the value of CSC_KEY_PASSWORD'],
    ['resources/app.asar', 'a swordfish!', 'the value of CSC_KEY_PASSWORD'],
    ['casper', key, 'the key in CASPER_UPDATE_SIGNING_KEY'],
  ])('of the environment are not in %s', (path, content, what) => {
    for (const [name, value] of Object.entries(secrets)) vi.stubEnv(name, value)
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
    expect(treeComplaints(folder)).toEqual([`${path} has ${what}`])
  })

  test('are not said in what is complained of', () => {
    vi.stubEnv('GH_TOKEN', 'swordfish')
    writeFileSync(join(folder, 'LICENSE.txt'), 'swordfish')
    expect(treeComplaints(folder)).toEqual(['LICENSE.txt has the value of GH_TOKEN'])
  })

  test('that are empty, or no secret by their name, are found nowhere', () => {
    vi.stubEnv('CSC_LINK', '')
    vi.stubEnv('CASPER_HOMEPAGE', 'https://casper.example/')
    writeFileSync(join(folder, 'LICENSE.txt'), 'https://casper.example/')
    expect(treeComplaints(folder)).toEqual([])
  })
})

test('nothing but the app is among the resources of a package', () => {
  expect(treeComplaints(folder)).toEqual(['resources/app.asar is missing'])
  mkdirSync(join(folder, 'resources'))
  for (const name of ['app.asar', 'apparmor-profile', 'app-update.yml'])
    writeFileSync(join(folder, 'resources', name), '')
  expect(treeComplaints(folder)).toEqual(['resources/apparmor-profile is not needed'])
})

describe("the Flatpak's manifest", () => {
  const text = readFileSync('build/linux/org.casper.Casper.json', 'utf8')
  const complaints = (given: string) =>
    flatpakComplaints(JSON.parse(given) as Parameters<typeof flatpakComplaints>[0], 'build/linux')

  test('is as it should be', () => {
    expect(complaints(text)).toEqual([])
  })

  test.each([
    ['"id": "org.casper.Casper"', '"id": "a.b.C"', 'a.b.C is not the name'],
    ['"base-version": "25.08"', '"base-version": "24.08"', 'of different versions'],
    ['--filesystem=host-etc:ro', '--filesystem=home', '--filesystem=home is not needed'],
    ['--talk-name=org.kde.kwalletd6', '--talk-name=org.a.b', 'KDE 6 needs org.kde.kwalletd6'],
    ['"path": "casper.sh"', '"path": "ghost.sh"', 'ghost.sh is not there'],
    ['/app/bin/casper"', '/app/bin/ghost"', 'nothing installs the command casper'],
    ['cp -a app ', 'cp -a ghost ', 'ghost is installed, and is no source'],
  ])('with %s changed to %s is complained of', (from, to, complaint) => {
    expect(text).toContain(from)
    expect(complaints(text.replace(from, to)).join('\n')).toContain(complaint)
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

test('deb and rpm, which write beside the app, wait for what is made of the same folder', async () => {
  makePlaceholder(folder)
  const targets = ['appImage', 'deb', 'rpm'].map((name) => ({ name, isAsyncSupported: true }))
  const packager = { appInfo: { productFilename: 'Casper' }, executableName: 'electron' }
  const context = { appOutDir: folder, electronPlatformName: 'linux', packager, targets }
  await afterPack(context as unknown as Parameters<typeof afterPack>[0])
  // electron-builder makes those that say so at once, and then the others one after the other.
  expect(targets.map(({ isAsyncSupported }) => isAsyncSupported)).toEqual([true, false, false])
  expect(await fuseComplaints(join(folder, 'electron'))).toEqual([])
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
