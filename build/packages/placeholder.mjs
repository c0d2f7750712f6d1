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
