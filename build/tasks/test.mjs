// All tests: what they need is installed, then the checks, the build and the test projects run.
// The last line is the sum: "N passed, N failed".
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { bundle } from './bundle.mjs'
import { runChecks } from './check.mjs'
import { installDebian, missingPackages, packagesOf, programsOf } from './debian.mjs'
import { electronProblem } from './electron.mjs'
import { hasProgram, root, runNode } from './process.mjs'

/** @typedef {'unit' | 'servers' | 'e2e' | 'desktop'} Project */
/** @typedef {{ passed: number, failed: number }} Sum */

/** @type {Project[]} */
const allProjects = ['unit', 'servers', 'e2e', 'desktop']

/**
 * Runs everything, or the one project that is named. Where there is no Electron, a run of everything goes without the
 * desktop's tests, and says so; what they test is driven over doubles by the unit tests.
 * @param {string[]} args a project, or nothing; what follows is handed to vitest
 * @returns {Promise<number>} 1 where anything failed, or was left out for lack of a program although CI=true
 */
export async function test(args) {
  const only = allProjects.find((name) => name === args[0])
  const problem = electronProblem()
  const noDesktop = `Desktop tests: not possible: ${problem}`
  if (only === 'desktop' && problem) {
    console.log(noDesktop)
    return 0
  }
  const possible = allProjects.filter((project) => project !== 'desktop' || !problem)
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
 * @returns {Promise<Map<Project, string[]>>} projects that cannot run, and what they lack: Debian packages, or programs
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
    const lacking =
      project === 'desktop' ? missingPrograms() : await missingPackages(needs(project))
    if (lacking.length > 0) leftOut.set(project, lacking)
  }
  return leftOut
}

/**
 * What the desktop's tests lack: elsewhere than on Linux they use the display that is there, and what Electron itself
 * needs has other names in every distribution.
 */
function missingPrograms() {
  if (process.platform !== 'linux') return []
  return programsOf.desktop.filter((name) => !hasProgram(name))
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
