// Reads XML text ahead of the library's parser, which limits nothing, refuses nothing, and loses text behind CDATA:
// size, depth, restricted XML (RFC 6120 s.11.1), tags that are not well formed (s.11.3).

/** How much one top-level element may be. */
export interface Limits {
  /** UTF-16 units from the start of a top-level element to its end. */
  readonly size: number
  /** Elements inside each other, the stream's root not counted. What is deeper is left out: strangers can send it. */
  readonly depth: number
}

/** Why a text was refused: the stream error to send (RFC 6120 s.4.9.3) and the code to report. */
export interface Refusal {
  readonly code: 'malformed-xml' | 'oversized'
  readonly condition: 'not-well-formed' | 'restricted-xml' | 'policy-violation'
  readonly detail: string
}

/**
 * Reads one stream, chunk by chunk.
 * @returns what the parser may have of it: whole tags, and text with CDATA spelt out; or why it is refused
 */
export type Guard = (chunk: string) => string | Refusal

const illegalCharacter = /[^\t\n\r\u0020-\uFFFD]/
const attribute = String.raw`\s+[^\s"'<>/=]+\s*=\s*(?:"[^"<]*"|'[^'<]*')`
const wellFormedTag = new RegExp(
  String.raw`^(?:/[^\s"'<>/=!?]+\s*|[^\s"'<>/=!?]+(?:${attribute})*\s*/?)$`,
)
const cdata = '![CDATA['
const declaration = '?xml'

/** Whether XML can carry the text at all (XML 1.0 s.2.2); lone surrogates are left to the encoder. */
export function isXmlText(text: string): boolean {
  return !illegalCharacter.test(text)
}

/**
 * Creates a guard.
 * @param root depth of the top-level elements: 1 inside `<stream:stream>`, 0 where each frame is a document (RFC 7395)
 */
export function createGuard(limits: Limits, root: 0 | 1): Guard {
  let mode: 'text' | 'tag' | 'markup' | 'cdata' | 'declaration' = 'text'
  let tag = ''
  let quote = ''
  let tail = ''
  let depth = 0
  let size = 0
  let pristine = true
  let out = ''

  function step(chunk: string, at: number): number | Refusal {
    if (mode === 'text') return text(chunk, at)
    if (mode === 'tag') return special(chunk, at)
    if (mode === 'markup') return quote === '' ? markup(chunk, at) : quoted(chunk, at)
    return section(chunk, at, mode === 'cdata' ? ']]>' : '?>')
  }

  function text(chunk: string, at: number): number | Refusal {
    const open = chunk.indexOf('<', at)
    const end = open < 0 ? chunk.length : open
    const fault = pass(chunk.slice(at, end))
    if (fault || open < 0) return fault ?? end
    mode = 'tag'
    tag = ''
    return open + 1
  }

  /** White space between elements is nobody's; other text may not be there. */
  function pass(content: string): Refusal | undefined {
    if (depth > root) keep(content, depth)
    else if (content.trim() !== '') return malformed('text outside of any element')
    return undefined
  }

  /** Whoever may write to us can nest deeply; that must not end the session, which some servers announce. */
  function keep(content: string, level: number): void {
    if (level - root <= limits.depth) out += content
  }

  /** What begins with `!` or `?`, character by character; or the first one of a tag. */
  function special(chunk: string, at: number): number | Refusal {
    tag += chunk.charAt(at)
    if (tag.startsWith('?')) {
      if (!pristine || !declaration.startsWith(tag)) return restricted('processing instruction')
      if (tag === declaration) mode = 'declaration'
    } else if (tag.startsWith('!')) {
      if (!cdata.startsWith(tag)) return restricted('comment or document type')
      if (tag === cdata) mode = 'cdata'
    } else if (tag === '>') return malformed('empty tag')
    else mode = 'markup'
    tail = ''
    return at + 1
  }

  function section(chunk: string, at: number, terminator: string): number | Refusal {
    const joined = tail + chunk.slice(at)
    const end = joined.indexOf(terminator)
    const known = end < 0 ? Math.max(0, joined.length - terminator.length + 1) : end
    const fault = mode === 'cdata' ? pass(escaped(joined.slice(0, known))) : undefined
    if (fault) return fault
    if (end < 0) {
      tail = joined.slice(known)
      return chunk.length
    }
    mode = 'text'
    return at + end + terminator.length - tail.length
  }

  function markup(chunk: string, at: number): number | Refusal {
    const mark = /["'<>]/g
    mark.lastIndex = at
    const found = mark.exec(chunk)
    if (!found) return grow(chunk, at, chunk.length)
    if (found[0] === '<') return malformed('"<" inside a tag')
    if (found[0] !== '>') {
      quote = found[0]
      return grow(chunk, at, found.index + 1)
    }
    return endTag(grow(chunk, at, found.index) + 1)
  }

  function quoted(chunk: string, at: number): number {
    const end = chunk.indexOf(quote, at)
    if (end < 0) return grow(chunk, at, chunk.length)
    quote = ''
    return grow(chunk, at, end + 1)
  }

  function grow(chunk: string, from: number, to: number): number {
    tag += chunk.slice(from, to)
    return to
  }

  function endTag(next: number): number | Refusal {
    mode = 'text'
    pristine = false
    if (!wellFormedTag.test(tag)) return malformed('a tag is not well formed')
    const closes = tag.startsWith('/')
    keep(`<${tag}>`, closes ? depth : depth + 1)
    if (closes) depth -= 1
    else if (!tag.endsWith('/')) depth += 1
    return depth < 0 ? malformed('an end without a start') : next
  }

  return (chunk) => {
    if (!isXmlText(chunk)) return malformed('an illegal character')
    out = ''
    for (let at = 0; at < chunk.length;) {
      const next = step(chunk, at)
      if (typeof next !== 'number') return next
      size = depth <= root && mode === 'text' ? 0 : size + next - at
      if (size > limits.size) return oversized
      at = next
    }
    return out
  }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

function malformed(detail: string): Refusal {
  return { code: 'malformed-xml', condition: 'not-well-formed', detail }
}

function restricted(detail: string): Refusal {
  return { code: 'malformed-xml', condition: 'restricted-xml', detail }
}

const oversized: Refusal = { code: 'oversized', condition: 'policy-violation', detail: 'size' }
