// The leak lab from the command line: Casper's own core on real servers, watched by clients that are not ours.
import { randomInt } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { runLab } from './lab'
import { readOptions } from './options'
import { pageOf } from './page'
import { jsonReport, notesOf, tableOf, textTable } from './report'

const options = readOptions(process.argv.slice(2), () => randomInt(1_000_000_000))
if (typeof options === 'string') {
  console.error(`${options}
npm run lab -- [--server prosody|ejabberd|jabberd2|embedded] [--strategy ID] [--steps N] [--seed N]
               [--smoke] [--scenario WORDS] [--json] [--html FILE] [--verbose]`)
  process.exit(2)
}
const started = Date.now()
const say = (line: string): void => console.error(line)
const reports = await runLab(options, say)
const leaks = reports.reduce((sum, report) => sum + report.leaks, 0)
const steps = reports.reduce((sum, report) => sum + report.steps, 0)
if (options.html !== undefined) writeFileSync(options.html, pageOf(reports, options.seed))
if (options.json) console.log(JSON.stringify(jsonReport(reports)))
else {
  console.log(textTable(tableOf(reports)))
  for (const note of notesOf(reports)) console.log(note)
  const seconds = Math.round((Date.now() - started) / 1000)
  console.log(`${leaks} leaks in ${steps} steps, seed ${options.seed}, ${seconds} s`)
}
process.exit(leaks > 0 ? 1 : 0)
