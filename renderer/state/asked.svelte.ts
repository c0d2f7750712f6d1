// A group of preferences that is asked for whole: two changes in quick succession must not undo each other.

/** What was asked for last, until the main process has told what came of it. */
export class Asked<T extends object> {
  #asked = $state.raw<T | null>(null)
  #waiting = $state(0)
  /** What was told when the last answer came: the event may come later than that. */
  #before = $state.raw<T | null>(null)
  readonly #told: () => T
  readonly #ask: (value: T) => Promise<boolean>

  /** @param told what holds by the snapshot. @param ask asks for a whole; resolves to whether it was accepted */
  constructor(told: () => T, ask: (value: T) => Promise<boolean>) {
    this.#told = told
    this.#ask = ask
  }

  get value(): T {
    const told = this.#told()
    const pending = this.#waiting > 0 || told === this.#before
    return pending ? (this.#asked ?? told) : told
  }

  async change(part: Partial<T>): Promise<void> {
    const wanted = { ...this.value, ...part }
    this.#asked = wanted
    this.#waiting += 1
    const accepted = await this.#ask(wanted)
    this.#waiting -= 1
    if (!accepted) this.#asked = null
    this.#before = this.#told()
  }
}
