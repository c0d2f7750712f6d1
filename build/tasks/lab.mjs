// The leak lab: Casper's own core on real servers, watched by clients that are not ours.
import { installDebian, missingPackages, packagesOf } from './debian.mjs'
import { runBundled } from './run-bundled.mjs'

/** The program of the watchers. */
const beside = ['test/support/observer.py']

/**
 * Runs the lab, or plants defects and sees whether it finds them.
 * @param {string[]} args for the lab; `mutants` first for the defects
 * @returns {Promise<number>} an exit code; 1 where something leaked or a defect was not found
 */
export async function lab(args) {
  const missing = await missingPackages(packagesOf.servers)
  if (missing.length > 0) await installDebian(missing)
  return args[0] === 'mutants'
    ? runBundled('test/lab/mutants.ts', 'out/mutants', args.slice(1), { beside })
    : runBundled('test/lab/main.ts', 'out/lab', args, { beside })
}
