// The strictness of the compiler, in every layer, and what each layer may know of its surroundings.
import { resolve } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'

const layers = ['shared', 'electron', 'renderer', 'test', 'build']

test.each(layers)('%s is compiled strictly', (layer) => {
  expect(optionsOf(layer)).toMatchObject({
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    verbatimModuleSyntax: true,
    noImplicitReturns: true,
    noUnusedLocals: true,
  })
})

test('the whole is checked through one file of references', () => {
  const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile) as {
    config: { files: unknown; references: { path: string }[] }
  }
  expect(config.references.map(({ path }) => path)).toEqual(layers)
  expect(config.files).toEqual([])
})

test('only the renderer, and the tests that drive it, know of a page; only Node knows of Node', () => {
  const withPage = layers.filter((layer) => optionsOf(layer).lib?.includes('lib.dom.d.ts'))
  const withNode = layers.filter((layer) => optionsOf(layer).types?.includes('node'))
  expect(withPage).toEqual(['renderer', 'test'])
  expect(withNode).toEqual(['electron', 'test', 'build'])
})

function optionsOf(layer: string): ts.CompilerOptions {
  const file = resolve(layer, 'tsconfig.json')
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined }
  return ts.getParsedCommandLineOfConfigFile(file, {}, host)?.options ?? {}
}
