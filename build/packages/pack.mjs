// Makes the packages: stages, runs electron-builder, signs the announcement where a key is given.
import { join } from 'node:path'
import { root, runNode } from '../tasks/process.mjs'
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
if (code === 0 && signingKey) {
  for (const name of signFeeds(join(root, 'dist'), signingKey)) console.log(`signed ${name}`)
}
process.exitCode = code
