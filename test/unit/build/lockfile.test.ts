// package.json and its lock file: exact versions, complete for every platform, of no particular registry, each known by
// its digest; and the list of what Casper is made of, that is drawn from them.
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

interface LockedPackage {
  readonly version?: string
  readonly integrity?: string
  readonly dev?: boolean
  readonly resolved?: string
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  readonly packages: Readonly<Record<string, LockedPackage>>
}
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Readonly<
  Record<'dependencies' | 'devDependencies' | 'scripts', Readonly<Record<string, string>>>
>

test('every dependency is pinned to one version', () => {
  const versions = { ...manifest.dependencies, ...manifest.devDependencies }
  const loose = Object.entries(versions).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))
  expect(loose).toEqual([])
})

test('no package names where it was fetched from', () => {
  const placed = Object.entries(lock.packages).filter(([, { resolved }]) => resolved !== undefined)
  expect(placed).toEqual([])
})

test('the native parts for other platforms are listed too, or npm ci would refuse', () => {
  const missing = Object.entries(lock.packages).flatMap(([path, { optionalDependencies }]) =>
    Object.keys(optionalDependencies ?? {}).filter((name) => !isLocked(path, name)),
  )
  expect(missing).toEqual([])
})

test('every package is known by its SHA-512', () => {
  const unknown = Object.entries(lock.packages).filter(
    ([path, { integrity }]) => path !== '' && !/^sha512-[\w+/]{86}==$/.test(integrity ?? ''),
  )
  expect(unknown).toEqual([])
})

test('the bill of materials has every package of the main process, in its version', async () => {
  const [program, ...args] = manifest.scripts['sbom']?.split(' ') ?? []
  expect(program).toBe('npm')
  const bill = JSON.parse(await npm([...args, '--offline'])) as {
    bomFormat: string
    components: readonly { name: string; version: string }[]
  }
  expect(bill.bomFormat).toBe('CycloneDX')
  const listed = bill.components.map(({ name, version }) => `${name}@${version}`)
  const runtime = Object.entries(lock.packages)
    .filter(([path, { dev }]) => path !== '' && !dev)
    .map(([path, { version }]) => `${path.replace(/^.*node_modules\//, '')}@${version ?? ''}`)
  const direct = Object.entries(manifest.dependencies).map(
    ([name, version]) => `${name}@${version}`,
  )
  expect(runtime).toEqual(expect.arrayContaining(direct))
  expect(runtime.filter((one) => !listed.includes(one))).toEqual([])
})

/** What npm says; it asks nobody. */
function npm(args: readonly string[]): Promise<string> {
  const script = process.env['npm_execpath'] ?? ''
  const options = { maxBuffer: 64 * 2 ** 20, shell: process.platform === 'win32' }
  return new Promise((done, fail) => {
    const end = (error: Error | null, output: string) => {
      if (error) fail(error)
      else done(output)
    }
    if (/npm-cli\.js$/.test(script))
      execFile(process.execPath, [script, ...args], { ...options, shell: false }, end)
    else execFile('npm', args, options, end)
  })
}

/** Whether Node would find the package, looking from a folder upwards. */
function isLocked(from: string, name: string): boolean {
  const inside = from === '' ? '' : `${from}/`
  if (`${inside}node_modules/${name}` in lock.packages) return true
  const parent = from.lastIndexOf('/node_modules/')
  return from !== '' && isLocked(parent < 0 ? '' : from.slice(0, parent), name)
}
