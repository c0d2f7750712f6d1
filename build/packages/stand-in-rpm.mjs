// An rpm as fpm would make it, by rpmbuild: it owns files, and only those folders that it is told to own.
import { execFileSync } from 'node:child_process'
import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'

/** Processors by what Debian calls them. @type {Record<string, string>} */
const processors = { amd64: 'x86_64', arm64: 'aarch64' }

/**
 * @param {string} tree what is installed
 * @param {import('./fpm-stand-in.mjs').Wanted} wanted
 */
export function makeRpm(tree, wanted) {
  const top = mkdtempSync(join(tmpdir(), 'casper-rpm-'))
  try {
    const spec = join(top, `${wanted.name}.spec`)
    writeFileSync(spec, specOf(tree, wanted))
    const defines = [
      `_topdir ${top}`,
      `_rpmdir ${dirname(wanted.package)}`,
      `_rpmfilename ${basename(wanted.package)}`,
      '_binary_payload w2.xzdio',
      // Nothing is stripped, compiled or renamed.
      '__os_install_post %{nil}',
      ...wanted['rpm-rpmbuild-define'],
    ]
    const given = defines.flatMap((define) => ['--define', define])
    const options = ['-bb', '--target', processors[wanted.architecture] ?? 'noarch', ...given, spec]
    execFileSync('rpmbuild', options, { stdio: ['ignore', 'ignore', 'pipe'] })
  } finally {
    rmSync(top, { recursive: true, force: true })
  }
}

/**
 * @param {string} tree
 * @param {import('./fpm-stand-in.mjs').Wanted} wanted
 */
function specOf(tree, wanted) {
  const script = (/** @type {string} */ path) => plain(readFileSync(path, 'utf8'))
  const paths = readdirSync(tree, { recursive: true, encoding: 'utf8' }).map((path) => `/${path}`)
  const isFolder = (/** @type {string} */ path) => lstatSync(join(tree, path)).isDirectory()
  const owned = paths.filter((path) =>
    isFolder(path)
      ? wanted.directories.some((folder) => `${path}/`.startsWith(`${folder}/`))
      : true,
  )
  return [
    `Name: ${wanted.name}`,
    `Version: ${wanted.version}`,
    'Release: 1',
    `Summary: ${plain(wanted['rpm-summary'])}`,
    `License: ${wanted.license}`,
    `URL: ${plain(wanted.url)}`,
    `Packager: ${plain(wanted.maintainer)}`,
    'AutoReqProv: no',
    ...wanted.d.map((needed) => `Requires: ${needed}`),
    `%description\n${plain(wanted.description)}`,
    `%install\ncp -a '${tree}/.' %{buildroot}/`,
    `%post\n${script(wanted['after-install'])}`,
    `%postun\n${script(wanted['after-remove'])}`,
    '%files\n%defattr(-,root,root,-)',
    ...owned.map((path) => `${isFolder(path) ? '%dir ' : ''}"${plain(path)}"`),
    '',
  ].join('\n')
}

/**
 * A text without macros.
 * @param {string} text
 */
function plain(text) {
  return text.replaceAll('%', '%%')
}
