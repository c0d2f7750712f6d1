// The idle source of a browser tab: what the pages that are open say of themselves. Of several the least idle one counts,
// and a page that is gone knows nothing any more; where none is left, nothing is known.
import type { IdleNews, IdleReport, IdleSource } from '../core/idle-source'

interface Page {
  /** ms since the epoch. */
  readonly lastInput: number
  /** ms without input when it said so; it says when somebody is back. */
  readonly least: number
  readonly active: boolean
  readonly locked: boolean
}

/** A tab's idle source. */
export type PageIdle = IdleSource & Required<Pick<IdleSource, 'pages'>>

/** No page has said anything yet. @param now ms since the epoch */
export function createPageIdle(now: () => number): PageIdle {
  const pages = new Map<object, Page>()
  const listeners = new Set<(news: IdleNews) => void>()
  const changed = (): void => {
    for (const listener of listeners) listener('read')
  }
  const idleOf = ({ active, lastInput, least }: Page): number =>
    active ? 0 : Math.max(least, now() - lastInput)

  return {
    polled: false,
    read: () => {
      const all = [...pages.values()]
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
        pages.set(page, { lastInput: now() - least, least, active: active && !locked, locked })
        changed()
      },
      gone: (page) => {
        if (pages.delete(page)) changed()
      },
    },
  }
}
