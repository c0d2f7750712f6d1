// What Casper is made of: listed with reasons, under licences that go together with the GPL, fetched and run as decided.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { format } from 'prettier'
import { expect, test } from 'vitest'

interface LockedPackage {
  readonly license?: string
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Readonly<
  Record<'dependencies' | 'devDependencies', Readonly<Record<string, string>>>
>
const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  readonly packages: Readonly<Record<string, LockedPackage>>
}
const page = readFileSync('docs/dependencies.md', 'utf8')

/** Licences of which the GPL, version 3, allows parts in a work of its own, or that are for data of tools alone. */
const compatible = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC-BY-4.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MPL-2.0',
  'Python-2.0',
  'WTFPL',
])

/** Older packages say it in another field, which the lock file leaves out. */
const saidElsewhere: Readonly<Record<string, string>> = { 'node_modules/saslmechanisms': 'MIT' }

/** The packages in the first column of a chapter's table. */
function listedUnder(title: string): string[] {
  const chapter = page.split('\n## ').find((text) => text.startsWith(title)) ?? ''
  return [...chapter.matchAll(/^\| `([^`]+)` +\| \S/gm)].map(([, name]) => name ?? '')
}

test('every runtime dependency is listed with its reason, and nothing else is', () => {
  expect(listedUnder('In the main process')).toEqual(Object.keys(manifest.dependencies))
})

test('what the page is made with is listed', () => {
  const sources = readdirSync('renderer', { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(ts|svelte)$/.test(path))
    .map((path) => readFileSync(`renderer/${path}`, 'utf8'))
  const imported = sources.flatMap((text) =>
    [...text.matchAll(/\bfrom '((?:@[\w-]+\/)?[\w-]+)[^']*'/g)].map(([, name]) => name ?? ''),
  )
  const known = [...listedUnder('In the page'), ...listedUnder('In the main process')]
  expect([...new Set(imported)].filter((name) => !known.includes(name))).toEqual([])
})

test('every package has a licence that the GPL goes together with', () => {
  const odd = Object.entries(packages)
    .filter(([path]) => path !== '')
    .map(([path, { license }]) => [path, license ?? saidElsewhere[path] ?? 'none'] as const)
    .filter(([, license]) => !isCompatible(license))
  expect(odd).toEqual([])
})

test.each([
  ['MIT', true],
  ['(WTFPL OR Proprietary)', true],
  ['MIT AND CC0-1.0', true],
  ['MIT AND SSPL-1.0', false],
  ['GPL-2.0-only', false],
  ['UNLICENSED', false],
])('the licence %s is compatible: %s', (license, expected) => {
  expect(isCompatible(license)).toBe(expected)
})

/** An SPDX expression of names with OR and AND, where AND binds closer. */
function isCompatible(license: string): boolean {
  const plain = license.replaceAll(/[()]/g, '')
  return plain.split(' OR ').some((way) => way.split(' AND ').every((one) => compatible.has(one)))
}

const workflows = readdirSync('.github/workflows').map((name) =>
  readFileSync(`.github/workflows/${name}`, 'utf8'),
)

test('public builds run actions of one commit each', () => {
  const used = workflows.flatMap((text) => [...text.matchAll(/uses: (\S+)/g)].map(([, use]) => use))
  expect(used.filter((use) => !/^[\w/-]+@[0-9a-f]{40}$/.test(use ?? ''))).toEqual([])
  expect(used.length).toBeGreaterThan(0)
})

test('public builds are told secrets by the environment alone', () => {
  const lines = workflows.flatMap((text) =>
    text.split('\n').filter((line) => /secrets\./.test(line)),
  )
  expect(lines.filter((line) => !/^ {10}[A-Z_]+: \$\{\{/.test(line))).toEqual([])
  expect(lines.length).toBeGreaterThan(0)
})

test("a system's certificate is told to that system alone, whether or not there is one", () => {
  const lines = workflows.flatMap((text) => text.match(/.*secrets\.(MAC|APPLE|WINDOWS)_.*/g) ?? [])
  const wrong = lines.filter((line) => {
    const own = /secrets\.WINDOWS/.test(line) ? 'Windows' : 'macOS'
    return !new RegExp(
      `\\{\\{ runner\\.os == '${own}' && secrets\\.[A-Z_]+ \\|\\| '' \\}\\}$`,
    ).test(line)
  })
  expect(wrong).toEqual([])
  expect(lines.length).toBeGreaterThan(0)
})

test('public builds are written in YAML, and every job that is waited for is there', async () => {
  for (const text of workflows) {
    await expect(format(text, { parser: 'yaml' })).resolves.toContain('jobs:')
    const jobs = text.match(/(?<=^ {2})[\w-]+(?=:$)/gm) ?? []
    const needed = [...text.matchAll(/^ {4}needs: \[?([\w, -]+)/gm)].flatMap(([, names = '']) =>
      names.split(', '),
    )
    expect(jobs).toEqual(expect.arrayContaining(needed))
  }
})

test('public builds test the desktop in an Electron that they fetched', () => {
  const job = workflows
    .join('')
    .split(/^ {2}(?=[\w-]+:$)/m)
    .find((text) => /^desktop:/.test(text))
  expect(job).toMatch(/electron\/install\.js[^]*npm run test:desktop/)
})

test("each of the 20 items of Electron's checklist points to its code and its test", () => {
  const rows = readFileSync('docs/hardening.md', 'utf8').match(/^\| \d+ .*$/gm) ?? []
  expect(rows).toHaveLength(20)
  const pointing = /\| `(electron|build|docs)\/[^|]+\| `(contract|unit)\/[\w/-]+`: /
  expect(rows.filter((row) => !pointing.test(row))).toEqual([])
})

test('what security documents point to is there', () => {
  const lost = [
    'SECURITY.md',
    'docs/hardening.md',
    'docs/install.md',
    'docs/dependencies.md',
  ].flatMap((document) => lostIn(document, readFileSync(document, 'utf8')))
  expect(lost).toEqual([])
})

/** Files named in code type, and tests named as `project/file`: title; commas and semicolons end a title. */
function lostIn(document: string, text: string): string[] {
  const files = [
    ...text.matchAll(/`((?:build|docs|electron|renderer|shared|test|\.github)\/[^`*]+)`/g),
  ]
  const tests = [...text.matchAll(/`((?:unit|contract|e2e|property)\/[\w/-]+)`: ([^;|\n]+)/g)]
  const lostFiles = files.map(([, path]) => path ?? '').filter((path) => !existsSync(path))
  const lostTests = tests
    .map(([, file = '', title = '']) => [`test/${file}.test.ts`, title.trim()] as const)
    .filter(([file, title]) => !existsSync(file) || !readFileSync(file, 'utf8').includes(title))
    .map(([file, title]) => `${file}: ${title}`)
  return [...lostFiles, ...lostTests].map((lost) => `${document}: ${lost}`)
}
