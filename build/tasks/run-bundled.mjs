// Runs one program of the project's own: bundled as the product is, without its packages, on the project's own Node.
import { basename } from 'node:path'
import { runNode } from './process.mjs'

/**
 * Bundles a program and runs it to its end.
 * @param {string} entry the source, from the folder of the project
 * @param {string} output a folder in out/
 * @param {string[]} args for the program
 * @param {import('./process.mjs').RunOptions} [options] how to run it
 * @returns {Promise<number>} an exit code
 */
export async function runBundled(entry, output, args, options) {
  const bundler = ['node_modules/vite/bin/vite.js', 'build', '--ssr', entry, '--outDir', output]
  const built = await runNode([...bundler, '--logLevel', 'warn'], { collect: true })
  if (built.code !== 0) {
    console.error(built.output.trim())
    return built.code
  }
  const { code } = await runNode([`${output}/${basename(entry, '.ts')}.js`, ...args], options)
  return code
}
