// The programs the tests drive, as Debian packages: what is missing, and installing it where that is allowed.
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { run } from './process.mjs'

/** Debian packages by the test project that needs them; `packing`: by what looks at the packages. */
export const packagesOf = {
  packing: ['appstream', 'desktop-file-utils', 'rpm'],
  servers: [
    ...['prosody', 'prosody-modules', 'ejabberd', 'jabberd2', 'openssl', 'python3-slixmpp'],
    ...[
      'mcabber',
      'psi',
      'tkabber',
      'pidgin',
      'tmux',
      'xvfb',
      'xdotool',
      'dbus-bin',
      'dbus-daemon',
    ],
  ],
  desktop: ['xvfb', 'dbus', 'libgtk-3-0', 'libnss3', 'libgbm1', 'libasound2'],
  e2e: ['chromium', 'xvfb', 'xdotool', 'dbus-daemon', 'fonts-inter', 'fonts-noto-color-emoji'],
}

/** Programs by the test project that cannot do without, where the system is no matter but Linux. */
export const programsOf = { desktop: ['Xvfb', 'dbus-daemon'] }

/** Packages that newer Debians and Ubuntus have under another name, since their time has 64 bits. */
const renamed = ['libgtk-3-0', 'libasound2']
const suffix = 't64'

const policy = '/usr/sbin/policy-rc.d'
const quiet = { collect: true, env: { DEBIAN_FRONTEND: 'noninteractive' } }
const apt = ['-qq', '-o', 'Acquire::Retries=3', '-o', 'DPkg::Lock::Timeout=120']

/**
 * Which of the packages are not installed. Where there is no dpkg, that is all of them.
 * @param {string[]} packages
 * @returns {Promise<string[]>}
 */
export async function missingPackages(packages) {
  const names = packages.flatMap((name) => (renamed.includes(name) ? [name, name + suffix] : name))
  const { output } = await run(
    'dpkg-query',
    ['-W', '-f', '${Status} ${Package}\n', ...names],
    quiet,
  )
  const installed = new Set(output.match(/(?<=^install ok installed ).*$/gm))
  return packages.filter((name) => !installed.has(name) && !installed.has(name + suffix))
}

/**
 * Installs packages without starting a daemon; does nothing where this is not Debian or not root.
 * @param {string[]} packages
 */
export async function installDebian(packages) {
  if (!existsSync('/etc/debian_version') || process.getuid?.() !== 0) return
  process.stdout.write(`Installing ${packages.join(' ')} ... `)
  const allowDaemons = forbidDaemons()
  const update = await run('apt-get', [...apt, 'update'], quiet)
  const install = await run(
    'apt-get',
    [...apt, 'install', '--yes', '--no-install-recommends', ...(await asNamedHere(packages))],
    quiet,
  )
  allowDaemons()
  console.log(install.code === 0 ? 'done' : 'failed')
  if (install.code !== 0) console.error(`${update.output}${install.output}`.trim())
}

/**
 * The packages, each under the name that it has in this release.
 * @param {string[]} packages
 * @returns {Promise<string[]>}
 */
async function asNamedHere(packages) {
  const names = []
  for (const name of packages) {
    const isRenamed =
      renamed.includes(name) && (await run('apt-cache', ['show', name + suffix], quiet)).code === 0
    names.push(isRenamed ? name + suffix : name)
  }
  return names
}

/** @returns {() => void} takes the policy back */
function forbidDaemons() {
  if (existsSync(policy)) return () => undefined
  const remove = () => rmSync(policy, { force: true })
  process.once('exit', remove)
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  return remove
}
