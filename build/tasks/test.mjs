// All tests: what they need is installed, then the checks, the build and the test projects run.
// The last line is the sum: "N passed, N failed".
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { bundle } from './bundle.mjs'
import { runChecks } from './check.mjs'
import { installDebian, missingPackages, packagesOf } from './debian.mjs'
import { hasElectron } from './electron.mjs'
import { root, runNode } from './process.mjs'

/** @typedef {'unit' | 'servers' | 'e2e' | 'desktop'} Project */
/** @typedef {{ passed: number, failed: number }} Sum */

/** @type {Project[]} */
const allProjects = ['unit', 'servers', 'e2e', 'desktop']
/** Said of the desktop's tests where they cannot run; what they test is driven over doubles by the unit tests. */
const noDesktop = 'Desktop tests: not possible: no Electron binary'

/**
 * Runs everything, or the one project that is named.
 * @param {string[]} args a project, or nothing; what follows is handed to vitest
 * @returns {Promise<number>} 1 where anything failed, or was left out although CI=true
 */
export async function test(args) {
  const only = allProjects.find((name) => name === args[0])
  if (only === 'desktop' && !hasElectron()) {
    console.log(noDesktop)
    return 0
  }
  const possible = allProjects.filter((project) => project !== 'desktop' || hasElectron())
  const projects = only ? [only] : possible
  const vitestArgs = only ? args.slice(1) : args
  const leftOut = await prepare(projects)
  /** @type {Sum[]} */
  const sums = []
  if (!only) sums.push(await runChecks())
  // They start the app as it is built; the checks of a whole run have built it already.
  if (only && only !== 'unit' && !leftOut.has(only)) {
    const failed = (await bundle()) !== 0
    sums.push({ passed: 0, failed: failed ? 1 : 0 })
  }
  for (const project of projects) {
    if (!leftOut.has(project)) sums.push(await runProject(project, vitestArgs))
  }
  for (const [project, missing] of leftOut) {
    console.log(`Left out: ${project} tests, which need ${missing.join(', ')}.`)
  }
  if (!projects.includes('desktop') && !only) console.log(noDesktop)
  if (isCi()) sums.push({ passed: 0, failed: leftOut.size })
  const passed = sums.reduce((sum, one) => sum + one.passed, 0)
  const failed = sums.reduce((sum, one) => sum + one.failed, 0)
  console.log(`${passed} passed, ${failed} failed`)
  return failed > 0 || passed === 0 ? 1 : 0
}

/**
 * Installs what the projects drive.
 * @param {Project[]} projects
 * @returns {Promise<Map<Project, string[]>>} projects that cannot run, and the Debian packages they lack
 */
async function prepare(projects) {
  /** @param {Project} project */
  const needs = (project) => (project === 'unit' ? [] : packagesOf[project])
  // The unit tests run without: they then leave out the one look that needs them.
  const useful = projects.includes('unit') ? packagesOf.packing : []
  const missing = await missingPackages([...projects.flatMap(needs), ...useful])
  if (missing.length > 0) await installDebian(missing)
  /** @type {Map<Project, string[]>} */
  const leftOut = new Map()
  for (const project of projects) {
    const lacking = await missingPackages(needs(project))
    if (lacking.length > 0) leftOut.set(project, lacking)
  }
  return leftOut
}

/**
 * @param {Project} project
 * @param {string[]} args for vitest
 * @returns {Promise<Sum>}
 */
async function runProject(project, args) {
  const report = `out/test/${project}.json`
  rmSync(root + report, { force: true })
  const { code } = await runNode([
    'node_modules/vitest/vitest.mjs',
    'run',
    '--config=build/vitest.config.ts',
    `--project=${project}`,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...args,
  ])
  const sum = existsSync(root + report) ? readSum(root + report) : { passed: 0, failed: 0 }
  return code !== 0 && sum.failed === 0 ? { ...sum, failed: 1 } : sum
}

/**
 * The tests of a report; a file that could not even be loaded counts as one that failed.
 * @param {string} path
 * @returns {Sum}
 */
function readSum(path) {
  /** @type {{ numPassedTests: number, numFailedTests: number, testResults: { status: string, assertionResults: { status: string }[] }[] }} */
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(path, 'utf8'))
  const broken = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((one) => one.status === 'failed'),
  )
  return { passed: numPassedTests, failed: numFailedTests + broken.length }
}

function isCi() {
  return ['1', 'true'].includes(process.env['CI'] ?? '')
}
