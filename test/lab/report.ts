// The lab's results: one object for programs, a table for people.
import { channels } from './channels'
import type { PairReport, Verdict } from './book'
import { timingWords } from './timing'

/** The results as one object. */
export function jsonReport(reports: readonly PairReport[]): object {
  const names = [...new Set(reports.map(({ server }) => server))]
  return {
    leaks: sum(reports, ({ leaks }) => leaks),
    steps: sum(reports, ({ steps }) => steps),
    servers: names.map((name) => {
      const own = reports.filter(({ server }) => server === name)
      return { name, version: own[0]?.version ?? '', strategies: own.map(strategyReport) }
    }),
  }
}

function strategyReport({
  strategy,
  steps,
  leaks,
  timing,
  verdicts,
  serverLeaks,
}: PairReport): object {
  const notPossible = [...verdicts].flatMap(([channel, verdict]) =>
    verdict.kind === 'not-possible' ? [{ channel, why: verdict.why }] : [],
  )
  return { id: strategy, steps, leaks, timing, notPossible, serverLeaks }
}

/** The results as a table, a column for each strategy on each server, and what stands below it. */
export function tableOf(reports: readonly PairReport[]): string[][] {
  const head = ['channel', ...reports.map(({ server, strategy }) => `${server} ${strategy}`)]
  const rows = channels.map((channel) => [
    channel,
    ...reports.map(({ verdicts }) => cellOf(verdicts.get(channel))),
  ])
  return [head, ...rows]
}

/** What cannot be tried, what the servers give away, and how long answers took, as lines. */
export function notesOf(reports: readonly PairReport[]): string[] {
  const why = new Map<string, string[]>()
  for (const { server, strategy, verdicts } of reports) {
    for (const [channel, verdict] of verdicts) {
      if (verdict.kind !== 'not-possible') continue
      const words = `${channel}: ${verdict.why}`
      why.set(words, [...(why.get(words) ?? []), `${server} ${strategy}`])
    }
  }
  const given = new Set(
    reports.flatMap(({ server, serverLeaks }) =>
      serverLeaks.map(
        ({ id, words }) => `the server (${id}), seen on a bare stream, too: ${server} ${words}`,
      ),
    ),
  )
  const timed = reports.flatMap(({ server, strategy, timing }) =>
    timing === null ? [] : [`timing: ${server} ${strategy}: ${timingWords(timing)}`],
  )
  const obstacles = [...why].map(([words, where]) => `- ${words} (${where.join(', ')})`)
  return [...obstacles, ...given, ...timed]
}

/** The table in columns of even width. */
export function textTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((row) => (row[at] ?? '').length)),
  )
  return rows
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function cellOf(verdict: Verdict | undefined): string {
  switch (verdict?.kind) {
    case undefined:
      return 'not tried'
    case 'held':
      return `held ${verdict.steps}`
    case 'leaked':
      return `LEAKED ${verdict.steps}`
    case 'server-leak':
      return `server ${verdict.steps}`
    case 'not-possible':
      return '-'
  }
}

function sum(reports: readonly PairReport[], of: (report: PairReport) => number): number {
  return reports.reduce((total, report) => total + of(report), 0)
}
