// The packages for Linux, built by electron-builder around a placeholder of Electron: the deb is installed into a scratch root
// and removed from it, AppImage and rpm are looked into.
import { execFile, execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fuseComplaints } from '../../../build/packages/fuses.mjs'
import { linuxSizes } from '../../../build/packages/icons.mjs'
import {
  packedComplaints,
  readPacked,
  treeComplaints,
} from '../../../build/packages/packed-files.mjs'
import { buildPlaceholderPackages } from '../../../build/packages/placeholder-packages.mjs'
import { placeholderWords } from '../../../build/packages/placeholder.mjs'
import { bundle } from '../../../build/tasks/bundle.mjs'
import { hasProgram } from '../../../build/tasks/process.mjs'

const minutes = 60_000
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  version: string
  desktopName: string
}

const canMakeDebs = existsSync('/usr/bin/dpkg-deb')
const canMakeRpms = canMakeDebs && hasProgram('rpmbuild')
const canInstall = canMakeDebs && process.getuid?.() === 0
const canValidate = ['desktop-file-validate', 'appstreamcli'].every((name) =>
  existsSync(`/usr/bin/${name}`),
)

let built: Exclude<Awaited<ReturnType<typeof buildPlaceholderPackages>>, { problem: string }>

beforeAll(async () => {
  if (!canMakeDebs) return
  expect(await bundle()).toBe(0)
  const result = await buildPlaceholderPackages('out/pack-test')
  if ('problem' in result) throw new Error(result.problem)
  built = result
}, 3 * minutes)

describe.skipIf(!canMakeDebs)('the packed app (needs dpkg-deb)', () => {
  test('has what it runs on, and nothing else', () => {
    const files = readPacked(join(built.unpacked, 'resources/app.asar'))
    expect(packedComplaints(files)).toEqual([])
    expect(JSON.parse(files['package.json'] ?? '')).not.toHaveProperty('devDependencies')
  })

  test('is the only one: the app that Electron brings along is taken out', () => {
    const apps = readdirSync(join(built.unpacked, 'resources')).filter((name) => /asar$/.test(name))
    expect(apps).toEqual(['app.asar'])
  })

  test('has every fuse set', async () => {
    expect(await fuseComplaints(join(built.unpacked, 'casper'))).toEqual([])
  })

  test('brings the licence, and those of all that is bundled', () => {
    const notices = readFileSync(join(built.unpacked, 'LICENSES.packages.txt'), 'utf8')
    expect(notices).toMatch(/^@xmpp\/xml 0/m)
    expect(notices).toMatch(/^svelte \d/m)
    expect(readFileSync(join(built.unpacked, 'LICENSE.txt'), 'utf8')).toContain(
      'GNU GENERAL PUBLIC',
    )
  })
})

describe.skipIf(!canMakeDebs)('the AppImage (of a set with a deb; needs dpkg-deb)', () => {
  test('has the app and what starts it, and nothing that is for other packages', () => {
    const tree = built.appImage
    expect(treeComplaints(tree)).toEqual([])
    expect(readFileSync(join(tree, 'AppRun'), 'utf8')).toMatch(/\bcasper\b/)
    const entry = readFileSync(join(tree, manifest.desktopName), 'utf8')
    expect(entry).toMatch(/^Exec=AppRun %U$/m)
    expect(entry).not.toContain('no-sandbox')
  })
})

describe.skipIf(!canMakeRpms)('the rpm (needs rpmbuild, and dpkg-deb to compare with)', () => {
  const rpm = (...query: string[]) => lines('rpm', '-qp', ...query, built.rpm ?? '')

  test('installs the very files of the deb', () => {
    const files = lines('sh', '-c', `dpkg-deb --fsys-tarfile "$0" | tar -t`, built.deb ?? '')
      .filter((path) => !path.endsWith('/'))
      .map((path) => path.replace(/^\./, ''))
    const folders = rpm('--queryformat', '[%{FILEMODES:perms} %{FILENAMES}\n]')
      .filter((line) => line.startsWith('d'))
      .map((line) => line.replace(/^\S+ /, ''))
    expect(files).toContain('/opt/Casper/casper')
    expect(
      rpm('--list')
        .filter((path) => !folders.includes(path))
        .sort(),
    ).toEqual(files.sort())
    // Its own, so that they go with it.
    expect(folders.sort()).toEqual([
      '/opt/Casper',
      '/opt/Casper/locales',
      '/opt/Casper/resources',
      '/usr/share/doc/casper',
    ])
  })

  test('needs what Electron needs, and gives Chromium its sandbox', () => {
    expect(rpm('--requires')).toEqual(
      expect.arrayContaining(['(mesa-libgbm or libgbm1)', '(alsa-lib or libasound2)']),
    )
    expect(rpm('--scripts').join('\n')).toMatch(/^chmod 4755 .*chrome-sandbox/m)
  })
})

describe.skipIf(!canInstall)('the deb, installed (needs dpkg, and root)', () => {
  let root: string
  let before: string[]

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'casper-root-'))
    for (const folder of ['info', 'updates', 'triggers']) {
      mkdirSync(join(root, 'var/lib/dpkg', folder), { recursive: true })
    }
    for (const name of ['status', 'available']) writeFileSync(join(root, 'var/lib/dpkg', name), '')
    mkdirSync(join(root, 'etc/casper'), { recursive: true })
    writeFileSync(join(root, 'etc/casper/policy.json'), '{"version":1}')
    before = installedFiles()
    dpkg('--install', built.deb ?? '')
  })

  afterAll(() => rmSync(root, { recursive: true, force: true }))

  /** Works in the scratch root alone; what the package depends on is not in there. */
  function dpkg(...args: string[]): void {
    const scratch = [`--root=${root}`, '--force-script-chrootless', '--force-depends']
    execFileSync('dpkg', [...scratch, ...args], { stdio: 'pipe' })
  }

  function installedFiles(): string[] {
    const paths = readdirSync(root, { recursive: true, encoding: 'utf8' })
    return paths.filter((path) => !path.startsWith('var')).sort()
  }

  function entry(): Map<string, string> {
    const text = readFileSync(join(root, 'usr/share/applications', manifest.desktopName), 'utf8')
    const pairs = text.split('\n').flatMap((line) => {
      const at = line.indexOf('=')
      return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 1)] as const]
    })
    return new Map(pairs)
  }

  test('starts from the menu: the desktop entry leads to the program', () => {
    const [program = '', ...args] = entry().get('Exec')?.split(' ') ?? []
    expect(args).toEqual(['%U'])
    expect(said(join(root, program))).toBe(placeholderWords)
  })

  test('starts from the command line', () => {
    const target = readlinkSync(join(root, 'usr/bin/casper'))
    expect(said(join(root, target))).toBe(placeholderWords)
  })

  test.skipIf(!canValidate)('says so in the forms that desktops read (needs validators)', () => {
    const places = ['usr/share/applications', 'usr/share/metainfo'].map((path) => join(root, path))
    const [entries, metainfo] = places.map((path) => join(path, readdirSync(path)[0] ?? ''))
    execFileSync('desktop-file-validate', [entries ?? '', 'build/linux/org.casper.Casper.desktop'])
    execFileSync('appstreamcli', ['validate', '--no-net', metainfo ?? ''])
  })

  test('opens xmpp: and im: links', () => {
    expect(entry().get('MimeType')).toBe('x-scheme-handler/xmpp;x-scheme-handler/im;')
  })

  test('shows its icon in every size of the theme', () => {
    const icon = entry().get('Icon') ?? ''
    const theme = join(root, 'usr/share/icons/hicolor')
    const found = linuxSizes.map((size) => {
      const png = readFileSync(join(theme, `${size}x${size}/apps/${icon}.png`))
      return [png.subarray(1, 4).toString(), png.readUInt32BE(16), png.readUInt32BE(20)]
    })
    expect(found).toEqual(linuxSizes.map((size) => ['PNG', size, size]))
    expect(existsSync(join(theme, `scalable/apps/${icon}.svg`))).toBe(true)
  })

  test('is known to software centres under the same name and version', () => {
    const [file = ''] = readdirSync(join(root, 'usr/share/metainfo'))
    const text = readFileSync(join(root, 'usr/share/metainfo', file), 'utf8')
    expect(text).toContain(`<launchable type="desktop-id">${manifest.desktopName}</launchable>`)
    expect(text).toContain(`<release version="${manifest.version}"`)
    expect(`${basename(file, '.metainfo.xml')}.desktop`).toBe(manifest.desktopName)
  })

  test('gives Chromium its sandbox', () => {
    const { mode, uid } = statSync(join(root, 'opt/Casper/chrome-sandbox'))
    expect([(mode & 0o7777).toString(8), uid]).toEqual(['4755', 0])
  })

  test('has beside the app nothing that is not needed, and no secret of who made it', () => {
    expect(treeComplaints(join(root, 'opt/Casper'))).toEqual([])
  })

  test('removed, leaves nothing but what the organisation decided', () => {
    dpkg('--purge', 'casper')
    expect(installedFiles()).toEqual(before)
    expect(before).toContain('etc/casper/policy.json')
  })
})

describe.skipIf(!canMakeDebs)('the look at the packages (needs dpkg-deb)', () => {
  test('finds nothing wrong', { timeout: 2 * minutes }, async () => {
    const { code, lines } = await check()
    expect(lines).toEqual(
      expect.arrayContaining([
        "ok     configuration, by electron-builder's schema",
        expect.stringMatching(/^ok {5}packed files \(\d+\)$/),
        expect.stringMatching(/^ok {5}fuses \(\d+\)$/),
        expect.stringMatching(/^ok {5}deb around a placeholder of Electron, by /),
        'ok     content of the deb',
        'ok     content of an AppImage around a placeholder of Electron',
        'ok     Flatpak manifest',
      ]),
    )
    expect([code, lines.filter((line) => line.startsWith('failed'))]).toEqual([0, []])
  })

  test('says what is not possible without other programs', { timeout: 2 * minutes }, async () => {
    const { code, lines } = await check({ PATH: join(built.unpacked, 'nothing') })
    expect(lines).toEqual([
      "ok     configuration, by electron-builder's schema",
      expect.stringMatching(/^ok {5}packed files/),
      expect.stringMatching(/^ok {5}fuses/),
      'ok     content of an AppImage around a placeholder of Electron',
      'not possible: deb, its content and desktop entry: need dpkg-deb (Debian: dpkg)',
      'not possible: rpm and its content: need rpmbuild (Debian: rpm)',
      'not possible: AppStream: needs appstreamcli (Debian: appstream)',
      'ok     Flatpak manifest',
      'not possible: packages around Electron itself, and those for Windows and macOS: need Electron',
    ])
    expect(code).toBe(0)
  })
})

/** What `npm run pack -- --check` runs. */
function check(env: NodeJS.ProcessEnv = {}): Promise<{ code: number; lines: string[] }> {
  const options = { env: { ...process.env, ...env } }
  return new Promise((done) => {
    execFile(process.execPath, ['build/packages/check.mjs'], options, (failure, output) =>
      done({ code: Number(failure?.code ?? 0), lines: output.trim().split('\n') }),
    )
  })
}

/** The lines that a program says. */
function lines(program: string, ...args: string[]): string[] {
  const text = execFileSync(program, args, { encoding: 'utf8', stdio: 'pipe' })
  return text.trim().split('\n')
}

/** What a program says; the placeholder ends with 3. */
function said(program: string): string {
  try {
    return execFileSync(program, { encoding: 'utf8' }).trim()
  } catch (thrown) {
    return String((thrown as { stdout?: unknown }).stdout).trim()
  }
}
