// Every rule between the layers: in a small tree with one violation of each, each is found.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { cruise, type IViolation } from 'dependency-cruiser'
import { afterAll, beforeAll, expect, test } from 'vitest'
import config from '../../../build/dependency-cruiser.config.mjs'

/** Rule, the file that breaks it, and what that file imports. */
const violations: readonly (readonly [string, string, string])[] = [
  ['no-cycles', 'electron/core/chicken.ts', './egg'],
  ['resolvable', 'electron/core/lost.ts', './nowhere'],
  ['shared-stands-alone', 'shared/a.ts', '../electron/core/thing'],
  ['renderer-knows-shared-only', 'renderer/a.ts', '../electron/core/thing'],
  ['renderer-knows-shared-only', 'renderer/B.svelte', '../electron/core/thing'],
  ['no-node-outside-the-main-process', 'shared/b.ts', 'node:fs'],
  ['no-node-outside-the-main-process', 'renderer/c.ts', 'node:fs'],
  ['product-without-tests', 'electron/core/tested.ts', '../../test/helper'],
  ['wire-without-policy', 'electron/xmpp/a.ts', '../../shared/visibility/policy'],
  ['one-maker-of-connections', 'electron/core/a.ts', '../xmpp/connection'],
  ['wire-below-core', 'electron/xmpp/b.ts', '../core/thing'],
  ['store-below-core', 'electron/store/a.ts', '../core/thing'],
  ['core-below-hosts', 'electron/core/hosted.ts', '../tab/thing'],
  ['story-on-top', 'electron/core/told.ts', '../story/thing'],
  ['story-without-host', 'electron/story/a.ts', '../tab/thing'],
  ['desktop-without-tab', 'electron/desktop/a.ts', '../tab/thing'],
  ['tab-without-desktop', 'electron/tab/a.ts', '../desktop/thing'],
  ['electron-in-its-place', 'electron/tab/b.ts', 'electron'],
  ['electron-in-its-place', 'electron/serve.ts', 'electron'],
  ['preload-alone', 'electron/preload.ts', './core/thing'],
  ['xmpp-library-in-its-place', 'electron/core/wired.ts', '@xmpp/xml'],
  ['server-without-client-library', 'electron/c2s/a.ts', '@xmpp/client-core'],
  ['streams-without-backend', 'electron/c2s/b.ts', '../demo/server/thing'],
  ['bridge-known-to-its-keeper', 'electron/tab/bridged.ts', '../bridge/thing'],
  ['bridge-without-host', 'electron/bridge/a.ts', '../desktop/thing'],
  ['demo-without-core', 'electron/demo/server/a.ts', '../../core/thing'],
  ['core-knows-the-cast', 'electron/core/staged.ts', '../demo/server/thing'],
  ['server-without-cast', 'electron/demo/server/b.ts', '../cast/thing'],
  ['state-without-wire', 'electron/demo/state/a.ts', '../../xmpp/thing'],
]

const lawful: readonly (readonly [string, string])[] = [
  ['electron/core/egg.ts', './chicken'],
  ['electron/core/thing.ts', '../xmpp/thing'],
  ['electron/bridge/thing.ts', '../core/thing'],
  ['electron/core/bridge-flag.ts', '../bridge/thing'],
  ['electron/desktop/thing.ts', 'electron'],
  ['electron/tab/thing.ts', '../core/thing'],
  ['electron/story/thing.ts', '../core/thing'],
  ['electron/xmpp/thing.ts', '@xmpp/xml'],
  ['electron/demo/server/thing.ts', '@xmpp/xml'],
  ['electron/demo/cast/thing.ts', '../server/thing'],
  ['electron/core/demo.ts', '../demo/cast/thing'],
  ['electron/demo/state/thing.ts', '../../../shared/result'],
  ['shared/visibility/policy.ts', '../result'],
  ['shared/result.ts', ''],
  ['electron/xmpp/connection.ts', './thing'],
  ['electron/core/stream.ts', '../xmpp/connection'],
  ['test/helper.ts', '../electron/xmpp/thing'],
]

let folder: string
let found: readonly IViolation[]

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'casper-layers-'))
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
  for (const [, path, imported] of violations) plant(path, imported)
  for (const [path, imported] of lawful) plant(path, imported)
  plant('renderer/alone.ts', '')
  const { output } = await cruise(['electron', 'renderer', 'shared', 'test'], {
    ...config.options,
    baseDir: folder,
    validate: true,
    ruleSet: { forbidden: config.forbidden },
  })
  if (typeof output === 'string') throw new Error(output)
  found = output.summary.violations
})

afterAll(() => {
  rmSync(folder, { recursive: true })
})

test.each(violations)('%s: %s must not import %s', (rule, path) => {
  const broken = found.filter(({ from }) => from === path).map((violation) => violation.rule.name)
  expect(broken).toContain(rule)
})

test('a file that nobody uses is found', () => {
  const orphans = found.filter(({ rule }) => rule.name === 'no-orphans')
  expect(orphans.map(({ from }) => from)).toEqual(['renderer/alone.ts'])
})

test('what is lawful passes', () => {
  const lawfulPaths = lawful.map(([path]) => path).filter((path) => !path.endsWith('egg.ts'))
  expect(found.filter(({ from }) => lawfulPaths.includes(from))).toEqual([])
})

test('every rule has a violation here', () => {
  const rules = config.forbidden.map(({ name }) => name)
  expect(new Set([...violations.map(([rule]) => rule), 'no-orphans'])).toEqual(new Set(rules))
})

function plant(path: string, imported: string): void {
  const file = join(folder, path)
  mkdirSync(dirname(file), { recursive: true })
  const code = imported === '' ? 'export const thing = 1' : `import '${imported}'`
  writeFileSync(file, path.endsWith('.svelte') ? `<script lang="ts">${code}</script>` : code)
}
