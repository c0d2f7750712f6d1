// What a client sent and cannot go yet, in order. When it is too much, nothing more is read of the client.
import type { Element } from '@xmpp/xml'

/** The backlog of one client. */
export interface Backlog {
  first(): Element | undefined
  /** The first one goes. */
  shift(): void
  add(stanza: Element): void
  /** One that went comes back: it goes again before everything that has not gone yet. */
  addAgain(stanza: Element): void
  /** Lets the client wait, or go on, by how much there is now. */
  pace(): void
  /** Everything, and nothing is left. */
  clear(): Element[]
}

/** At so many stanzas, or UTF-16 units in them, the client is made to wait; at so few it may go on. */
const high = { stanzas: 256, size: 1_048_576 }
const low = { stanzas: 64, size: 262_144 }

/** Builds it; it is empty. @param hold reads nothing more of the client, or reads on */
export function createBacklog(hold: (on: boolean) => void): Backlog {
  let waiting: { readonly stanza: Element; readonly size: number }[] = []
  let total = 0
  /** How many of them are there for the second time. */
  let again = 0
  let held = false

  const put = (at: number, stanza: Element): void => {
    // Most go at once, and alone: only what waits behind others is worth to be measured.
    const size = waiting.length === 0 ? 0 : stanza.toString().length
    waiting.splice(at, 0, { stanza, size })
    total += size
  }

  return {
    first: () => waiting[0]?.stanza,
    shift: () => {
      total -= waiting.shift()?.size ?? 0
      again = Math.max(0, again - 1)
    },
    add: (stanza) => put(waiting.length, stanza),
    addAgain: (stanza) => {
      put(again, stanza)
      again += 1
    },
    pace: () => {
      const mark = held ? low : high
      const over = waiting.length > mark.stanzas || total > mark.size
      if (over === held) return
      held = over
      hold(over)
    },
    clear: () => {
      const all = waiting.map(({ stanza }) => stanza)
      waiting = []
      total = 0
      again = 0
      return all
    },
  }
}
