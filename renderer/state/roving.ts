// Where the arrow keys lead in the people list: up and down by line, left and right between a line and its eye,
// and on a heading they fold and unfold.
import type { Row } from './roster'

/** Where the focus is: the line, and in it the name (0) or the eye (1). */
export interface Place {
  readonly rows: readonly Row[]
  readonly index: number
  readonly part: number
}

/** Where the focus goes; `toggle` is the key of a heading to fold or unfold on the way. */
export interface Move {
  readonly index: number
  readonly part: number
  readonly toggle?: string
}

/** Lines that Page Up and Page Down skip. */
const page = 10

/** The move a key makes, or undefined for keys that do not move. */
export function nextFocus(key: string, { rows, index, part }: Place): Move | undefined {
  const last = rows.length - 1
  const to = (line: number): Move => ({ index: Math.max(0, Math.min(last, line)), part })
  switch (key) {
    case 'ArrowDown':
      return to(index + 1)
    case 'ArrowUp':
      return to(index - 1)
    case 'PageDown':
      return to(index + page)
    case 'PageUp':
      return to(index - page)
    case 'Home':
      return to(0)
    case 'End':
      return to(last)
    case 'ArrowRight':
      return { index, part: 1 }
    case 'ArrowLeft':
      return part === 1 ? { index, part: 0 } : towardsHeading(rows, index)
    default:
      return undefined
  }
}

function towardsHeading(rows: readonly Row[], index: number): Move | undefined {
  const row = rows[index]
  if (row === undefined) return undefined
  if (row.kind === 'group') return { index, part: 0, toggle: row.key }
  const heading = rows.findIndex((other) => other.kind === 'group' && other.key === row.group)
  return heading < 0 ? undefined : { index: heading, part: 0 }
}
