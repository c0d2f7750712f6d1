// Every law that the linter keeps: a planted violation is caught, and the lawful form passes.
import { ESLint } from 'eslint'
import ts from 'typescript-eslint'
import { expect, test } from 'vitest'
import { laws } from '../../../build/laws/laws.mjs'

const parsing = {
  files: ['**/*.ts'],
  plugins: { '@typescript-eslint': ts.plugin },
  languageOptions: { parser: ts.parser },
}
const eslint = new ESLint({ overrideConfigFile: true, overrideConfig: [parsing, ...laws] })

/** The rules that complain about a text, if the file of that name had it. */
async function complaints(filePath: string, code: string): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(`// A file.\n${code}\n`, { filePath })
  return (result?.messages ?? []).map((message) => message.ruleId ?? message.message)
}

const doc = '/** A thing. */\n'

test.each([
  ['an outsider sends past the outbox', 'electron/core/a.ts', 'void connection.write(stanza)'],
  ['the library is asked to send', 'electron/core/a.ts', 'void entity.send(stanza)'],
  ['another file takes the wire', 'electron/xmpp/muc.ts', 'const put = connection.write\nput(1)'],
  ['the wire is reached through a stream', 'electron/core/a.ts', 'void stream.connection.write(x)'],
  ['the wire is taken apart', 'electron/core/a.ts', 'const { write } = stream.connection'],
  ['the maker of the outbox writes itself', 'electron/core/stream.ts', 'void connection.write(x)'],
  ['shared reads the clock', 'shared/a.ts', 'const now = new Date()'],
  ['shared reads the clock by calling', 'shared/a.ts', 'const now = Date()'],
  ['main.ts talks over ipc itself', 'electron/main.ts', 'ipcMain.handle(channel, answer)'],
])('%s', async (_, path, code) => {
  expect(await complaints(path, code)).toEqual(['no-restricted-syntax'])
})

test.each([
  ['shared measures time', 'shared/a.ts', 'const now = Date.now()', 'no-restricted-properties'],
  ['shared throws dice', 'shared/a.ts', 'const x = Math.random()', 'no-restricted-properties'],
  ['shared waits', 'shared/a.ts', 'setTimeout(run, 1)', 'no-restricted-globals'],
  ['a file writes to the console', 'electron/core/a.ts', 'console.log(1)', 'no-console'],
  [
    'another file takes the ipc',
    'electron/desktop/a.ts',
    "import { ipcMain } from 'electron'",
    'no-restricted-imports',
  ],
  [
    'a file takes the whole of Electron',
    'electron/desktop/a.ts',
    "import * as electron from 'electron'",
    'no-restricted-imports',
  ],
  [
    'the renderer takes a type of the main process',
    'renderer/state/a.ts',
    "import type { Core } from '../../electron/core/core'",
    'no-restricted-imports',
  ],
  [
    'a default export',
    'electron/core/a.ts',
    `${doc}export default function a() {}`,
    'no-restricted-exports',
  ],
  ['a class without a life', 'shared/a.ts', 'class A {}', 'house/classes-with-life'],
  ['state in a module', 'electron/core/a.ts', 'let count = 0', 'house/no-module-state'],
  ['a cache in a module', 'electron/core/a.ts', 'const a = new Map()', 'house/no-module-state'],
  ['a file in camel case', 'shared/someThing.ts', '', 'house/file-name'],
  ['a barrel by name', 'shared/index.ts', '', 'house/file-name'],
  ['a barrel by content', 'shared/a.ts', "export { b } from './b'", 'house/no-barrel'],
  ['all of a file passed on', 'shared/a.ts', "export * from './b'", 'house/no-barrel'],
  ['an export without a word', 'shared/a.ts', 'export const a = 1', 'house/documented-exports'],
  [
    'an export with a mere comment',
    'shared/a.ts',
    '// A thing.\nexport const a = 1',
    'house/documented-exports',
  ],
  ['too long a file', 'shared/a.ts', '\n'.repeat(300), 'max-lines'],
  ['work left for later', 'shared/a.ts', `// ${'TO'}${'DO'}: later`, 'no-warning-comments'],
  ['any', 'shared/a.ts', 'type A = any', '@typescript-eslint/no-explicit-any'],
  [
    'a silenced compiler',
    'shared/a.ts',
    '// @ts-ignore\nrun()',
    '@typescript-eslint/ban-ts-comment',
  ],
])('%s', async (_, path, code, rule) => {
  expect(await complaints(path, code)).toEqual([rule])
})

test('a silenced linter stays loud', async () => {
  const found = await complaints('shared/a.ts', '/* eslint-disable */\ntype A = any')
  expect(found).toContain('@typescript-eslint/no-explicit-any')
  expect(found).toHaveLength(2)
})

test('a file without a head comment', async () => {
  const [result] = await eslint.lintText('run()\n', { filePath: 'shared/a.ts' })
  expect(result?.messages.map(({ ruleId }) => ruleId)).toEqual(['house/file-head'])
})

test.each([
  [
    'the outbox is given the wire',
    'electron/core/stream.ts',
    'createOutbox({ write: (stanza) => connection.write(stanza) })',
  ],
  ['a connection writes', 'electron/xmpp/connection.ts', 'void entity.write(text)'],
  ['shared reads a time it was given', 'shared/a.ts', 'const when = new Date(at)'],
  ['a documented export', 'shared/a.ts', `${doc}export const a = 1`],
  ['a class with a life', 'electron/core/a.ts', 'class A { close() {} }'],
  ['a class of a library', 'electron/core/a.ts', 'class A extends Emitter {}'],
  ['a rune store', 'renderer/state/a.svelte.ts', 'class A {}'],
  ['a table', 'shared/a.ts', "const a = new Map([['a', 1]])"],
  ['a tool configuration', 'build/a.config.ts', 'export default {}'],
  ['main.ts hands the ipc on', 'electron/main.ts', 'serveIpc(ipcMain, core)'],
])('lawful: %s', async (_, path, code) => {
  expect(await complaints(path, code)).toEqual([])
})
