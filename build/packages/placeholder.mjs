// A placeholder of Electron for Linux: the files that packages are made around, so that all else can be looked at without it.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
/** Version, number of fuses, and their states as Electron 45 is delivered ("1" is on). */
const wire = '\x01\x09101100011'

const others = [
  'LICENSE',
  'LICENSES.chromium.html',
  'locales/en-US.pak',
  'resources/default_app.asar',
  'version',
]

/** How the name of a folder ends that has what would be in an AppImage. */
export const contentEnd = '.content'

/** What is done instead of packing: the content is put into a folder beside the AppImage. */
const packer = `#!${process.execPath}
import { cpSync, writeFileSync } from 'node:fs'
const [, , content, target] = process.argv
cpSync(content, target + '${contentEnd}', { recursive: true, verbatimSymlinks: true })
writeFileSync(target, 'placeholder')
`

/**
 * Writes what electron-builder makes AppImages with: a runtime without content, and that packer.
 * @param {string} folder
 */
export function makeAppImageTools(folder) {
  mkdirSync(join(folder, 'runtimes'), { recursive: true })
  for (const name of ['mksquashfs', 'desktop-file-validate'])
    writeFileSync(join(folder, name), packer, { mode: 0o755 })
  for (const arch of ['x64', 'arm64']) {
    mkdirSync(join(folder, 'lib', arch), { recursive: true })
    writeFileSync(join(folder, 'runtimes', `runtime-${arch}`), '')
  }
}

/** What the placeholder says when it is started. */
export const placeholderWords = 'a placeholder of Electron: there is no app in here'

/**
 * Writes the placeholder.
 * @param {string} folder
 */
export function makePlaceholder(folder) {
  mkdirSync(join(folder, 'resources'), { recursive: true })
  mkdirSync(join(folder, 'locales'), { recursive: true })
  const script = `#!/bin/sh\necho '${placeholderWords}'\nexit 3\n${sentinel}${wire}\n`
  writeFileSync(join(folder, 'electron'), script, 'latin1')
  writeFileSync(join(folder, 'chrome-sandbox'), '#!/bin/sh\nexit 3\n')
  for (const name of ['electron', 'chrome-sandbox']) chmodSync(join(folder, name), 0o755)
  for (const name of others) writeFileSync(join(folder, name), 'placeholder\n')
}
