// Makes the packages: stages, runs electron-builder, signs the announcement where a key is given.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root, runNode } from '../tasks/process.mjs'
import { identityNotes } from './identity.mjs'
import { secretComplaints } from './secrets.mjs'
import { signFeeds } from './sign-feed.mjs'
import { stage } from './stage.mjs'

const args = process.argv.slice(2)
const signingKey = process.env['CASPER_UPDATE_SIGNING_KEY']

stage()
const { code } = await runNode([
  'node_modules/electron-builder/cli.js',
  '--config=build/electron-builder.config.mjs',
  '--publish=never',
  ...(args.length === 0 ? ['--dir'] : args),
])
/** What was packed, before it was put into packages. */
const unpacked = /^((linux|win)[\w-]*-unpacked|mac[\w-]*)$/

const dist = join(root, 'dist')
const leaks =
  code === 0
    ? readdirSync(dist, { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && unpacked.test(entry.name))
        .flatMap(({ name }) => secretComplaints(join(dist, name)))
    : []
for (const leak of leaks) console.error(`Not to be given away: ${leak}.`)
if (code === 0 && leaks.length === 0 && signingKey) {
  for (const name of signFeeds(dist, signingKey)) console.log(`signed ${name}`)
}
if (args.length > 0) for (const note of identityNotes(process.env)) console.log(note)
process.exitCode = leaks.length > 0 ? 1 : code
