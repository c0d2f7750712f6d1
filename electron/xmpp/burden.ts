// What was written and is not known to have arrived: bounded, so that a slow line is not buried under what waits to be
// confirmed (XEP-0198 s.4), and a broken one has little to send again.
import type { Element } from '@xmpp/xml'

/** What is under way on one connection, over all its streams. */
export interface Burden {
  /** Whether it is so much that whatever can wait should. */
  isFull(): boolean
  /** A stanza is written. @param size in UTF-16 units. @returns whether to ask now what has arrived */
  add(stanza: Element, size: number): boolean
  /** What became of it is known. */
  drop(stanza: Element): void
}

/** Little enough to cross a line of 10 kB/s before anybody believes it to be broken. */
const most = { stanzas: 1024, size: 262_144 }
/** The part of that after which it is asked what has arrived, and the part at which more may come. */
const [asked, low] = [1 / 4, 1 / 2]

/** Builds it; nothing is under way. @param eased told when it was full, and is not any more */
export function createBurden(eased: () => void): Burden {
  const sizes = new Map<Element, number>()
  let total = 0
  let full = false
  let unasked = { stanzas: 0, size: 0 }

  const isOver = ({ stanzas, size }: typeof most, part: number): boolean =>
    stanzas >= most.stanzas * part || size >= most.size * part
  const now = (): typeof most => ({ stanzas: sizes.size, size: total })

  return {
    isFull: () => full,
    add: (stanza, size) => {
      total += size - (sizes.get(stanza) ?? 0)
      sizes.set(stanza, size)
      full ||= isOver(now(), 1)
      unasked = { stanzas: unasked.stanzas + 1, size: unasked.size + size }
      const asks = isOver(unasked, asked)
      if (asks) unasked = { stanzas: 0, size: 0 }
      return asks
    },
    drop: (stanza) => {
      total -= sizes.get(stanza) ?? 0
      sizes.delete(stanza)
      if (!full || isOver(now(), low)) return
      full = false
      eased()
    },
  }
}
