// package.json and its lock file: exact versions, complete for every platform, and of no particular registry.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

interface LockedPackage {
  readonly version?: string
  readonly resolved?: string
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  readonly packages: Readonly<Record<string, LockedPackage>>
}
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Readonly<
  Record<'dependencies' | 'devDependencies', Readonly<Record<string, string>>>
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

/** Whether Node would find the package, looking from a folder upwards. */
function isLocked(from: string, name: string): boolean {
  const inside = from === '' ? '' : `${from}/`
  if (`${inside}node_modules/${name}` in lock.packages) return true
  const parent = from.lastIndexOf('/node_modules/')
  return from !== '' && isLocked(parent < 0 ? '' : from.slice(0, parent), name)
}
