// Runs one program of the project's own: bundled as the product is, without its packages, on the project's own Node.
import { copyFileSync } from 'node:fs'
import { basename } from 'node:path'
import { root, runNode } from './process.mjs'

/**
 * Bundles a program and runs it to its end.
 * @param {string} entry the source, from the folder of the project
 * @param {string} output a folder in out/
 * @param {string[]} args for the program
 * @param {import('./process.mjs').RunOptions & { beside?: string[] }} [options] how to run it, and files that it looks for
 * beside itself
 * @returns {Promise<number>} an exit code
 */
export async function runBundled(entry, output, args, { beside = [], ...options } = {}) {
  const bundler = ['node_modules/vite/bin/vite.js', 'build', '--ssr', entry, '--outDir', output]
  const built = await runNode([...bundler, '--logLevel', 'warn'], { collect: true })
  if (built.code !== 0) {
    console.error(built.output.trim())
    return built.code
  }
  for (const file of beside) copyFileSync(root + file, `${root}${output}/${basename(file)}`)
  const { code } = await runNode([`${output}/${basename(entry, '.ts')}.js`, ...args], options)
  return code
}
