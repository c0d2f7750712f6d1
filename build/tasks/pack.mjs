// Packs the app around a local Electron, or looks at the packages without one.
import { bundle } from './bundle.mjs'
import { installDebian, missingPackages, packagesOf } from './debian.mjs'
import { packingProblem } from './packing-problem.mjs'
import { runNode } from './process.mjs'

/**
 * Builds if needed and writes the unpacked app to dist/; or, with `--check`, looks at all that can be looked at without
 * Electron.
 * @param {string[]} args for electron-builder, such as `--linux deb`; or `--check`
 * @returns {Promise<number>} 1 where the Electron that it needs is not given, or something is wrong
 */
export async function pack(args) {
  const isCheck = args.includes('--check')
  const problem = isCheck ? undefined : packingProblem(args)
  if (problem !== undefined) {
    console.error(problem)
    return 1
  }
  const failed = await bundle()
  if (failed) return failed
  const missing = isCheck ? await missingPackages(packagesOf.packing) : []
  if (missing.length > 0) await installDebian(missing)
  const program = isCheck ? ['build/packages/check.mjs'] : ['build/packages/pack.mjs', ...args]
  return (await runNode(program)).code
}
