// The idle source of a browser tab: what the pages that are open say of themselves. Of several the least idle one counts.
// A page that is gone knows nothing any more; where it was the last one, nobody came back since it last knew of anybody.
import type { IdleNews, IdleReport, IdleSource } from '../core/idle-source'

interface Page {
  /** ms since the epoch. */
  readonly lastInput: number
  /** ms without input when it said so; it says when somebody is back. */
  readonly least: number
  /** Whether the browser watches, and somebody was there when it said so. */
  readonly active: boolean
  readonly locked: boolean
}

/**
 * ms for which "somebody is there" is believed. It is said again each minute; browsers let a page in the background wait
 * for another minute.
 */
const believed = 180_000

/** A tab's idle source. */
export type PageIdle = IdleSource & Required<Pick<IdleSource, 'pages'>>

/** No page has said anything yet. @param now ms since the epoch */
export function createPageIdle(now: () => number): PageIdle {
  const pages = new Map<object, Page>()
  /** What the last page knew, while there is none. */
  let last: Page | null = null
  const listeners = new Set<(news: IdleNews) => void>()
  const changed = (): void => {
    for (const listener of listeners) listener('read')
  }
  const idleOf = ({ active, lastInput, least }: Page): number => {
    const idle = Math.max(least, now() - lastInput)
    return active && idle <= believed ? 0 : idle
  }

  return {
    polled: false,
    read: () => {
      const all = last ? [last] : [...pages.values()]
      if (all.length === 0) return null
      const idle = Math.min(...all.map(idleOf))
      return { idle, locked: all.some(({ locked }) => locked), onBattery: false }
    },
    watch: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    pages: {
      report: (page, { seconds, locked, active = false }: IdleReport) => {
        const least = seconds * 1000
        last = null
        pages.set(page, { lastInput: now() - least, least, active: active && !locked, locked })
        changed()
      },
      gone: (page) => {
        const known = pages.get(page)
        if (!known) return
        pages.delete(page)
        if (pages.size === 0) {
          const least = idleOf(known)
          last = { ...known, lastInput: now() - least, least, active: false }
        }
        changed()
      },
    },
  }
}
