// Looks at the packages as far as that goes without Electron; one line for each thing looked at.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root, run } from '../tasks/process.mjs'
import { buildPlaceholderDeb } from './deb.mjs'
import { fuseComplaints, fuses } from './fuses.mjs'
import { packedComplaints, readPacked } from './packed-files.mjs'
import { appId } from './stage.mjs'

/** @typedef {{ what: string, complaints?: string[] }} Look without complaints: it was not possible */

const metainfo = join(root, 'build/linux', `${appId}.metainfo.xml`)

/** @returns {Promise<Look[]>} */
async function lookAtDeb() {
  const built = await buildPlaceholderDeb('out/pack-check')
  if ('problem' in built) return [{ what: 'configuration', complaints: [built.problem] }]
  const files = readPacked(join(built.unpacked, 'resources/app.asar'))
  const fuseProblems = await fuseComplaints(join(built.unpacked, 'casper'))
  const tree = mkdtempSync(join(tmpdir(), 'casper-check-'))
  const entry = join(tree, 'usr/share/applications', `${appId}.desktop`)
  const looks = [
    { what: "configuration, by electron-builder's schema", complaints: [] },
    { what: `packed files (${Object.keys(files).length})`, complaints: packedComplaints(files) },
    { what: `fuses (${Object.keys(fuses).length})`, complaints: fuseProblems },
    { what: `deb around a placeholder of Electron, by ${built.maker}`, complaints: [] },
    await validate('content of the deb', 'dpkg', ['dpkg-deb', '-x', built.deb, tree]),
    await validate('desktop entry', 'desktop-file-utils', ['desktop-file-validate', entry]),
  ]
  rmSync(tree, { recursive: true, force: true })
  return looks
}

/**
 * A look by another program.
 * @param {string} what
 * @param {string} debianPackage that has the program
 * @param {[string, ...string[]]} command
 * @returns {Promise<Look>}
 */
async function validate(what, debianPackage, [program, ...args]) {
  const { code, output } = await run(program, args, { collect: true })
  if (code === 127) return { what: `${what}: needs ${program} (Debian: ${debianPackage})` }
  return { what: `${what}, by ${program}`, complaints: code === 0 ? [] : [output.trim()] }
}

/**
 * What a Flatpak is made of must be where the manifest says.
 * @returns {Look}
 */
function lookAtFlatpak() {
  const folder = join(root, 'build/linux')
  const { modules } = JSON.parse(readFileSync(join(folder, `${appId}.json`), 'utf8'))
  /** @type {string[]} */
  const paths = modules.flatMap((/** @type {{ sources: { path: string }[] }} */ { sources }) =>
    sources.map(({ path }) => path),
  )
  const lost = paths.filter((path) => !/\/dist\//.test(path) && !existsSync(join(folder, path)))
  return { what: 'Flatpak manifest', complaints: lost.map((path) => `${path} is not there`) }
}

/** @type {Look[]} */
const looks = [
  ...(await lookAtDeb()),
  await validate('AppStream', 'appstream', ['appstreamcli', 'validate', '--no-net', metainfo]),
  lookAtFlatpak(),
  { what: 'AppImage, rpm, Windows and macOS packages: need Electron' },
]
for (const { what, complaints } of looks) {
  const verdict =
    complaints === undefined ? 'not possible:' : complaints.length > 0 ? 'failed' : 'ok'
  console.log(`${verdict.padEnd(6)} ${what}`)
  for (const complaint of complaints ?? []) console.log(complaint.replace(/^/gm, '  '))
}
process.exitCode = looks.some(({ complaints }) => (complaints ?? []).length > 0) ? 1 : 0
