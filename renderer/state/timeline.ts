// Turns messages into the lines of a conversation: day separators, and runs of one speaker.
import type { Message } from '../../shared/model'
import { sameDay } from './words'

/** Messages of one speaker closer together than this are one run; ms. */
const runGap = 5 * 60_000

/** A line of a conversation. `first` and `last` say where in a run of one speaker the message stands. */
export type Line =
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  | {
      readonly kind: 'message'
      readonly key: string
      readonly message: Message
      readonly first: boolean
      readonly last: boolean
    }

/** The lines for messages that come oldest first. */
export function linesOf(messages: readonly Message[]): readonly Line[] {
  const lines: Line[] = []
  messages.forEach((message, index) => {
    const before = messages[index - 1]
    const after = messages[index + 1]
    if (!before || !sameDay(before.at, message.at)) {
      lines.push({ kind: 'day', key: `day:${message.id}`, at: message.at })
    }
    lines.push({
      kind: 'message',
      key: message.id,
      message,
      first: !before || !sameRun(before, message),
      last: !after || !sameRun(message, after),
    })
  })
  return lines
}

function sameRun(a: Message, b: Message): boolean {
  const speaker = a.direction === b.direction && a.nick === b.nick && a.whispered === b.whispered
  return speaker && b.at - a.at < runGap && sameDay(a.at, b.at)
}
