// The lab's results as one page that needs nothing beside it.
import { escapeXml } from '../support/stanza-stream'
import type { PairReport } from './book'
import type { Failure } from './lines'
import { notesOf, tableOf } from './report'

const style = `
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem; color: #1c2126; background: #fff }
table { border-collapse: collapse } th, td { padding: .25rem .75rem; border: 1px solid #ccd2d8; text-align: left }
.LEAKED, .leak { color: #b00020; font-weight: 600 } .server { color: #8a5a00 } .held { color: #17693a }
pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font-size: 13px }
@media (prefers-color-scheme: dark) { body { color: #e4e8ec; background: #14181c } th, td { border-color: #3a434c }
.LEAKED, .leak { color: #ff8a80 } .server { color: #ffc766 } .held { color: #7fd8a2 } }`

/** The page. */
export function pageOf(reports: readonly PairReport[], seed: number): string {
  const [head = [], ...rows] = tableOf(reports)
  const leaks = reports.reduce((total, report) => total + report.leaks, 0)
  const steps = reports.reduce((total, report) => total + report.steps, 0)
  const failures = reports.flatMap((report) => report.failures)
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Casper: the leak lab</title>
<style>${style}</style><h1>The leak lab</h1>
<p>${leaks} leaks in ${steps} steps, seed ${seed}.</p>
<table><thead><tr>${head.map((cell) => `<th>${escapeXml(cell)}</th>`).join('')}</tr></thead><tbody>
${rows.map((row) => `<tr>${row.map(cellOf).join('')}</tr>`).join('\n')}
</tbody></table>
<ul>${notesOf(reports)
    .map((line) => `<li>${escapeXml(line.replace(/^- /, ''))}</li>`)
    .join('')}</ul>
${failures.map(failureOf).join('\n')}</html>
`
}

function cellOf(cell: string): string {
  const kind = /^(LEAKED|server|held)/.exec(cell)?.[1] ?? ''
  return `<td class="${kind}">${escapeXml(cell)}</td>`
}

function failureOf({ server, strategy, name, seed, steps }: Failure): string {
  const rows = steps.map(({ number, at, words, received, faults }) => {
    const leaks = faults.map(({ to, words: what, xml }) => {
      return `<p class="leak">${escapeXml(`${to} ${what}`)}</p><pre>${escapeXml(xml)}</pre>`
    })
    const cells = [
      new Date(at).toISOString().slice(11, 23),
      String(number),
      words,
      received.join('; '),
    ]
    return `<tr>${cells.map((cell) => `<td>${escapeXml(cell)}</td>`).join('')}<td>${leaks.join('')}</td></tr>`
  })
  const seeded = seed === null ? '' : `, seed ${seed}`
  return `<h2>${escapeXml(`${server}, ${strategy}: ${name}${seeded}`)}</h2>
<table><thead><tr><th>time<th>step<th>done<th>received<th>leak</tr></thead><tbody>${rows.join('\n')}</tbody></table>`
}
