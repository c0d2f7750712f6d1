// Links that other programs hand over: by the arguments of a start, by a second start, by the system itself.

/** The links of this process. What comes before there is anybody to take it waits. */
export interface Links {
  /** One link. */
  open(url: string): void
  /** Those of one start; without any it was only meant to bring Casper up. */
  arrive(urls: readonly string[]): void
  /** From now on they go there; what waited does so at once. */
  serve(take: (urls: readonly string[]) => void): void
}

/** At most so many at once: nobody means to open more. */
const most = 10

/** Builds it. */
export function createLinks(): Links {
  let waiting: readonly string[] = []
  let take: ((urls: readonly string[]) => void) | null = null

  const arrive = (urls: readonly string[]): void => {
    if (take) take(urls.slice(0, most))
    else waiting = [...waiting, ...urls].slice(0, most)
  }

  return {
    arrive,
    open: (url) => arrive([url]),
    serve: (next) => {
      take = next
      if (waiting.length > 0) next(waiting)
      waiting = []
    },
  }
}
