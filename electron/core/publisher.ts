// Keeps the snapshot, numbers the events, and hands them to every attached view in batches.
import type { Update } from '../../shared/protocol'
import { applyBatch, type AppEvent, type AppSnapshot } from '../../shared/snapshot'
import { describeError, type Log } from './log'

/** The one way by which a change reaches the views. */
export interface Publisher {
  /** Applies an event and sends it with the next batch. After close() it does nothing. */
  publish(event: AppEvent): void
  /** The state with everything that was published. */
  snapshot(): AppSnapshot
  /** Gives the listener a snapshot at once, then batches without gap or repetition. @returns a detacher. */
  attach(listener: (update: Update) => void): () => void
  /** Sends what is left and forgets the listeners. */
  close(): void
}

/** One batch per frame: the schedule of a running Casper. */
export function nextFrame(flush: () => void): void {
  setTimeout(flush, 16)
}

/**
 * Builds a publisher.
 * @param schedule calls `flush` once, later, and never from inside its own call.
 * @param log hears of a listener that throws; the others are served all the same.
 */
export function createPublisher(
  initial: AppSnapshot,
  schedule: (flush: () => void) => void,
  log: Log,
): Publisher {
  let state = initial
  let unsent: AppEvent[] = []
  let unapplied = 0
  let closed = false
  const views = new Set<{ readonly listener: (update: Update) => void; seen: number }>()

  const settle = (): AppSnapshot => {
    if (unapplied > 0) {
      const events = unsent.slice(-unapplied)
      unapplied = 0
      state = applyBatch(state, { from: state.seq + 1, events })
    }
    return state
  }

  const give = (listener: (update: Update) => void, update: Update): void => {
    try {
      listener(update)
    } catch (thrown) {
      log.error('a view could not be updated', { error: describeError(thrown) })
    }
  }

  const flush = (): void => {
    const { seq } = settle()
    const events = unsent
    unsent = []
    for (const view of [...views]) {
      const fresh = events.slice(Math.max(0, events.length - (seq - view.seen)))
      if (fresh.length === 0 || !views.has(view)) continue
      const from = seq - fresh.length + 1
      view.seen = seq
      give(view.listener, { kind: 'batch', batch: { from, events: fresh } })
    }
  }

  return {
    publish: (event) => {
      if (closed) return
      unsent.push(event)
      unapplied += 1
      if (unsent.length === 1) schedule(flush)
    },
    snapshot: settle,
    attach: (listener) => {
      const snapshot = settle()
      const view = { listener, seen: snapshot.seq }
      if (!closed) views.add(view)
      give(listener, { kind: 'snapshot', snapshot })
      return () => void views.delete(view)
    },
    close: () => {
      flush()
      closed = true
      views.clear()
    },
  }
}
