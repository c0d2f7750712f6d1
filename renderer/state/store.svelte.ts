// What the main process last told, as one value that is replaced whole, at most once per frame.
import type { Bridge, Update } from '../../shared/protocol'
import { applyBatch, type AppEvent, type AppSnapshot } from '../../shared/snapshot'

/** How long a hidden page, which gets no frames, may lag behind; ms. */
const hiddenLag = 250

/** The snapshot and whether it can be trusted to be current. Owns its listening: call close(). */
export class Store {
  /** Null until the first snapshot has come. */
  snapshot = $state.raw<AppSnapshot | null>(null)
  /** The main process cannot be reached, or something it told was missed. */
  lost = $state(false)

  #waiting: Update[] = []
  #cancelFlush: (() => void) | null = null
  readonly #stop: () => void

  constructor(bridge: Bridge) {
    this.#stop = bridge.onEvent((update) => {
      this.#waiting.push(update)
      this.#cancelFlush ??= onNextFrame(() => this.#flush())
    })
  }

  close(): void {
    this.#stop()
    this.#cancelFlush?.()
  }

  #flush(): void {
    this.#cancelFlush = null
    const updates = this.#waiting
    this.#waiting = []
    let { snapshot, lost } = { snapshot: this.snapshot, lost: this.lost }
    let events: AppEvent[] = []
    const settle = () => {
      if (snapshot && events.length > 0) {
        snapshot = applyBatch(snapshot, { from: snapshot.seq + 1, events })
      }
      events = []
    }
    for (const update of updates) {
      if (update.kind === 'snapshot') {
        snapshot = update.snapshot
        events = []
        lost = false
      } else if (update.kind === 'lost') {
        lost = true
      } else if (snapshot) {
        const next = snapshot.seq + events.length + 1
        if (update.batch.from === next) events.push(...update.batch.events)
        else if (update.batch.from > next) lost = true
      }
    }
    settle()
    this.snapshot = snapshot
    this.lost = lost
  }
}

/** Runs on the next frame, or soon where the page is hidden and gets none. @returns a function that cancels. */
function onNextFrame(run: () => void): () => void {
  const cancel = () => {
    cancelAnimationFrame(frame)
    clearTimeout(timer)
  }
  const once = () => {
    cancel()
    run()
  }
  const frame = requestAnimationFrame(once)
  const timer = setTimeout(once, hiddenLag)
  return cancel
}
