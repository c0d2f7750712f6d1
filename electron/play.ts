// Entry without a face: plays what Casper does with old-style invisibility, in a terminal, on a server of its own.
import { openfire } from './story/openfire'
import { perform } from './story/perform'
import { xep0018 } from './story/xep-0018'

const ending = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => ending.abort())
}
// A pipe that nobody reads to its end is no reason to fail.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)

process.exitCode = await perform([xep0018, openfire], {
  args: process.argv.slice(2),
  print: (text) => void process.stdout.write(`${text}\n`),
  complain: (text) => void process.stderr.write(`${text}\n`),
  inColour: process.stdout.isTTY && !process.env['NO_COLOR'],
  signal: ending.signal,
})
