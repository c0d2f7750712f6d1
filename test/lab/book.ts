// Keeps the book of one strategy on one server: what was done, what it disclosed, whose fault that was.
import type { StrategyId } from '../../shared/visibility/strategies/names'
import type { Act } from './act'
import type { Channel } from './channels'
import { channels } from './channels'
import type { Failure, Step } from './lines'
import { keptSteps, stepLine } from './lines'
import type { Fault } from './oracle'
import type { ProvedLeak } from './server-leaks'
import { explain } from './server-leaks'
import type { Bench } from './servers'
import { obstacle } from './servers'
import type { Timing } from './timing'
import type { Settled } from './world'

/** What became of one channel. */
export type Verdict =
  | { readonly kind: 'held' | 'leaked'; readonly steps: number }
  | { readonly kind: 'server-leak'; readonly steps: number; readonly leaks: readonly string[] }
  | { readonly kind: 'not-possible'; readonly why: string }

/** What became of one strategy on one server. */
export interface PairReport {
  readonly server: Bench['name']
  readonly version: string
  readonly strategy: StrategyId
  readonly steps: number
  readonly leaks: number
  /** Null where nobody who may not see the user asked anything. */
  readonly timing: Timing | null
  readonly verdicts: ReadonlyMap<Channel, Verdict>
  /** What the server itself can give away, proved on a bare stream, and how often it was seen here. */
  readonly serverLeaks: readonly {
    readonly id: string
    readonly words: string
    readonly seen: number
  }[]
  readonly failures: readonly Failure[]
}

/** What is being played: a scenario about a channel, or a walk by a seed. */
export interface Chapter {
  readonly name: string
  readonly about: Channel | null
  readonly seed: number | null
}

/** What the book is about, and who is told of what is in it. */
export interface BookOptions {
  readonly server: Bench['name']
  readonly strategy: StrategyId
  readonly proved: readonly ProvedLeak[]
  /** Whether every step is told, not only failures. */
  readonly verbose: boolean
  readonly say: (line: string) => void
}

/** The book. */
export interface Book {
  open(chapter: Chapter): void
  /** Notes what was learned by those acts. */
  note(acts: readonly Act[], learned: Settled): void
  /** Notes that it went no further. */
  breakOff(reason: string, learned: Settled): void
  report(version: string, timing: Timing | null): PairReport
}

interface Row {
  steps: number
  leaks: number
  readonly serverLeaks: Set<string>
}

/** So many failures of one kind are shown whole. */
const keptFailures = 2

/** Opens an empty book. */
export function createBook({ server, strategy, proved, verbose, say }: BookOptions): Book {
  const steps: Step[] = []
  const failures: Failure[] = []
  const rows = new Map<Channel, Row>()
  const seen = new Map<string, number>()
  const told = new Map<string, number>()
  let chapter: Chapter = { name: 'signing in', about: null, seed: null }
  let count = 0
  let leaks = 0

  const tell = (what: string): void => {
    failures.push({ server, strategy, ...chapter, steps: [...steps] })
    const seeded = chapter.seed === null ? '' : `, seed ${chapter.seed}`
    say(`${what} on ${server} by ${strategy}, ${chapter.name}${seeded}:`)
    for (const step of steps) say(`  ${stepLine(step)}`)
  }

  // Whether one of them is of a kind that was not told often enough yet.
  const isNews = (faults: readonly Fault[]): boolean => {
    const kinds = new Set(faults.map(({ kind, words }) => `${kind} ${words}`))
    const isNew = [...kinds].some((kind) => (told.get(kind) ?? 0) < keptFailures)
    for (const kind of kinds) told.set(kind, (told.get(kind) ?? 0) + 1)
    return isNew
  }

  const write = (words: string, on: readonly Channel[], learned: Settled): void => {
    steps.push({ number: count, at: Date.now(), channels: on, words, ...learned })
    if (steps.length > keptSteps) steps.shift()
    const [last] = steps.slice(-1)
    if (verbose && last) say(`${server} ${strategy} ${stepLine(last)}`)
  }

  const note: Book['note'] = (acts, learned) => {
    const judged = learned.faults.map((fault) => ({ fault, leak: explain(fault, acts, proved) }))
    const faults = judged.flatMap(({ fault, leak }) => (leak === null ? [fault] : []))
    const given = judged.flatMap(({ leak }) => (leak === null ? [] : [leak.id]))
    for (const id of given) seen.set(id, (seen.get(id) ?? 0) + 1)
    count += 1
    leaks += faults.length
    const about = chapter.about === null ? [] : [chapter.about]
    const on = [...new Set([...acts.map(({ channel }) => channel), ...about])]
    for (const channel of on) {
      const row = rows.get(channel) ?? { steps: 0, leaks: 0, serverLeaks: new Set() }
      row.steps += 1
      row.leaks += faults.length
      for (const id of given) row.serverLeaks.add(id)
      rows.set(channel, row)
    }
    write(acts.map(({ words }) => words).join(' + '), on, { ...learned, faults })
    if (faults.length > 0 && isNews(faults)) tell('LEAK')
  }

  return {
    open: (next) => {
      chapter = next
    },
    note,
    breakOff: (reason, learned) => {
      note([], learned)
      leaks += 1
      write(`broke off: ${reason}`, [], { wish: learned.wish, received: [], faults: [] })
      tell('BROKE OFF')
    },
    report: (version, timing) => ({
      server,
      version,
      strategy,
      steps: count,
      leaks,
      timing,
      verdicts: verdictsOf(server, strategy, rows),
      serverLeaks: proved
        .filter(({ strategies }) => strategies === null || strategies.includes(strategy))
        .map(({ id, words }) => ({ id, words, seen: seen.get(id) ?? 0 })),
      failures,
    }),
  }
}

function verdictsOf(
  server: Bench['name'],
  strategy: StrategyId,
  rows: ReadonlyMap<Channel, Row>,
): Map<Channel, Verdict> {
  const verdicts = new Map<Channel, Verdict>()
  for (const channel of channels) {
    const why = obstacle(server, strategy, channel)
    const row = rows.get(channel)
    if (why !== null) verdicts.set(channel, { kind: 'not-possible', why })
    else if (row) verdicts.set(channel, verdictOf(row))
  }
  return verdicts
}

function verdictOf({ steps, leaks, serverLeaks }: Row): Verdict {
  if (leaks > 0) return { kind: 'leaked', steps }
  if (serverLeaks.size === 0) return { kind: 'held', steps }
  return { kind: 'server-leak', steps, leaks: [...serverLeaks] }
}
