// What observers were shown of somebody since they were last asked, in words.
import type { Observer } from './observer'
import { until } from './wait'

/** The news of one person. */
export interface News {
  /** What an observer got since the last look: presence types and shows, anything else by name. */
  news(observer: Observer): Promise<string[]>
  /** Waits until that is what an observer has got since the last look. */
  heard(observer: Observer, expected: readonly string[]): Promise<void>
}

/** Looks from now on. @param of a bare address */
export function createNews(of: string, observers: readonly Observer[]): News {
  const marks = new Map(observers.map((observer) => [observer, observer.mark()]))
  const look = (observer: Observer): string[] =>
    observer.from(of, marks.get(observer) ?? 0).map(({ name, type, xml }) => {
      if (name !== 'presence') return name
      return type || (/<show>(\w+)<\/show>/.exec(xml)?.[1] ?? 'available')
    })
  return {
    news: async (observer) => {
      await observer.settled()
      const got = look(observer)
      marks.set(observer, observer.mark())
      return got
    },
    heard: async (observer, expected) => {
      const wanted = JSON.stringify(expected)
      await until(
        () => JSON.stringify(look(observer)) === wanted,
        () => `${wanted} at ${observer.jid}; it has ${JSON.stringify(look(observer))}`,
      )
      marks.set(observer, observer.mark())
    },
  }
}
