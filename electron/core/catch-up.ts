// Sees to what a session misses that is not available to its server: messages, and the presence of contacts.
import { isOut } from '../../shared/visibility/state'
import { strategyOf } from '../../shared/visibility/strategies/choose'
import type { ArchiveReader, ArchiveReaderOptions } from './archive-reader'
import { createArchiveReader } from './archive-reader'
import type { ContactBook } from './contact-book'
import { createPresenceRefresh } from './presence-refresh'
import type { VisibilityLoop } from './visibility-loop'

/** What catching up needs. */
export interface CatchUpOptions extends Omit<ArchiveReaderOptions, 'isCovered' | 'isSettled'> {
  readonly book: ContactBook
  readonly loop: VisibilityLoop
}

/** Catching up, for one account; started with each session once the roster is there, stopped with its end or loss. */
export type CatchUp = ArchiveReader

/** Builds it. Nothing is asked before start(). */
export function createCatchUp({ book, loop, ...options }: CatchUpOptions): CatchUp {
  const isCovered = (): boolean => !isOut(loop.state().server)
  const reader = createArchiveReader({
    ...options,
    isCovered,
    isSettled: () => loop.state().confirmedAt !== null || loop.state().failure !== null,
  })
  const refresh = createPresenceRefresh({
    book,
    isBlind: () => {
      const state = loop.state()
      return isCovered() && state.failure === null && strategyOf(state) === 'directed-presence'
    },
    ask: () => loop.tell({ type: 'probe-due' }),
  })
  return {
    start: (iq) => {
      reader.start(iq)
      refresh.start()
    },
    stop: () => {
      reader.stop()
      refresh.stop()
    },
    receive: reader.receive,
  }
}
