// How a host tells whether anybody is at the machine. Each host has one source, and no more (two would contradict each other).

/** What is known at a moment. */
export interface IdleFacts {
  /** ms since somebody last typed or clicked. */
  readonly idle: number
  readonly locked: boolean
  readonly onBattery: boolean
}

/** What happened: something that is worth a reading at once, or the machine is about to sleep, or woke up. */
export type IdleNews = 'read' | 'suspending' | 'resumed'

/** What a page says of itself. */
export interface IdleReport {
  /** Since somebody last typed or clicked. */
  readonly seconds: number
  readonly locked: boolean
  /** Whether somebody is there although nothing was done in the page: the browser itself watches. Said again each minute. */
  readonly active?: boolean
}

/** The pages, where a host knows nothing by itself. A page is known by its listener. */
export interface IdlePages {
  report(page: object, said: IdleReport): void
  /** It knows nothing any more. */
  gone(page: object): void
}

/** The source of a host. */
export interface IdleSource {
  /** null: nothing is known, and nothing is to happen. */
  read(): IdleFacts | null
  /** @returns a function that ends the listening */
  watch(listener: (news: IdleNews) => void): () => void
  /** Whether it must be read again and again; else it says when there is something to read. */
  readonly polled: boolean
  readonly pages?: IdlePages
}
