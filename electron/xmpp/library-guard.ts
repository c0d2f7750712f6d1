// Reads XML text ahead of the library's parser, which neither limits nor refuses anything: size, depth, restricted
// XML (RFC 6120 s.11.1) and tags that are not well formed (s.11.3).

/** How much one top-level element may be. */
export interface Limits {
  /** UTF-16 units from the start of a top-level element to its end. */
  readonly size: number
  /** Elements inside each other, the stream's root not counted. */
  readonly depth: number
  /** Attributes of one tag. */
  readonly attributes: number
}

/** Why a text was refused: the stream error to send (RFC 6120 s.4.9.3) and the code to report. */
export interface Refusal {
  readonly code: 'malformed-xml' | 'oversized'
  readonly condition: 'not-well-formed' | 'restricted-xml' | 'policy-violation'
  readonly detail: string
}

/** A reader of one stream's text, chunk by chunk. */
export interface Guard {
  /** @returns the refusal, or undefined where the chunk may be parsed. */
  read(chunk: string): Refusal | undefined
  /** Whether the text so far ends between two top-level elements. */
  betweenElements(): boolean
}

const illegalCharacter = /[\0-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]/
const attribute = String.raw`\s+[^\s"'<>/=]+\s*=\s*(?:"[^"<]*"|'[^'<]*')`
const wellFormedTag = new RegExp(
  String.raw`^(?:/[^\s"'<>/=!?]+\s*|[^\s"'<>/=!?]+(?:${attribute})*\s*/?)$`,
)
const cdata = '![CDATA['
const declaration = '?xml'

/**
 * Creates a guard.
 * @param root depth of the top-level elements: 1 inside `<stream:stream>`, 0 where each frame is a document (RFC 7395)
 */
export function createGuard(limits: Limits, root: 0 | 1): Guard {
  let mode: 'text' | 'tag' | 'cdata' | 'declaration' = 'text'
  let tag = ''
  let quote = ''
  let tail = ''
  let depth = 0
  let size = 0
  let pristine = true

  function step(chunk: string, at: number): number | Refusal {
    if (mode === 'text') return text(chunk, at)
    if (mode === 'tag') return quote === '' ? markup(chunk, at) : quoted(chunk, at)
    return section(chunk, at, mode === 'cdata' ? ']]>' : '?>')
  }

  function text(chunk: string, at: number): number {
    const open = chunk.indexOf('<', at)
    if (open < 0) return chunk.length
    mode = 'tag'
    tag = ''
    return open + 1
  }

  function markup(chunk: string, at: number): number | Refusal {
    if (tag === '' || tag.startsWith('!') || tag.startsWith('?')) return special(chunk, at)
    const rest = /["'<>]/g
    rest.lastIndex = at
    const found = rest.exec(chunk)
    if (!found) return grow(chunk, at, chunk.length)
    const next = grow(chunk, at, found.index + (found[0] === '>' ? 0 : 1))
    if (found[0] === '<') return malformed('"<" inside a tag')
    if (found[0] !== '>') {
      quote = found[0]
      return next
    }
    return endTag() ?? next + 1
  }

  function special(chunk: string, at: number): number | Refusal {
    tag += chunk.charAt(at)
    if (tag.startsWith('?')) {
      if (!pristine || !declaration.startsWith(tag)) return restricted('processing instruction')
      if (tag === declaration) mode = 'declaration'
    } else if (tag.startsWith('!')) {
      if (!cdata.startsWith(tag)) return restricted('comment or document type')
      if (tag === cdata) mode = 'cdata'
    } else if (tag === '>') return malformed('empty tag')
    tail = ''
    return at + 1
  }

  function quoted(chunk: string, at: number): number {
    const end = chunk.indexOf(quote, at)
    if (end < 0) return grow(chunk, at, chunk.length)
    quote = ''
    return grow(chunk, at, end + 1)
  }

  function section(chunk: string, at: number, terminator: string): number {
    const joined = tail + chunk.slice(at)
    const end = joined.indexOf(terminator)
    if (end < 0) {
      tail = joined.slice(1 - terminator.length)
      return chunk.length
    }
    const next = at + end + terminator.length - tail.length
    mode = 'text'
    pristine = false
    return next
  }

  function grow(chunk: string, from: number, to: number): number {
    tag += chunk.slice(from, to)
    return to
  }

  function endTag(): Refusal | undefined {
    mode = 'text'
    pristine = false
    if ((tag.match(/=\s*["']/g)?.length ?? 0) > limits.attributes) return oversized('attributes')
    if (!wellFormedTag.test(tag)) return malformed('a tag is not well formed')
    if (tag.startsWith('/')) depth -= 1
    else if (!tag.endsWith('/')) depth += 1
    if (depth < 0) return malformed('an end without a start')
    if (depth - root > limits.depth) return oversized('depth')
    return undefined
  }

  return {
    read(chunk) {
      if (illegalCharacter.test(chunk)) return malformed('an illegal character')
      for (let at = 0; at < chunk.length;) {
        const next = step(chunk, at)
        if (typeof next !== 'number') return next
        size += next - at
        if (depth <= root && mode === 'text') size = 0
        if (size > limits.size) return oversized('size')
        at = next
      }
      return undefined
    },
    betweenElements: () => mode === 'text' && depth === root,
  }
}

function malformed(detail: string): Refusal {
  return { code: 'malformed-xml', condition: 'not-well-formed', detail }
}

function restricted(detail: string): Refusal {
  return { code: 'malformed-xml', condition: 'restricted-xml', detail }
}

function oversized(detail: string): Refusal {
  return { code: 'oversized', condition: 'policy-violation', detail }
}
