// The bench of the visibility engine: how long it takes to say who of a large roster sees the user under a long list,
// and how many are judged again when the wish about one contact changes.
import { overlay } from '../../shared/privacy/compose'
import { withException } from '../../shared/visibility/policy'
import { indexRoster } from '../../shared/visibility/recount'
import { audience, naiveAudience, recount, rulesOf } from './audience'
import { contacts, policyOf } from './crowd'

/** How much is measured, how often. */
export interface Extent {
  readonly contacts: number
  readonly items: number
  /** The plain reading takes its time: it is measured on so many contacts, and scaled up. */
  readonly sample: number
  readonly runs: number
}

/** What the bench says. Times are medians, in milliseconds. */
export interface Figures {
  readonly contacts: number
  readonly items: number
  /** All contacts by the eyes that the page shows, making them ready included. */
  readonly ms: number
  /** All contacts by the plain reading, scaled up from the sample. */
  readonly naiveMs: number
  readonly ratio: number
  /** How many contacts are judged again when the wish about one of them changes. */
  readonly incremental: number
  /** Finding and judging those. */
  readonly incrementalMs: number
  /** Laying the wish over a list of as many rules, for all contacts. */
  readonly overlayMs: number
}

/** Measures. @throws where the extent is too small for a wish of all kinds of exceptions */
export function measure(extent: Extent): Figures {
  const people = contacts(extent.contacts)
  const policy = policyOf(extent.items, people)
  const items = rulesOf(policy)
  const step = Math.floor(people.length / extent.sample)
  const sample = people.filter((_, i) => i % step === 0)
  const ms = median(extent.runs, () => audience(items, people))
  const naiveSampleMs = median(extent.runs, () => naiveAudience(items, sample))
  const naiveMs = (naiveSampleMs * people.length) / sample.length
  const one = policy.exceptions.filter(({ target }) => target.type === 'jid').at(-1)
  if (one === undefined) throw new RangeError('No exception is about a contact.')
  const changed = withException(policy, one.target, !one.sees)
  const roster = indexRoster(people)
  return {
    contacts: people.length,
    items: items.length,
    ms,
    naiveMs,
    ratio: naiveMs / ms,
    incremental: recount(policy, changed, roster).judged.length,
    incrementalMs: median(extent.runs, () => recount(policy, changed, roster)),
    overlayMs: median(extent.runs, () => overlay(changed, items, people)),
  }
}

function median(runs: number, body: () => unknown): number {
  const times = Array.from({ length: runs }, () => {
    const started = performance.now()
    body()
    return performance.now() - started
  }).sort((a, b) => a - b)
  return times[Math.floor(runs / 2)] ?? Number.NaN
}

function json({ contacts, items, ms, naiveMs, ratio, incremental }: Figures): string {
  return JSON.stringify({
    contacts,
    items,
    ms: rounded(ms),
    naiveMs: rounded(naiveMs),
    ratio: rounded(ratio),
    incremental,
  })
}

function words(figures: Figures, { sample, runs }: Extent): string {
  const said = (value: number): string => rounded(value).toLocaleString('en')
  const { contacts, items, ms, naiveMs, ratio, incremental, incrementalMs, overlayMs } = figures
  return [
    `Who of ${said(contacts)} contacts sees the user under ${said(items)} rules (medians of ${runs} runs)`,
    `  by the eyes            ${said(ms)} ms, indexing included`,
    `  by the plain reading   ${said(naiveMs)} ms, scaled up from ${said(sample)} contacts`,
    `  ratio                  ${said(ratio)}`,
    `The wish about one contact changes: ${said(incremental)} judged again, in ${said(incrementalMs)} ms`,
    `The wish laid over as many rules of the user's own: ${said(overlayMs)} ms`,
  ].join('\n')
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10
}

if (import.meta.main) {
  const extent = { contacts: 100_000, items: 1000, sample: 2000, runs: 7 }
  const figures = measure(extent)
  console.log(process.argv.includes('--json') ? json(figures) : words(figures, extent))
}
