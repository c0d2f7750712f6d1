// Cuts a raw XML stream into its stanzas without changing a byte of them, and reads what tests ask for.

/** One first-level element of a stream, as it stood on the wire. */
export interface RecordedStanza {
  readonly xml: string
  /** `message`, `presence`, `iq`, or whatever else came. */
  readonly name: string
  readonly from: string
  readonly to: string
  readonly type: string
  readonly id: string
  /** The names of its child elements, in order. */
  readonly children: readonly string[]
  /** Milliseconds of the monotonic clock. */
  readonly at: number
}

const tag = /<(\/?)([^\s/>!?]+)((?:[^>"']|"[^"]*"|'[^']*')*?)(\/?)>|<\?[^>]*\?>/y

/**
 * Makes a reader that is given the stream's text in any pieces. Stream headers and ends are passed over, so it
 * serves a connection through all its stream restarts.
 */
export function stanzaReader(
  onStanza: (stanza: RecordedStanza) => void,
): (text: string, at: number) => void {
  let pending = ''
  let scanned = 0
  let depth = 0
  let children: string[] = []
  return (text, at) => {
    pending += text
    for (;;) {
      const open = pending.indexOf('<', scanned)
      if (open < 0) return
      tag.lastIndex = open
      const match = tag.exec(pending)
      if (!match) return
      scanned = tag.lastIndex
      const [, closing, name, , empty] = match
      if (name === undefined || name === 'stream:stream') {
        pending = pending.slice(scanned)
        scanned = depth = 0
        continue
      }
      if (closing) depth--
      else {
        if (depth === 0) pending = pending.slice(open)
        if (depth === 0) scanned -= open
        if (depth === 1) children.push(name)
        if (!empty) depth++
      }
      if (depth > 0) continue
      onStanza(record(pending.slice(0, scanned), children, at))
      pending = pending.slice(scanned)
      scanned = 0
      children = []
    }
  }
}

/** The stanzas in a whole text. */
export function stanzasIn(text: string): RecordedStanza[] {
  const stanzas: RecordedStanza[] = []
  stanzaReader((stanza) => stanzas.push(stanza))(text, 0)
  return stanzas
}

/** The text as it must be written inside an element or a quoted attribute. */
export function escapeXml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&apos;',
  }
  return text.replace(/[&<>"']/g, (char) => entities[char] ?? char)
}

function record(xml: string, children: readonly string[], at: number): RecordedStanza {
  tag.lastIndex = 0
  const [, , name = '', attributes = ''] = tag.exec(xml) ?? []
  const attribute = (wanted: string) => {
    const found = new RegExp(`\\s${wanted}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes)
    return unescape(found?.[1] ?? found?.[2] ?? '')
  }
  return {
    xml,
    name,
    from: attribute('from'),
    to: attribute('to'),
    type: attribute('type'),
    id: attribute('id'),
    children,
    at,
  }
}

function unescape(text: string): string {
  const characters: Readonly<Record<string, string>> = {
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    apos: "'",
    '#39': "'",
  }
  return text.replace(/&(#?\w+);/g, (entity, name: string) => characters[name] ?? entity)
}
