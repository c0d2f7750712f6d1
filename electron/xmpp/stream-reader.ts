// Reads the incoming half of a stream on TCP, for whoever serves one: bytes in, whole elements out, and anything that
// XMPP forbids as a stream error (RFC 6120 s.4.9.3, s.11.1, s.11.3).
import { Parser } from '@xmpp/xml'
import type { Element } from '@xmpp/xml'
import { createGuard } from './library-guard'
import type { Limits } from './library-guard'

/** What comes of the bytes. After `fault` nothing more comes. */
export interface StreamEvents {
  /** The stream header; it has no children. */
  readonly start: (header: Element) => void
  /** A first-level element, whole. */
  readonly element: (element: Element) => void
  readonly end: () => void
  /** @param condition the stream error to send */
  readonly fault: (condition: string) => void
}

/** A reader of one stream; a restarted stream needs another. */
export interface StreamReader {
  write(data: Uint8Array): void
  /** Nothing comes any more, not even from what is being read. */
  stop(): void
}

const reference = /&(?:(?:amp|lt|gt|quot|apos|#\d+|#x[\da-f]+);)?/gi
const namedReference = /^&[\p{L}_:][\p{L}\p{N}._:-]*;/u
const longestReference = 10

/** Makes a reader of a stream that is to begin. */
export function createStreamReader(limits: Limits, events: StreamEvents): StreamReader {
  const decode = createDecoder()
  const guard = createGuard(limits, 1)
  const references = createReferenceCheck()
  const parser = new Parser()
  let stopped = false

  const tell = (act: () => void): void => {
    if (!stopped) act()
  }
  const fault = (condition: string): void => {
    tell(() => {
      stopped = true
      events.fault(condition)
    })
  }
  parser.on('start', (header: Element) => tell(() => events.start(header)))
  parser.on('element', (element: Element) => tell(() => events.element(element)))
  parser.on('end', () => tell(events.end))
  parser.on('error', () => fault('not-well-formed'))

  return {
    write(data) {
      if (stopped) return
      const text = decode(data)
      const read = text === undefined ? undefined : guard(text)
      if (read === undefined) fault('not-well-formed')
      else if (typeof read !== 'string') fault(read.condition)
      else parse(read)
    },
    stop: () => {
      stopped = true
    },
  }

  function parse(text: string): void {
    const refused = references(text)
    if (refused !== undefined) {
      fault(refused)
      return
    }
    if (isParsed(parser, text)) return
    fault('not-well-formed')
  }
}

// Undefined for what is no UTF-8 (RFC 6120 s.11.6).
function createDecoder(): (data: Uint8Array) => string | undefined {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  return (data) => {
    try {
      return decoder.decode(data, { stream: true })
    } catch {
      return undefined
    }
  }
}

// The parser throws at a reference to a character that XML cannot carry.
function isParsed(parser: Parser, text: string): boolean {
  try {
    parser.write(text)
    return true
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('Illegal XML')) return false
    throw error
  }
}

// Only the five predefined entities and characters by number may be referred to (RFC 6120 s.11.1). One can be cut in two
// by the end of a chunk.
function createReferenceCheck(): (text: string) => string | undefined {
  let cut = ''
  return (text) => {
    const joined = cut + text
    cut = ''
    for (const { 0: found, index } of joined.matchAll(reference)) {
      if (found !== '&') continue
      const rest = joined.slice(index, index + 64)
      if (joined.length - index < longestReference && /^&[#\w]*$/.test(rest)) {
        cut = joined.slice(index)
        return undefined
      }
      return namedReference.test(rest) ? 'restricted-xml' : 'not-well-formed'
    }
    return undefined
  }
}
