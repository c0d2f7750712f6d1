// The checks: each is a program that must end with 0; one line each, its output only when it failed.
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { bundle } from './bundle.mjs'
import { root, runNode } from './process.mjs'

const modules = 'node_modules/'
/** @type {Record<string, string[]>} */
const checks = {
  types: [`${modules}typescript/bin/tsc`, '--build', '--pretty', 'false'],
  'types in components': [
    `${modules}svelte-check/bin/svelte-check`,
    '--tsconfig',
    'renderer/tsconfig.json',
    '--fail-on-warnings',
    '--output',
    'human',
  ],
  lint: [
    `${modules}eslint/bin/eslint.js`,
    '--config',
    'build/eslint.config.mjs',
    '--max-warnings',
    '0',
    '.',
  ],
  format: [`${modules}prettier/bin/prettier.cjs`, '--check', '--log-level', 'warn', '.'],
  layers: [
    `${modules}dependency-cruiser/bin/dependency-cruiser.mjs`,
    '--config',
    'build/dependency-cruiser.config.mjs',
    'electron',
    'renderer',
    'shared',
    'test',
  ],
  'dead code': [`${modules}knip/bin/knip.js`, '--config', 'build/knip.json', '--no-progress'],
}

/**
 * Runs every check, then builds and checks the bundles.
 * @param {string[]} names of checks to run alone; all where empty
 * @returns {Promise<number>} 1 where one failed
 */
export async function check(names = []) {
  const { failed } = await runChecks(names)
  return failed > 0 ? 1 : 0
}

/**
 * The same, counted.
 * @param {string[]} [names]
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runChecks(names = []) {
  const waiting = Object.entries(checks).filter(
    ([name]) => names.length === 0 || names.includes(name),
  )
  /** @type {boolean[]} */
  const results = []
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      results.push(await runCheck(next[0], () => runNode(next[1], { collect: true })))
    }
  }
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, worker))
  if (names.length === 0 || names.includes('bundles'))
    results.push(await runCheck('bundles', checkBundles))
  const passed = results.filter(Boolean).length
  return { passed, failed: results.length - passed }
}

/**
 * @param {string} name
 * @param {() => Promise<{ code: number, output: string }>} body
 */
async function runCheck(name, body) {
  const started = Date.now()
  const { code, output } = await body()
  const seconds = ((Date.now() - started) / 1000).toFixed(1)
  console.log(`${code === 0 ? 'ok    ' : 'failed'} ${name} (${seconds} s)`)
  if (code !== 0) console.log(output.trim().replace(/^/gm, '  '))
  return code === 0
}

async function checkBundles() {
  const code = await bundle()
  if (code !== 0 || !existsSync(`${root}out/renderer`))
    return { code: 1, output: 'The build failed.' }
  return runNode(['build/check-bundle.mjs'], { collect: true })
}
