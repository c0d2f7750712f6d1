// Looks at the packages as far as that goes without Electron; one line for each thing looked at.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root, run } from '../tasks/process.mjs'
import { flatpakComplaints } from './flatpak.mjs'
import { fuseComplaints, fuses } from './fuses.mjs'
import { packedComplaints, readPacked, treeComplaints } from './packed-files.mjs'
import { buildPlaceholderPackages } from './placeholder-packages.mjs'
import { appId } from './stage.mjs'

/** @typedef {{ what: string, complaints?: string[] }} Look without complaints: it was not possible */

const linux = join(root, 'build/linux')
const metainfo = join(linux, `${appId}.metainfo.xml`)

/** @returns {Promise<Look[]>} */
async function lookAtApp() {
  if (process.platform !== 'linux')
    return [{ what: 'app, and packages for Linux around a placeholder: need Linux' }]
  const built = await buildPlaceholderPackages('out/pack-check')
  if ('problem' in built) return [{ what: 'configuration', complaints: [built.problem] }]
  const { appImage, deb, maker, rpm, unpacked } = built
  const files = readPacked(join(unpacked, 'resources/app.asar'))
  const fuseProblems = await fuseComplaints(join(unpacked, 'casper'))
  return [
    { what: "configuration, by electron-builder's schema", complaints: [] },
    { what: `packed files (${Object.keys(files).length})`, complaints: packedComplaints(files) },
    { what: `fuses (${Object.keys(fuses).length})`, complaints: fuseProblems },
    {
      what: 'content of an AppImage around a placeholder of Electron',
      complaints: treeComplaints(appImage),
    },
    ...(deb === undefined
      ? [{ what: 'deb, its content and desktop entry: need dpkg-deb (Debian: dpkg)' }]
      : await lookInto('deb', maker, 'opt/Casper', ['dpkg-deb', '-x', deb, '.'])),
    ...(rpm === undefined
      ? [{ what: 'rpm and its content: need rpmbuild (Debian: rpm)' }]
      : await lookInto('rpm', maker, 'opt/Casper', [
          ...['sh', '-c', 'rpm2archive "$0" && tar -xzf "$0.tgz"', rpm],
        ])),
  ]
}

/**
 * Takes a package apart, and looks at what it would install.
 * @param {string} kind
 * @param {string} maker
 * @param {string} program the folder of the program in it
 * @param {string[]} command writes its content into the current folder
 * @returns {Promise<Look[]>}
 */
async function lookInto(kind, maker, program, [name = '', ...args]) {
  const tree = mkdtempSync(join(tmpdir(), 'casper-check-'))
  const { code, output } = await run(name, args, { collect: true, cwd: tree })
  const entry = join(tree, 'usr/share/applications', `${appId}.desktop`)
  /** @type {Look[]} */
  const looks = [
    { what: `${kind} around a placeholder of Electron, by ${maker}`, complaints: [] },
    {
      what: `content of the ${kind}`,
      complaints: code === 0 ? treeComplaints(join(tree, program)) : [output.trim()],
    },
  ]
  if (kind === 'deb') {
    const validator = ['desktop-file-validate', entry, join(linux, `${appId}.desktop`)]
    looks.push(
      await validate('desktop entries of deb and Flatpak', 'desktop-file-utils', validator),
    )
  }
  rmSync(tree, { recursive: true, force: true })
  return looks
}

/**
 * A look by another program.
 * @param {string} what
 * @param {string} debianPackage that has the program
 * @param {string[]} command
 * @returns {Promise<Look>}
 */
async function validate(what, debianPackage, [program = '', ...args]) {
  const { code, output } = await run(program, args, { collect: true })
  if (code === 127) return { what: `${what}: needs ${program} (Debian: ${debianPackage})` }
  return { what: `${what}, by ${program}`, complaints: code === 0 ? [] : [output.trim()] }
}

/** @returns {Look} */
function lookAtFlatpak() {
  const manifest = JSON.parse(readFileSync(join(linux, `${appId}.json`), 'utf8'))
  return { what: 'Flatpak manifest', complaints: flatpakComplaints(manifest, linux) }
}

/** @type {Look[]} */
const looks = [
  ...(await lookAtApp()),
  await validate('AppStream', 'appstream', ['appstreamcli', 'validate', '--no-net', metainfo]),
  lookAtFlatpak(),
  { what: 'packages around Electron itself, and those for Windows and macOS: need Electron' },
]
for (const { what, complaints } of looks) {
  const verdict =
    complaints === undefined ? 'not possible:' : complaints.length > 0 ? 'failed' : 'ok'
  console.log(`${verdict.padEnd(6)} ${what}`)
  for (const complaint of complaints ?? []) console.log(complaint.replace(/^/gm, '  '))
}
process.exitCode = looks.some(({ complaints }) => (complaints ?? []).length > 0) ? 1 : 0
