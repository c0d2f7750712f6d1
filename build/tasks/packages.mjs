// Installs the npm packages when they are missing or are not those of the lock file.
import { existsSync, readFileSync } from 'node:fs'
import { hasLocalNode, root, run } from './process.mjs'

/**
 * Makes sure that what package-lock.json lists is installed.
 * @returns {Promise<number>} an exit code; not 0 where the packages could not be installed, which was then said
 */
export async function installPackages() {
  if (upToDate()) return 0
  process.stderr.write('Installing packages (needed once, a minute or so) ... ')
  const started = Date.now()
  const { code, output } = await npm(['ci', '--include=dev', '--no-audit', '--no-fund'])
  if (code === 0 && hasLocalNode()) {
    console.error(`done in ${Math.round((Date.now() - started) / 1000)} s`)
    return 0
  }
  console.error('failed')
  console.error(output.trim())
  if (code === 0) console.error('Node 24 is missing. Let npm run install scripts: npm rebuild node')
  return 1
}

/** @param {string[]} args */
function npm(args) {
  const script = process.env['npm_execpath']
  const node = process.env['npm_node_execpath'] ?? process.execPath
  if (script?.endsWith('.js')) return run(node, [script, ...args], { collect: true })
  return process.platform === 'win32'
    ? run('cmd.exe', ['/d', '/s', '/c', 'npm', ...args], { collect: true })
    : run('npm', args, { collect: true })
}

/** Whether the installed tree has every package of the lock file, in its version, but the optional ones. */
function upToDate() {
  const installed = lockedPackages('node_modules/.package-lock.json')
  const wanted = lockedPackages('package-lock.json')
  if (!installed || !wanted || !hasLocalNode()) return false
  return Object.entries(wanted).every(([path, { version, optional, devOptional }]) => {
    const found = installed[path]
    if (path === '') return true
    return found ? found.version === version : Boolean(optional || devOptional)
  })
}

/**
 * @param {string} path
 * @returns {Record<string, { version: string, optional?: boolean, devOptional?: boolean }> | undefined}
 */
function lockedPackages(path) {
  if (!existsSync(root + path)) return undefined
  return JSON.parse(readFileSync(root + path, 'utf8')).packages
}
